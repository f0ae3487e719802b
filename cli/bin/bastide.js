#!/usr/bin/env node
// The command's way in: plain JavaScript that Node loads at once. tsx transforms a source file when its content has changed.
const [command, ...args] = process.argv.slice(2);
if (command === "local-cloud") runLocalCloud();
else runCommand();

/** It reads its own options, and is started often: nothing that the other commands need is loaded. */
async function runLocalCloud() {
  const code = await require("../../local-cloud/load.js").load().main(args);
  process.stdout.write("", () => process.exit(code));
}

function runCommand() {
  // What the offline preview needs of Pulumi is JavaScript already; loaded first, tsx does not look through it.
  if (command === "preview" && !args.includes("--help")) {
    require("@pulumi/pulumi");
    require("@pulumi/linode");
    require("@pulumi/random");
  }
  require("tsx/cjs/api").register();
  // Mapping stack traces back to TypeScript is for people who look for a fault, and costs every start.
  if (!process.env.BASTIDE_DEBUG && !args.includes("--verbose")) {
    process.setSourceMapsEnabled(false);
    Error.stackTraceLimit = 4;
  }
  require("../main.ts").main(process.argv.slice(2));
}
