import { parseArgs } from "node:util";
import { check } from "./support/check";
import { openJudge } from "./support/judge";

const usage = `Usage: npm run compliant -- [options]

Makes configurations that keep the policy, and has each evaluated and judged by the whole policy pack: no violation.

  --count N    how many (default: 1000)
  --seed N     where to begin; configuration N+1 is that of seed N+1 (default: a new one every time)`;

const flags = {
  count: { type: "string", default: "1000" },
  seed: { type: "string", default: String(Math.floor(Math.random() * 1e9)) },
  help: { type: "boolean", default: false },
} as const;

async function main(args: readonly string[]): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: flags });
  const [count, first] = [Number(values.count), Number(values.seed)];
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const mistakes = [
    ...(Number.isInteger(count) && count > 0
      ? []
      : [`--count takes a whole number from 1 on, not "${values.count}".`]),
    ...(Number.isInteger(first) ? [] : [`--seed takes a whole number, not "${values.seed}".`]),
  ];
  if (mistakes.length > 0) throw new Error(`${mistakes.join("\n")}\n\n${usage}`);
  const judge = await openJudge();
  const started = performance.now();
  let passed = 0;
  process.stdout.write(`From seed ${first}\n`);
  try {
    for (let index = 0; index < count; index++) {
      const failure = await check(first + index, judge);
      if (failure === undefined) {
        passed++;
      } else {
        process.stdout.write(`\nREFUSED: seed ${failure.seed}, made smaller:\n${failure.smallest}\n`);
      }
      if ((index + 1) % 50 === 0) {
        const seconds = (performance.now() - started) / 1000;
        process.stdout.write(`${index + 1} of ${count} judged, ${passed} passed, ${seconds.toFixed(0)} s\n`);
      }
    }
  } finally {
    judge.close();
  }
  process.stdout.write(`${passed} of ${count} compliant configurations passed\n`);
  return passed === count ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  },
);
