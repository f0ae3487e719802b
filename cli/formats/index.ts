import type { PreviewReport } from "../preview/schema";
import { asJunit } from "./junit";
import { asMarkdown } from "./markdown";
import { asSarif } from "./sarif";
import { asText } from "./text";

export const formats = ["text", "json", "sarif", "junit", "markdown"] as const;

export type Format = (typeof formats)[number];

/** Writes a preview's report. `stream` decides about colour, in text only. */
export function formatPreview(report: PreviewReport, format: Format, stream: { isTTY?: boolean }): string {
  switch (format) {
    case "text":
      return asText(report, stream);
    case "json":
      return `${JSON.stringify(report, null, 2)}\n`;
    case "sarif":
      return asSarif(report);
    case "junit":
      return asJunit(report);
    case "markdown":
      return asMarkdown(report);
  }
}
