/** A table that fits its terminal: columns of less importance give way, and a narrow terminal gets a list instead. */
import { escapeTerminal } from "../format";
import type { Meaning, Paint } from "./paint";

/** One cell: lines below each other. */
export interface Cell {
  readonly lines: readonly string[];
  readonly meaning?: Meaning;
}

export interface Column {
  readonly title: string;
  readonly right?: boolean;
  /** 0 always stays; of the others, the highest goes first. */
  readonly rank: number;
}

/** Printable width: names hold no wide characters that matter here. */
export const lengthOf = (text: string): number => [...text].length;

const pad = (text: string, width: number, right: boolean): string => {
  const space = " ".repeat(Math.max(0, width - lengthOf(text)));
  return right ? space + text : text + space;
};

/** Breaks a text at spaces, or within a word where it must. */
export function fold(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    let rest = [...word];
    if (line !== "" && lengthOf(line) + 1 + rest.length > width) {
      lines.push(line);
      line = "";
    }
    while (rest.length > width) {
      lines.push(rest.slice(0, width).join(""));
      rest = rest.slice(width);
    }
    line = line === "" ? rest.join("") : `${line} ${rest.join("")}`;
  }
  return [...lines, line];
}

const gap = 2;

/** A table whose rows are in sections with something else between them, all in the same columns. */
export interface Sections {
  /** Empty where a list took the table's place. */
  readonly head: readonly string[];
  readonly bodies: readonly (readonly string[])[];
}

type Rows = readonly (readonly Cell[])[];

/** Lays out sections of rows; `width` is all that may be used. Every line that comes back fits into it. */
export function sections(
  columns: readonly Column[],
  groups: readonly Rows[],
  width: number,
  paint: Paint,
): Sections {
  const safe = groups.map((rows) =>
    rows.map((row) => row.map((cell) => ({ ...cell, lines: cell.lines.map(escapeTerminal) }))),
  );
  const widths = columns.map(({ title }, index) =>
    Math.max(lengthOf(title), ...safe.flat().flatMap((row) => row[index]?.lines.map(lengthOf) ?? [])),
  );
  const kept = keptColumns(columns, widths, width);
  if (kept === undefined)
    return { head: [], bodies: safe.map((rows) => asList(columns, rows, width, paint)) };
  const write = (cell: (index: number) => { text: string; meaning: Meaning | null }): string => {
    const last = kept.findLastIndex((index) => cell(index).text !== "");
    const parts = kept.slice(0, last + 1).map((index, place) => {
      const { text, meaning } = cell(index);
      const right = columns[index]?.right ?? false;
      return paint(meaning, place === last && !right ? text : pad(text, widths[index] ?? 0, right));
    });
    return parts.join(" ".repeat(gap));
  };
  const lines = (row: readonly Cell[]): string[] => {
    const height = Math.max(1, ...kept.map((index) => row[index]?.lines.length ?? 0));
    return Array.from({ length: height }, (_, line) =>
      write((index) => ({ text: row[index]?.lines[line] ?? "", meaning: row[index]?.meaning ?? null })),
    );
  };
  return {
    head: [write((index) => ({ text: columns[index]?.title ?? "", meaning: "quiet" }))],
    bodies: safe.map((rows) => rows.flatMap(lines)),
  };
}

/** The columns that fit, the least important left out; undefined where even the most important don't. */
function keptColumns(
  columns: readonly Column[],
  widths: readonly number[],
  width: number,
): number[] | undefined {
  const kept = columns.map((_, index) => index);
  const total = () => kept.reduce((sum, index) => sum + (widths[index] ?? 0) + gap, -gap);
  const rank = (index: number) => columns[index]?.rank ?? 0;
  while (total() > width) {
    const worst = kept.reduce((a, b) => (rank(b) > rank(a) ? b : a));
    if (rank(worst) === 0) return undefined;
    kept.splice(kept.indexOf(worst), 1);
  }
  return kept;
}

/** Lays out one section of rows. */
export function table(columns: readonly Column[], rows: Rows, width: number, paint: Paint): string[] {
  const { head, bodies } = sections(columns, [rows], width, paint);
  return [...head, ...bodies.flat()];
}

/** Each row as a heading and its facts, for a terminal in which no table fits. */
function asList(
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
  width: number,
  paint: Paint,
): string[] {
  return rows.flatMap((row) =>
    row.flatMap((cell, index) => {
      const text = cell.lines.join(", ");
      if (text === "" || text === "–") return [];
      const title = columns[index]?.title.toLowerCase() ?? "";
      const said = index === 0 ? text : `  ${title}: ${text}`;
      const meaning = cell.meaning ?? (index === 0 ? "strong" : null);
      return fold(said.trim(), Math.max(1, width - 2)).map(
        (part) => (index === 0 ? "" : "  ") + paint(meaning, part),
      );
    }),
  );
}
