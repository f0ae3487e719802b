import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";

import { asPage } from "./page";
import { type DrillEvidence, drillEvidence } from "./schema";

/**
 * Writes the evidence as JSON and as a page, and the digests of both as `sha256sum` reads them; each whole or not at all, readable by its owner.
 *
 * @returns the files; named `SCENARIO-CLASS-TIME`
 * @throws ZodError where it is not what the published schema says
 */
export function writeEvidence(
  folder: string,
  evidence: DrillEvidence,
): { readonly json: string; readonly html: string; readonly digests: string } {
  const json = `${JSON.stringify(drillEvidence.parse(evidence), null, 2)}\n`;
  const page = asPage(evidence, sha256(json));
  const time = evidence.startedAt.replace(/[-:]/g, "").replace(/\.\d+/, "");
  const base = join(folder, `${evidence.scenario}-${evidence.dataClass}-${time}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const both = [
    [`${base}.json`, json],
    [`${base}.html`, page],
  ] as const;
  const digests = both.map(([file, text]) => `${sha256(text)}  ${basename(file)}\n`).join("");
  for (const [file, text] of [...both, [`${base}.sha256`, digests]] as const) {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return { json: `${base}.json`, html: `${base}.html`, digests: `${base}.sha256` };
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
