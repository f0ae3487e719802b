// Somebody's own "resources in YAML": the stack's file lists them, and the program only makes what it reads.
const linode = require("@pulumi/linode");
const pulumi = require("@pulumi/pulumi");

const made = {};
/** `${name.output}` stands for another resource's output; ids are numbers for Linode. */
const resolved = (value) => {
  if (Array.isArray(value)) return value.map(resolved);
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolved(inner)]));
  }
  const [, name, output] = /^\$\{(\w+)\.(\w+)\}$/.exec(value) ?? [];
  return name === undefined ? value : output === "id" ? made[name].id.apply(Number) : made[name][output];
};
for (const { name, type, properties, options } of new pulumi.Config().requireObject("resources")) {
  made[name] = new linode[type](name, resolved(properties), options);
}
