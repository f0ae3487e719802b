import { join } from "node:path";

import { benchGrowth } from "./growth";
import { benchPreview } from "./preview";
import { type NotMeasured, type Result, renderResults } from "./support/result";
import { openWorkspace } from "./support/workspace";

const isResult = (entry: Result | NotMeasured): entry is Result => "median" in entry;

/** Runs every benchmark; `--pairs N` (default 5) sets how often, `--json` prints the figures for scripts. */
async function main(args: readonly string[]): Promise<void> {
  const at = args.indexOf("--pairs");
  const pairs = at < 0 ? 5 : Number(args[at + 1]);
  if (!Number.isInteger(pairs) || pairs < 1) throw new Error("--pairs takes a whole number from 1 on.");
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const workspace = await openWorkspace(join(__dirname, ".."));
  try {
    say(`Growth of the program: ${pairs} rounds …`);
    const growth = benchGrowth(workspace, pairs);
    say(`Previews: ${pairs} pairs each …`);
    const entries = [...(await benchPreview(workspace, pairs)), ...growth];
    const results = entries.filter(isResult);
    const skipped = entries.filter((entry): entry is NotMeasured => !isResult(entry));
    process.stdout.write(
      args.includes("--json")
        ? `${JSON.stringify({ results, skipped })}\n`
        : `${renderResults(results, skipped)}\n`,
    );
    if (results.some((result) => result.median > result.atMost)) process.exitCode = 1;
  } finally {
    await workspace.close();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
});
