import ts from "typescript";

/** What a comment says that tells of Linode, not of this program. */
const telling = /\b(recorded|as documented|as it (is|does) at Linode|trap)\b/;

/** The comments right before a node that tell how Linode behaves, as one line each. */
export function notesBefore(node: ts.Node, source: ts.SourceFile): string[] {
  // The comment of a constant stands before its statement.
  const start = ts.isVariableDeclaration(node) ? node.parent.parent.getFullStart() : node.getFullStart();
  const ranges = ts.getLeadingCommentRanges(source.text, start) ?? [];
  return joined(ranges.map(({ pos, end }) => source.text.slice(pos, end))).filter((text) =>
    telling.test(text),
  );
}

/** Lines that begin with two slashes one below the other are one comment. */
function joined(comments: readonly string[]): string[] {
  const texts: string[] = [];
  let before = "";
  for (const comment of comments) {
    const text = comment
      .replace(/^\/\*\*?|\*\/$|^\/\//g, "")
      .replace(/\n\s*\* ?/g, " ")
      .replace(/\s+/g, " ")
      .trim();
    if (comment.startsWith("//") && before.startsWith("//")) texts.push(`${texts.pop()} ${text}`);
    else texts.push(text);
    before = comment;
  }
  return texts;
}
