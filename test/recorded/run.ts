import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { readCassettes, recordedFolder, whyNothing } from "./folder";
import { bar, replayAll } from "./replay";
import { asData, differenceLines, exchangeLines, summary, totals } from "./report";

const usage = `Usage: npm run test:recorded -- [options]

Replays conversations that were recorded with the real API, and lists what differs.

  --only NAME    this conversation only
  --json FILE    write every exchange's result to a file
  --verbose      list every exchange
  --help         show this

LINODE_RECORDED_DIR names the folder with the cassettes (default: ../shared/linode/recorded); folders below count too.
A file that is no cassette, and an exchange that lacks its half, is named and left out.

Ends with 0 if all could be read and at least 95 % of the exchanges in scope are equal,
with 1 if fewer are, none is in scope, or something couldn't be read,
with 2 if there is nothing to replay, or an option is wrong.`;

/** What whoever runs it has done wrong; shown without where in the code it was noticed. */
class UsageError extends Error {}

async function main(): Promise<number> {
  const { only, json, verbose, help } = options();
  if (help) {
    console.log(usage);
    return 0;
  }
  const folder = recordedFolder();
  const nothing = whyNothing(folder);
  if (nothing !== undefined) throw new UsageError(nothing);
  const { cassettes, problems } = readCassettes(folder);
  const chosen = only === undefined ? cassettes : cassettes.filter(({ name }) => name === only);
  if (only !== undefined && chosen.length === 0) {
    throw new UsageError(`${folder} has no conversation named ${only} that could be read.`);
  }
  for (const one of problems) console.error(`Left out: ${one}`);
  const results = await replayAll(cassettes, chosen, progress());
  if (verbose) for (const line of exchangeLines(results)) console.log(line);
  for (const line of differenceLines(results)) console.log(line);
  const total = totals(results);
  console.log(summary(total));
  if (json !== undefined) writeFileSync(json, `${JSON.stringify(asData(results), null, 2)}\n`);
  if (total.inScope === 0) console.error(`Nothing in ${folder} is in scope.`);
  return problems.length === 0 && total.inScope > 0 && total.equal >= bar * total.inScope ? 0 : 1;
}

function options(): { only?: string; json?: string; verbose?: boolean; help?: boolean } {
  try {
    return parseArgs({
      options: {
        only: { type: "string" },
        json: { type: "string" },
        verbose: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** Shows how far it is, where somebody looks on. */
function progress(): (done: number, all: number, name: string) => void {
  const { stderr } = process;
  if (!stderr.isTTY) return () => undefined;
  return (done, all, name) => stderr.write(done === all ? "\r\x1b[K" : `\r\x1b[K${done}/${all} ${name}`);
}

if (require.main === module) {
  // Whoever reads it may stop early, as `head` does.
  process.stdout.on("error", () => process.exit(1));
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      const known = error instanceof UsageError || (error instanceof Error && "code" in error);
      console.error(known ? error.message : error);
      process.exitCode = 2;
    },
  );
}
