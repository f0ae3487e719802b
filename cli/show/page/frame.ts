import { createHash } from "node:crypto";
import { escapeMarkup } from "../format";

/** A page of its own. All texts are markup already, but for the title. */
export interface PageParts {
  readonly title: string;
  /** What stands in the page's own `style` element. */
  readonly style: string;
  /** Other style sheets that `body` holds. */
  readonly innerStyles?: readonly string[];
  readonly script: string;
  readonly body: string;
}

const digest = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/**
 * One HTML file that loads nothing: its own content security policy forbids that, and allows only the script and the styles that
 * are in it, by their hashes.
 */
export function pageOf({ title, style, innerStyles = [], script, body }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src ${digest(script)}`,
    `style-src ${[style, ...innerStyles].map(digest).join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeMarkup(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeMarkup(title)} – Bastide</title>
<style>${style}</style>
</head>
<body>
${body}
<script>${script}</script>
</body>
</html>
`;
}
