import { writeFileSync } from "node:fs";
import { join } from "node:path";

// Where functions are written is found through source maps, which Node keeps of files that are loaded from now on.
process.setSourceMapsEnabled(true);
const { readFacts } = require("./localCloud/facts") as typeof import("./localCloud/facts");
const { coveragePage } = require("./localCloud/page") as typeof import("./localCloud/page");

/** Writes docs/local-cloud-coverage.md; with `--print` prints the page and what it is made of, as JSON. */
function main(args: readonly string[]): void {
  const groups = readFacts();
  const page = coveragePage(groups);
  if (args.includes("--print")) process.stdout.write(JSON.stringify({ page, groups }));
  else writeFileSync(join(__dirname, "..", "local-cloud-coverage.md"), page);
}

main(process.argv.slice(2));
