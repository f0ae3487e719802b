/** A part of a document whose rows may be cut where the whole would be too long. */
export interface Section {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly tail: readonly string[];
  /** What is said in place of the rows that were cut. */
  readonly cut: (rows: number) => string;
}

/** Room for the sentence that says that rows were cut. */
const reserve = 200;

/**
 * Joins sections into lines with at most `limit` characters, each section's heading in any case. Where not everything has room, the
 * sections share it equally, and what one does not need goes to the others; rows go from the end, and the section says how many.
 */
export function fit(all: readonly Section[], limit: number): string {
  const sections = withRoom(all, limit);
  const fixed = sections.map(({ head, tail }) => lengthOf(head) + lengthOf(tail));
  const room = limit - fixed.reduce((sum, length) => sum + length, 0);
  const shares = share(
    sections.map(({ rows }) => lengthOf(rows)),
    room,
  );
  return sections
    .flatMap(({ head, rows, tail, cut }, index) => {
      const kept = keep(rows, shares[index] ?? 0);
      const gone = rows.length - kept.length;
      return [...head, ...kept, ...(gone === 0 ? [] : [cut(gone)]), ...tail];
    })
    .join("\n");
}

/** So many headings that their rows would have no room: the last ones go whole, but for the very last section. */
function withRoom(all: readonly Section[], limit: number): readonly Section[] {
  const last = all.at(-1);
  const length = ({ head, rows, tail }: Section): number =>
    lengthOf(head) + lengthOf(tail) + Math.min(lengthOf(rows), reserve + lengthOf(rows.slice(0, 1)));
  let used = last === undefined ? 0 : length(last);
  const end = all.findIndex((section) => {
    used += length(section);
    return used > limit;
  });
  if (end < 0 || end >= all.length - 1 || last === undefined) {
    return all;
  }
  const kept = Math.max(1, end - 1);
  const gone = all.slice(kept, -1);
  const rows = gone.reduce((sum, section) => sum + section.rows.length, 0);
  const said: Section = { head: ["", last.cut(rows)], rows: [], tail: [], cut: last.cut };
  return [...all.slice(0, kept), said, last];
}

function lengthOf(lines: readonly string[]): number {
  return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

/** The smallest wishes first: whoever wants less than an equal part leaves the rest to the others. */
function share(wishes: readonly number[], room: number): number[] {
  const shares = wishes.map(() => 0);
  const order = wishes.map((_, index) => index).sort((a, b) => (wishes[a] ?? 0) - (wishes[b] ?? 0));
  let left = Math.max(0, room);
  order.forEach((index, place) => {
    const given = Math.min(wishes[index] ?? 0, Math.floor(left / (order.length - place)));
    shares[index] = given;
    left -= given;
  });
  return shares;
}

function keep(rows: readonly string[], room: number): readonly string[] {
  if (lengthOf(rows) <= room) {
    return rows;
  }
  let used = reserve;
  const end = rows.findIndex((row) => {
    used += row.length + 1;
    return used > room;
  });
  return rows.slice(0, end);
}
