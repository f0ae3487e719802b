import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

import { previewReport } from "../../cli/preview/schema";
import { evidence } from "../../cli/report/schema";
import { drillEvidence } from "../../drill/report/schema";

/** The schema of `bastide preview --format json`, as JSON Schema 2020-12. */
export const previewSchema = (): string =>
  published(previewReport, "The report of `bastide preview --format json`", "cli/preview/schema.ts");

/** The schema of `bastide report`, as JSON Schema 2020-12. */
export const evidenceSchema = (): string =>
  published(evidence, "The compliance matrix of `bastide report`", "cli/report/schema.ts");

/** The schema of the evidence that `bastide drill` writes, as JSON Schema 2020-12. */
export const drillSchema = (): string =>
  published(drillEvidence, "The evidence of `bastide drill`", "drill/report/schema.ts");

function published(form: z.ZodType, title: string, source: string): string {
  const description = `Written from ${source} by \`npm run docs\`; do not edit by hand.`;
  const schema = z.toJSONSchema(form, { target: "draft-2020-12" });
  return `${JSON.stringify({ title, description, ...schema }, null, 2)}\n`;
}

if (require.main === module) {
  for (const [name, text] of [
    ["preview", previewSchema()],
    ["report", evidenceSchema()],
    ["drill", drillSchema()],
  ] as const) {
    const file = join(__dirname, "../schemas", `${name}.schema.json`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
