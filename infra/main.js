// The way in for the Pulumi engine and for the offline path: plain JavaScript that Node loads at once. tsx transforms a
// source file when its content has changed, so what runs is never stale and costs no compiler. Packages are JavaScript
// already and are loaded first, so that tsx does not look through them.
require("@pulumi/pulumi");
require("@pulumi/linode");
require("@pulumi/random");
require("zod");
require("yaml");
require("tsx/cjs/api").register();
// Pulumi takes the stack trace of every promise it makes. Mapping each back to TypeScript takes as long as all the rest.
if (!process.env.BASTIDE_DEBUG) {
  process.setSourceMapsEnabled(false);
  Error.prepareStackTrace = undefined;
  Error.stackTraceLimit = 4;
}
module.exports = require("./index.ts");
