// Renders the MJML files that are named, with npm's `mjml`; prints {file: HTML} as JSON.
const { readFileSync } = require("fs");
const required = require("mjml");
const mjml2html = required.default || required;

(async () => {
  const pages = {};
  for (const file of process.argv.slice(2)) {
    // As we call mrml: nothing is loaded from Google.
    const options = { fonts: {}, filePath: file, validationLevel: "skip" };
    pages[file] = (await mjml2html(readFileSync(file, "utf8"), options)).html;
  }
  console.log(JSON.stringify(pages));
})();
