import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";

import { previewReport } from "../../cli/preview/schema";

/** The schema of `bastide preview --format json`, as JSON Schema 2020-12. */
export function previewSchema(): string {
  const schema = z.toJSONSchema(previewReport, { target: "draft-2020-12" });
  const about = {
    title: "The report of `bastide preview --format json`",
    description: "Written from cli/preview/schema.ts by `npm run docs`; do not edit by hand.",
  };
  return `${JSON.stringify({ ...about, ...schema }, null, 2)}\n`;
}

if (require.main === module) {
  const file = join(__dirname, "../schemas/preview.schema.json");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, previewSchema());
}
