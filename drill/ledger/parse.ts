/** What came of an attempt: the server's yes; its no, or nothing was sent at all; or sent, and no answer came. */
export type OutcomeWord = "ok" | "failed" | "unknown";

/** One attempt of one client, as its ledger has it. */
export interface Attempt {
  readonly kind: "write" | "read";
  readonly client: string;
  /** Counts up from 1 for each client and kind. */
  readonly n: number;
  /** Unix seconds with fraction: when it was sent, and when the client knew what came of it. */
  readonly start: number;
  readonly end: number;
  /** Reads are never `unknown`. */
  readonly outcome: OutcomeWord;
  /** SQLSTATE or a class of error; may be empty. */
  readonly said: string;
}

/** A ledger from which no verdict may be drawn. */
export class BadLedger extends Error {
  override readonly name = "BadLedger";

  constructor(
    /** From 1. */
    readonly line: number,
    readonly problem: string,
  ) {
    super(`Line ${line} of the ledger: ${problem}`);
  }
}

const kinds = { w: "write", r: "read" } as const;
const outcomes: readonly string[] = ["ok", "failed", "unknown"] satisfies readonly OutcomeWord[];
const fields = "KIND CLIENT N START END OUTCOME SAID, with tabs between";

/**
 * Reads what load clients wrote (`drill/load/client.py`): one client's ledger, or several, one after the other. What is after the last line's
 * end counts only where it is a whole attempt: a client that was killed may have written half of it. The last tab may be missing, since
 * whoever carries the text over may have trimmed it.
 *
 * @throws BadLedger at the first line that is malformed, or whose number doesn't follow its client's last: a ledger with a gap
 *   would make a lost write out of nothing, or hide one
 */
export function parseLedger(text: string): Attempt[] {
  const lines = text.split("\n");
  const cutOff = lines.pop() ?? "";
  const last = new Map<string, number>();
  const attempts: Attempt[] = [];
  const take = (line: string, number: number): void => {
    const attempt = read(line, number);
    const key = `${attempt.kind} ${attempt.client}`;
    const before = last.get(key) ?? 0;
    if (attempt.n !== before + 1)
      throw new BadLedger(number, `${attempt.client}'s ${attempt.kind} ${attempt.n} comes after ${before}.`);
    last.set(key, attempt.n);
    attempts.push(attempt);
  };
  lines.forEach((line, index) => {
    take(line, index + 1);
  });
  if (isWhole(cutOff)) take(cutOff, lines.length + 1);
  return attempts;
}

function isWhole(line: string): boolean {
  try {
    read(line, 0);
    return true;
  } catch {
    return false;
  }
}

function read(line: string, number: number): Attempt {
  const parts = line.split("\t");
  const [letter = "", client = "", n = "", start = "", end = "", outcome = "", said = ""] = parts;
  const refuse = (problem: string): never => {
    throw new BadLedger(number, problem);
  };
  if (parts.length !== 7 && parts.length !== 6)
    refuse(`it has ${parts.length} fields, and should be ${fields}.`);
  if (!isKind(letter)) return refuse(`its kind is "${shown(letter)}", and should be w or r.`);
  if (client === "") refuse("it names no client.");
  if (!/^[1-9]\d{0,14}$/.test(n)) refuse(`its number is "${shown(n)}", and should be a whole number from 1.`);
  for (const time of [start, end])
    if (!/^\d{1,12}(\.\d{1,9})?$/.test(time)) refuse(`"${shown(time)}" is no time in Unix seconds.`);
  if (!isOutcome(outcome))
    return refuse(`its outcome is "${shown(outcome)}", and should be one of ${outcomes.join(", ")}.`);
  const kind = kinds[letter];
  if (kind === "read" && outcome === "unknown") refuse("a read is answered or failed, and never unknown.");
  return { kind, client, n: Number(n), start: Number(start), end: Number(end), outcome, said };
}

const isKind = (letter: string): letter is keyof typeof kinds => Object.hasOwn(kinds, letter);
const isOutcome = (word: string): word is OutcomeWord => outcomes.includes(word);
const shown = (text: string): string => text.slice(0, 40);
