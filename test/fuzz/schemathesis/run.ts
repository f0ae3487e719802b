import { parseArgs } from "node:util";
import { type Validator, validator } from "../../openapi/validator";
import { type Between, withBetween } from "../between";
import { faultsOfAnswer, faultsOfState } from "../judge";
import { documentForOthers } from "./document";
import { unexplained } from "./report";
import { runSchemathesis, schemathesis } from "./tool";

const usage = `Usage: npm run test:schemathesis -- [options]

Lets Schemathesis ask the local cloud for everything in the API's document, and judges each answer and the whole state as
npm run test:fuzz does, besides what Schemathesis itself finds.

  --examples N      requests for an operation in each phase (default 10)
  --seconds N       how long in all (default 300)
  --seed S          (default 1)`;

const flags = {
  examples: { type: "string", default: "10" },
  seconds: { type: "string", default: "300" },
  seed: { type: "string", default: "1" },
  help: { type: "boolean", default: false },
} as const;

const token = "fuzz";

/** What our own judges saw of the answers that Schemathesis got. */
class Watch {
  requests = 0;
  readonly faults = new Map<string, string>();
  /** Operations that answer otherwise than the document says, as Linode was seen to. */
  readonly excused = new Set<string>();

  constructor(private readonly judge: Validator) {}

  readonly between: Between = (passing, world) => {
    this.requests += 1;
    const { method, path } = passing;
    // What browsers ask before they ask.
    if (method === "OPTIONS") return undefined;
    const sent = { method, path, headers: {}, body: undefined };
    for (const { key, text } of [...faultsOfAnswer(this.judge, sent, passing), ...faultsOfState(world)]) {
      if (!this.faults.has(key)) this.faults.set(key, text);
    }
    for (const { operation } of this.judge.judge(passing, () => false)) this.excused.add(operation);
    return undefined;
  };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: flags });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const [examples = 0, seconds = 0, seed = 0] = [values.examples, values.seconds, values.seed].map(Number);
  if (![examples, seconds, seed].every((one) => Number.isInteger(one) && one > 0)) {
    process.stderr.write(`Options take whole numbers above 0.\n\n${usage}\n`);
    return 2;
  }
  const judge = validator();
  if (judge === undefined) {
    process.stderr.write("The API's document isn't there. Name its folder with LINODE_OPENAPI_DIR.\n");
    return 2;
  }
  const tool = schemathesis();
  if (!tool.usable) {
    process.stderr.write(`${tool.reason}.\n`);
    return 2;
  }
  const watch = new Watch(judge);
  const cloud = await withBetween(watch.between)({ versitygw: false, journalLength: 10, tokens: [token] });
  try {
    const document = documentForOthers(judge);
    const url = `${cloud.url}/v4`;
    const report = await runSchemathesis({ path: tool.path, document, url, token, seed, examples, seconds });
    const found = unexplained(report, watch.excused);
    for (const text of watch.faults.values()) process.stdout.write(`FAULT ${text}\n`);
    for (const { title, operations } of found) {
      process.stdout.write(`SCHEMATHESIS ${title}\n${operations.map((one) => `  ${one}\n`).join("")}`);
    }
    const { tested, selected } = report.operations;
    const count = watch.faults.size + found.length;
    process.stdout.write(
      `${watch.requests} requests by Schemathesis to ${tested} of ${selected} operations, ${count} fault${count === 1 ? "" : "s"}\n`,
    );
    return count === 0 ? 0 : 1;
  } finally {
    await cloud.close();
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  },
);
