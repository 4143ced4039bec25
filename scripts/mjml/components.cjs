// Prints what the components of npm `mjml` declare, as JSON.
const { components, dependencies } = (() => {
  const preset = require("mjml-preset-core");
  return preset.default || preset;
})();

const declared = {};
for (const component of components) {
  declared[component.componentName] = {
    attributes: component.allowedAttributes || {},
    ending: Boolean(component.endingTag),
  };
}
const children = {};
for (const [parent, names] of Object.entries(dependencies)) {
  children[parent] = names.filter((name) => typeof name === "string");
}
console.log(JSON.stringify({ declared, children }));
