import { join } from "node:path";
import { parseArgs } from "node:util";
import { argumentFor } from "./harmless";
import type { Mutant } from "./mutant";
import { mutantsOf } from "./mutants";
import { openProd } from "./prod";
import { isRight } from "./rightControls";
import { refusalsOf } from "./stack";

const usage = `Usage: npm run redteam -- [options]

Breaks production's preview in every way that it can be broken, one at a time, and asks the policy pack each time.

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
  const [every, verbose] = [Number(values.every), values.verbose];
  if (values.help || !Number.isInteger(every) || every < 1) {
    process.stdout.write(`${usage}\n`);
    return values.help ? 0 : 2;
  }
  const resources = await openProd(root);
  const everything = new Set(resources.map(({ urn }) => urn));
  const clean = refusalsOf(resources, everything);
  if (clean.length > 0) {
    process.stdout.write(`Prod itself is refused: ${clean.map(({ message }) => message).join("\n")}\n`);
    return 2;
  }
  let total = 0;
  let refused = 0;
  const argued = new Map<string, number>();
  const escaped = new Map<string, number>();
  const started = performance.now();
  let number = 0;
  for (const mutant of mutantsOf(resources, values.all)) {
    if (number++ % every !== 0) {
      continue;
    }
    total++;
    const refusals = refusalsOf(mutant.resources, mutant.changed);
    if (isRight(mutant, refusals)) {
      refused++;
    } else {
      note(
        mutant,
        refusals.map(({ policy }) => policy),
        argued,
        escaped,
        verbose,
      );
    }
    if (process.stderr.isTTY && total % 50 === 0) {
      process.stderr.write(`\r${total} mutants, ${refused} refused`);
    }
  }
  if (process.stderr.isTTY) {
    process.stderr.write("\r\u001b[K");
  }
  for (const [reason, count] of argued) {
    process.stdout.write(`harmless ×${count}: ${reason}\n`);
  }
  for (const [line, count] of escaped) {
    process.stdout.write(`NOT REFUSED ×${count}: ${line}\n`);
  }
  const harmlessCount = [...argued.values()].reduce((sum, count) => sum + count, 0);
  process.stdout.write(`${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  process.stdout.write(`${refused} of ${total} mutants refused, ${harmlessCount} argued harmless\n`);
  return escaped.size === 0 ? 0 : 1;
}

function note(
  mutant: Mutant,
  wrong: readonly string[],
  argued: Map<string, number>,
  escaped: Map<string, number>,
  verbose: boolean,
): void {
  const reason = wrong.length === 0 ? argumentFor(mutant) : undefined;
  if (reason !== undefined) {
    argued.set(reason, (argued.get(reason) ?? 0) + 1);
    return;
  }
  const where = verbose ? `${mutant.subject}: ` : "";
  const line = `${where}${mutant.path} ${mutant.change}${wrong.length === 0 ? "" : `, only by ${wrong.join(", ")}`}`;
  escaped.set(line, (escaped.get(line) ?? 0) + 1);
}

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 2;
  },
);
