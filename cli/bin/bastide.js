#!/usr/bin/env node
// The command's way in: plain JavaScript that Node loads at once. tsx transforms a source file when its content has changed.
// What the offline preview needs of Pulumi is JavaScript already; loaded first, tsx does not look through it.
if (process.argv[2] === "preview" && !process.argv.includes("--help")) {
  require("@pulumi/pulumi");
  require("@pulumi/linode");
  require("@pulumi/random");
}
require("tsx/cjs/api").register();
// Mapping stack traces back to TypeScript is for people who look for a fault, and costs every start.
if (!process.env.BASTIDE_DEBUG && !process.argv.includes("--verbose")) {
  process.setSourceMapsEnabled(false);
  Error.stackTraceLimit = 4;
}
require("../main.ts").main(process.argv.slice(2));
