import fc from "fast-check";
import type { Attempt, OutcomeWord } from "../../../drill/ledger/parse";

/** A write that was acknowledged within 10 ms, but for the parts given. */
export const writeOf = (n: number, parts: Partial<Attempt> = {}): Attempt => {
  const start = parts.start ?? (parts.end === undefined ? 1000 + n : parts.end - 0.01);
  return { kind: "write", client: "a", n, start, end: start + 0.01, outcome: "ok", said: "", ...parts };
};

/** A read that was answered within 10 ms, but for the parts given. */
export const readOf = (n: number, parts: Partial<Attempt> = {}): Attempt =>
  writeOf(n, { kind: "read", ...parts });

/** One line of a ledger, as the load client writes it. */
export const lineOf = ({ kind, client, n, start, end, outcome, said }: Attempt): string =>
  [kind === "write" ? "w" : "r", client, n, start.toFixed(6), end.toFixed(6), outcome, said].join("\t");

const outcomesOf = (kind: Attempt["kind"]): fc.Arbitrary<OutcomeWord> =>
  kind === "write" ? fc.constantFrom("ok", "failed", "unknown") : fc.constantFrom("ok", "failed");

const attemptsOf = (client: string, kind: Attempt["kind"]): fc.Arbitrary<Attempt[]> =>
  fc
    .array(
      fc.record({
        pause: fc.integer({ min: 0, max: 400_000 }),
        takes: fc.integer({ min: 0, max: 4_000_000 }),
        outcome: outcomesOf(kind),
        said: fc.constantFrom("", "57P01", "OperationalError", "connect 08006"),
      }),
      { maxLength: 30 },
    )
    .map((steps) => {
      let clock = 1_764_000_000_000_000;
      return steps.map(({ pause, takes, outcome, said }, index): Attempt => {
        const begun = clock + pause;
        clock = begun + takes;
        return { kind, client, n: index + 1, start: begun / 1e6, end: clock / 1e6, outcome, said };
      });
    });

/** What three clients may have written and read, each in the order of its ledger, one ledger after the other. */
export const arbitraryAttempts = (): fc.Arbitrary<Attempt[]> =>
  fc
    .tuple(
      ...["a", "b", "c"].flatMap((client) =>
        (["write", "read"] as const).map((kind) => attemptsOf(client, kind)),
      ),
    )
    .map((parts) => parts.flat());
