import { parseArgs } from "node:util";

/** Flags by name: each takes a text, several texts, or nothing. */
export type FlagTable = Readonly<
  Record<
    string,
    { readonly type: "string" | "boolean"; readonly multiple?: boolean; readonly short?: string }
  >
>;

/** What the command line gave for a table of flags. */
export type FlagValues<T extends FlagTable> = {
  [K in keyof T]?: T[K]["type"] extends "boolean" ? true : T[K]["multiple"] extends true ? string[] : string;
};

/** Reads a command line; every mistake is said, not only the first. */
export function parseCommandLine<T extends FlagTable>(
  args: readonly string[],
  flags: T,
): { values: FlagValues<T>; mistakes: string[] } {
  const options = Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, { ...flag }]));
  const { tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
  const values: Record<string, unknown> = {};
  const mistakes: string[] = [];
  // What follows an option that isn't there was meant for it, and may be secret.
  let unknown = false;
  for (const token of tokens) {
    if (token.kind === "positional" && !unknown) mistakes.push(`"${token.value}" belongs to no option.`);
    const flag = token.kind === "option" ? flags[token.name] : undefined;
    unknown = token.kind === "option" && (flag === undefined || looksLikeOption(token.value));
    if (token.kind !== "option") continue;
    const mistake = mistakeIn(token.rawName, token.value, flag, Object.keys(flags));
    if (mistake !== undefined) mistakes.push(mistake);
    else if (flag?.type === "boolean") values[token.name] = true;
    else if (flag?.multiple)
      values[token.name] = [...((values[token.name] as string[]) ?? []), token.value ?? ""];
    else if (values[token.name] !== undefined) mistakes.push(`${token.rawName} is given twice.`);
    else values[token.name] = token.value;
  }
  return { values: values as FlagValues<T>, mistakes };
}

function mistakeIn(
  given: string,
  value: string | undefined,
  flag: FlagTable[string] | undefined,
  names: readonly string[],
): string | undefined {
  if (flag === undefined) {
    const near = nearest(given.replace(/^-+/, ""), names);
    return `There is no option ${given}.${near === undefined ? "" : ` Did you mean --${near}?`}`;
  }
  if (flag.type === "boolean") return value === undefined ? undefined : `${given} takes no value.`;
  if (value === undefined || looksLikeOption(value)) return `${given} needs a value.`;
  return undefined;
}

/** `--state --json`: a value that was forgotten. */
function looksLikeOption(value: string | undefined): boolean {
  return value !== undefined && /^--?[a-z]/.test(value);
}

/** The name that differs least, if only one letter in three differs (two at most), or it was not written to its end. */
function nearest(given: string, names: readonly string[]): string | undefined {
  const slips = (name: string): number => (name.startsWith(given) ? 1 : distance(given, name));
  const [best] = [...names].sort((one, other) => slips(one) - slips(other));
  return best !== undefined && slips(best) <= Math.max(1, Math.min(2, Math.floor(given.length / 3)))
    ? best
    : undefined;
}

/** How many letters to put in, leave out, exchange or swap with the next one to make one text of the other. */
function distance(one: string, other: string): number {
  let earlier: number[] = [];
  let before = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (const [row, letter] of [...one].entries()) {
    const now = [row + 1];
    for (const [column, wanted] of [...other].entries()) {
      const kept = (before[column] ?? 0) + (letter === wanted ? 0 : 1);
      const swapped = row > 0 && column > 0 && letter === other[column - 1] && one[row - 1] === wanted;
      const turned = swapped ? (earlier[column - 1] ?? 0) + 1 : kept;
      now.push(Math.min(kept, turned, (before[column + 1] ?? 0) + 1, (now[column] ?? 0) + 1));
    }
    earlier = before;
    before = now;
  }
  return before.at(-1) ?? 0;
}
