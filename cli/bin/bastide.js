#!/usr/bin/env node
// The command's way in: plain JavaScript that Node loads at once. tsx transforms a source file when its content has changed.
const [command, ...args] = process.argv.slice(2);
// An evaluation makes much that lives for the whole run; with Node's own setting a third of its time goes into moving that about.
const roomy = "--max-semi-space-size=64";
if (command === "local-cloud") runLocalCloud();
else if (command === "preview" && !process.execArgv.includes(roomy)) runRoomy();
else runCommand();

/** Runs this file again with the setting, which Node takes only when it starts, and ends as that ends. */
function runRoomy() {
  const { spawn } = require("node:child_process");
  const again = [roomy, ...process.execArgv, __filename, ...process.argv.slice(2)];
  const child = spawn(process.execPath, again, { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    if (signal === null) process.exit(code);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

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
