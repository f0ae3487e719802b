import { parseArgs } from "node:util";
import { openapiFolder } from "../openapi/document";
import { validator } from "../openapi/validator";
import { fuzz, report } from "./fuzz";

const usage = `Usage: npm run test:fuzz -- [options]

Asks the local cloud for everything in the API's document, and judges each answer and the whole state.

  --requests N      how many requests (default 10000)
  --seed S          a number; the same one gives the same requests (default: a new one, printed)
  --story N         requests in one story (default 400)
  --shorten N       faults to find the shortest story of (default 5)`;

const flags = {
  requests: { type: "string", default: "10000" },
  seed: { type: "string" },
  story: { type: "string", default: "400" },
  shorten: { type: "string", default: "5" },
  help: { type: "boolean", default: false },
} as const;

async function main(): Promise<number> {
  const { values } = parseArgs({ options: flags });
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const judge = validator();
  if (judge === undefined) {
    process.stderr.write(
      "The API's document isn't there. Name its folder (linode.yaml and the others) with LINODE_OPENAPI_DIR.\n",
    );
    return 2;
  }
  const numbers = [values.requests, values.story, values.shorten, values.seed ?? "0"].map(Number);
  if (numbers.some((one) => !Number.isInteger(one))) {
    process.stderr.write(`Options take whole numbers.\n\n${usage}\n`);
    return 2;
  }
  const [requests = 0, storyLength = 0, shortened = 0] = numbers;
  const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed);
  process.stdout.write(`The API's document: ${openapiFolder()}\nSeed ${seed}\n`);
  const started = performance.now();
  const result = await fuzz(judge, {
    requests,
    seed,
    storyLength,
    shortened,
    progress: (done) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${requests}`);
    },
  });
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  process.stdout.write(`${report(result)}\n`);
  process.stdout.write(
    `${result.requests} requests in ${seconds} s, ${result.findings.length} fault${result.findings.length === 1 ? "" : "s"}\n`,
  );
  return result.findings.length === 0 ? 0 : 1;
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
