/** A fenced block of a Markdown file. */
export interface MarkdownBlock {
  /** The words behind the fence, for example `sh run pulumi`. */
  readonly info: readonly string[];
  readonly text: string;
  /** The line of the opening fence, from 1. */
  readonly line: number;
}

/** All fenced blocks of a Markdown text, in order; one in a list without the indentation of its fence. */
export function markdownBlocks(markdown: string): MarkdownBlock[] {
  const blocks: MarkdownBlock[] = [];
  let open: { indent: string; info: string[]; lines: string[]; line: number } | undefined;
  for (const [index, line] of markdown.split("\n").entries()) {
    const [, indent = "", info] = /^( *)```(.*)$/.exec(line) ?? [];
    if (open === undefined) {
      if (info !== undefined)
        open = { indent, info: info.split(/\s+/).filter(Boolean), lines: [], line: index + 1 };
    } else if (info === undefined || indent !== open.indent) {
      open.lines.push(line.startsWith(open.indent) ? line.slice(open.indent.length) : line);
    } else {
      blocks.push({ info: open.info, text: open.lines.join("\n"), line: open.line });
      open = undefined;
    }
  }
  return blocks;
}
