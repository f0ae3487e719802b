import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The blocks of commands below a title of a guide, in their order, as they stand there. Throws where there is no such title. */
export function guideBlocks(file: string, title: string): string[] {
  const text = readFileSync(join(__dirname, "../../../docs/guide", file), "utf8");
  const [, below] = text.split(`\n## ${title}\n`);
  if (below === undefined) throw new Error(`${file} has nothing on "${title}".`);
  const [section = ""] = below.split(/^## /m);
  return [...section.matchAll(/^( *)```sh\n([\s\S]*?)^ *```$/gm)].map(([, indent = "", block = ""]) =>
    block.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
  );
}
