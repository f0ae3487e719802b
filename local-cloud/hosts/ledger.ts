import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { textOf } from "../core/files";

/** Something outside its folder that a world is about to make, and that has to be taken away again. */
export type Entry =
  | { readonly kind: "namespace"; readonly name: string }
  | { readonly kind: "cgroup"; readonly name: string }
  | { readonly kind: "loop"; readonly file: string }
  | { readonly kind: "container"; readonly name: string };

const fileName = "ledger.jsonl";

/** Writes the entry into the ledger of the world's folder. To be called before the thing is made, so that no crash forgets it. */
export function note(folder: string, entry: Entry): void {
  appendFileSync(join(folder, fileName), `${JSON.stringify(entry)}\n`);
}

/** What the world in the folder may have made, each once. A line that was cut off by a crash names nothing that was made. */
export function readLedger(folder: string): Entry[] {
  const lines = new Set(textOf(join(folder, fileName)).split("\n").slice(0, -1));
  return [...lines].map((line) => JSON.parse(line) as Entry);
}
