import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { asPage } from "./page";
import { type DrillEvidence, drillEvidence } from "./schema";

/**
 * Writes the evidence as JSON and as a page, each whole or not at all, readable by its owner.
 *
 * @returns both files; named `SCENARIO-CLASS-TIME`
 * @throws ZodError where it is not what the published schema says
 */
export function writeEvidence(
  folder: string,
  evidence: DrillEvidence,
): { readonly json: string; readonly html: string } {
  const json = `${JSON.stringify(drillEvidence.parse(evidence), null, 2)}\n`;
  const page = asPage(evidence, createHash("sha256").update(json).digest("hex"));
  const time = evidence.startedAt.replace(/[-:]/g, "").replace(/\.\d+/, "");
  const base = join(folder, `${evidence.scenario}-${evidence.dataClass}-${time}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const [file, text] of [
    [`${base}.json`, json],
    [`${base}.html`, page],
  ] as const) {
    writeFileSync(`${file}.new`, text, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
  return { json: `${base}.json`, html: `${base}.html` };
}
