// The policy engine starts this file; the pack itself is TypeScript and needs no build. Packages are JavaScript already and
// are loaded before tsx, which would look through them.
require("@pulumi/policy");
require("tsx/cjs/api").register();
if (!process.env.BASTIDE_DEBUG) {
  process.setSourceMapsEnabled(false);
  Error.prepareStackTrace = undefined;
}
require("./index.ts");
