import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { listCassettes, readCassette } from "./cassette";
import { readFolder, replay } from "./replay";
import { describeDifference, differenceLines, type Result, summary, totals } from "./report";
import { Stage } from "./stage";

const usage = `Usage: npm run test:recorded -- [options]

Replays conversations that were recorded with the real API, and lists what differs.

  --only NAME    this conversation only
  --json FILE    write every exchange's result to a file
  --verbose      list every exchange
  --help         show this

LINODE_RECORDED_DIR names the folder with the cassettes (default: ../shared/linode/recorded).
Ends with 0 if at least 95 % of the exchanges in scope are equal, 1 if fewer are, 2 if it could not run.`;

/** Share of equal exchanges that is asked for. */
export const bar = 0.95;

/** The folder with the cassettes. */
export function recordedFolder(): string {
  return resolve(
    process.env.LINODE_RECORDED_DIR ?? join(__dirname, "..", "..", "..", "shared", "linode", "recorded"),
  );
}

/** Replays some conversations, one after another. */
export async function replayAll(
  folder: string,
  names: readonly string[],
  progress: (done: number, name: string) => void = () => undefined,
): Promise<Result[]> {
  const stage = await Stage.open();
  try {
    const results: Result[] = [];
    const cassettes = new Map(listCassettes(folder).map((name) => [name, readCassette(folder, name)]));
    const all = readFolder([...cassettes.values()]);
    for (const [index, name] of names.entries()) {
      progress(index, name);
      const cassette = cassettes.get(name);
      if (cassette === undefined) throw new Error(`${folder} has no conversation named ${name}.`);
      const { verdicts, lacks } = await replay(cassette, all, stage);
      results.push(...verdicts.map((verdict) => ({ cassette: name, lacks, ...verdict })));
    }
    return results;
  } finally {
    await stage.close();
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      only: { type: "string" },
      json: { type: "string" },
      verbose: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const folder = recordedFolder();
  const all = listCassettes(folder);
  const names = values.only === undefined ? all : all.filter((name) => name === values.only);
  if (names.length === 0) {
    throw new Error(
      `${folder} has no conversation${values.only === undefined ? "" : ` named ${values.only}`}.`,
    );
  }
  const terminal = process.stderr.isTTY;
  const results = await replayAll(folder, names, (done, name) => {
    if (terminal) process.stderr.write(`\r\x1b[K${done}/${names.length} ${name}`);
  });
  if (terminal) process.stderr.write("\r\x1b[K");
  if (values.verbose) {
    for (const [index, one] of results.entries()) {
      if (one.cassette !== results[index - 1]?.cassette) printLacks(one);
      printExchange(one);
    }
  }
  for (const line of differenceLines(results)) console.log(line);
  if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify(asData(results), null, 2)}\n`);
  const total = totals(results);
  console.log(summary(total));
  return total.equal >= bar * total.inScope ? 0 : 1;
}

function printLacks({ cassette, lacks }: Result): void {
  for (const { what, why } of lacks)
    console.log(`${cassette} takes ${what} for granted, which couldn't be made: ${why}`);
}

function printExchange({ cassette, exchange, outside, differences }: Result): void {
  const verdict =
    outside === undefined ? (differences.length === 0 ? "equal" : "different") : `out of scope: ${outside}`;
  console.log(
    `${cassette}#${exchange.number} ${exchange.method} ${exchange.path}${exchange.query} ${exchange.status}: ${verdict}`,
  );
  for (const one of differences) console.log(`    ${describeDifference(one)}`);
}

function asData(results: readonly Result[]): unknown {
  return {
    ...totals(results),
    exchanges: results.map(({ cassette, exchange, outside, differences }) => ({
      cassette,
      number: exchange.number,
      method: exchange.method,
      path: exchange.path,
      status: exchange.status,
      ...(outside === undefined ? { equal: differences.length === 0, differences } : { outside }),
    })),
  };
}

if (require.main === module) {
  main().then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      console.error(error instanceof Error ? error.message : String(error));
      process.exitCode = 2;
    },
  );
}
