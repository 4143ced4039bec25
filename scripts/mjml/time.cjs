// Answers each line on standard input by rendering the MJML file that it was started with, and the
// milliseconds that it took.
const { readFileSync } = require("fs");
const { createInterface } = require("readline");
const required = require("mjml");
const mjml2html = required.default || required;

const source = readFileSync(process.argv[2], "utf8");

(async () => {
  for await (const _ of createInterface({ input: process.stdin })) {
    const start = performance.now();
    const { html } = await mjml2html(source);
    console.log(html.length ? performance.now() - start : "nothing");
  }
})();
