import type { Preview } from "../../engine/preview";
import { asJson } from "./json";
import { asJunit } from "./junit";
import { asMarkdown } from "./markdown";
import { asSarif } from "./sarif";
import { asText } from "./text";

export type Format = "text" | "json" | "sarif" | "junit" | "markdown";

/** Writes a preview's report. `stream` decides about colour, in text only. */
export function formatPreview(preview: Preview, format: Format, stream: { isTTY?: boolean }): string {
  switch (format) {
    case "text":
      return asText(preview, stream);
    case "json":
      return asJson(preview);
    case "sarif":
      return asSarif(preview);
    case "junit":
      return asJunit(preview);
    case "markdown":
      return asMarkdown(preview);
  }
}
