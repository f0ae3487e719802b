import { readFileSync } from "node:fs";
import { join } from "node:path";

import { markdownBlocks } from "../../support/markdownBlocks";

/** The blocks of commands below a title of a guide, in their order, as they stand there. Throws where there is no such title. */
export function guideBlocks(file: string, title: string): string[] {
  const page = readFileSync(join(__dirname, "../../../docs/guide", file), "utf8");
  const [, below] = page.split(`\n## ${title}\n`);
  if (below === undefined) throw new Error(`${file} has nothing on "${title}".`);
  const [section = ""] = below.split(/^## /m);
  return markdownBlocks(section).flatMap(({ info, text }) => (info[0] === "sh" ? [text] : []));
}
