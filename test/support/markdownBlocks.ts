/** A fenced block of a Markdown file. */
export interface MarkdownBlock {
  /** The words behind the fence, for example `sh run pulumi`. */
  readonly info: readonly string[];
  readonly text: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
}

/** All fenced blocks of a Markdown text, in order. */
export function markdownBlocks(markdown: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let open: { info: string[]; lines: string[]; line: number } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const fence = /^```(.*)$/.exec(line);
    if (fence === null) open?.lines.push(line);
    else if (open === undefined) {
      open = { info: (fence[1] ?? "").split(/\s+/).filter(Boolean), lines: [], line: index + 1 };
    } else {
      blocks.push({ info: open.info, text: open.lines.join("\n"), line: open.line });
      open = undefined;
    }
  }
  return blocks;
}
