import { join } from "node:path";
import { parseArgs } from "node:util";
import { prodValues } from "../support/infraConfigs";
import { configurationMutants } from "./configurationMutants";
import { mutantsOf } from "./mutants";
import { openProd } from "./prod";
import { refusalsOf } from "./stack";
import { Tally } from "./tally";
import { verdictOf, verdictOfConfiguration } from "./verdict";

const usage = `Usage: npm run redteam -- [options]

Breaks production's preview and its configuration in every way that they can be broken, one at a time, and asks the policy
pack each time. Ends with 0 when every mutant is refused for the right control, or argued harmless in test/redteam/harmless.

  --all         every resource, and not one of each kind (five times as many)
  --every N     only every Nth mutant
  --verbose     name each resource in what was not refused`;

const flags = {
  all: { type: "boolean", default: false },
  every: { type: "string", default: "1" },
  verbose: { type: "boolean", default: false },
  help: { type: "boolean", default: false },
} as const;

const root = join(__dirname, "../..");

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: flags });
  const every = Number(values.every);
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  if (!Number.isInteger(every) || every < 1) {
    throw new Error(`--every takes a whole number from 1 on, not "${values.every}".\n\n${usage}`);
  }
  const resources = await openProd(root);
  const clean = refusalsOf(resources, new Set(resources.map(({ urn }) => urn)));
  if (clean.length > 0) {
    process.stdout.write(`Prod itself is refused: ${clean.map(({ message }) => message).join("\n")}\n`);
    return 2;
  }
  // Where an unknown value is read, the SDK throws; the trace of each costs more than judging it.
  Error.stackTraceLimit = 0;
  const tally = new Tally(values.verbose);
  const started = performance.now();
  let number = 0;
  const isDrawn = () => number++ % every === 0;
  const show = () => {
    if (process.stderr.isTTY && tally.total % 50 === 0) {
      process.stderr.write(`\r${tally.total} mutants, ${tally.refused} refused`);
    }
  };
  for (const mutant of mutantsOf(resources, values.all)) {
    if (isDrawn()) {
      tally.add(mutant, verdictOf(mutant));
      show();
    }
  }
  for (const mutant of configurationMutants(prodValues())) {
    if (isDrawn()) {
      tally.add(mutant, await verdictOfConfiguration(mutant, resources, root));
      show();
    }
  }
  const idle = every === 1 ? tally.idle : [];
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  const report = [
    ...tally.lines,
    ...idle.map(({ reason }) => `ARGUES ABOUT NOTHING: ${reason}`),
    `${seconds} s`,
    `${tally.refused} of ${tally.total} mutants refused, ${tally.argued} argued harmless`,
  ];
  process.stdout.write(`${process.stderr.isTTY ? "\r\u001b[K" : ""}${report.join("\n")}\n`);
  return tally.refused + tally.argued === tally.total && idle.length === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
  },
);
