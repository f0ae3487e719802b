import { faultRound } from "./faultRound";
import { killRound } from "./killRound";
import type { RoundOptions, RoundResult } from "./round";
import type { Undisturbed } from "./undisturbed";
import type { EngineName, Workplace } from "./workplace";

/** A round that is to be run. */
export interface Round {
  readonly kind: "kill" | "strays" | "faults";
  readonly engine: EngineName;
  readonly number: number;
  readonly of: number;
}

/** A round that was run. */
export interface Finished extends RoundResult {
  readonly round: Round;
  readonly seconds: number;
}

export interface Plan {
  readonly kills: number;
  readonly strays: number;
  readonly seeds: number;
  readonly engines: readonly EngineName[];
  readonly only?: number | undefined;
}

/** All rounds of a plan. Where both engines run, offline has a quarter of the rounds: it has fewer ways to go wrong. */
export function roundsOf({ kills, strays, seeds, engines, only }: Plan): Round[] {
  return engines.flatMap((engine) => {
    const part = (rounds: number): number =>
      engine === "offline" && engines.length > 1 ? Math.ceil(rounds / 4) : rounds;
    const of = (kind: Round["kind"], count: number): Round[] =>
      Array.from({ length: count }, (_, number) => ({ kind, engine, number, of: count }));
    // An offline run starts nothing that could stray.
    const straying = engine === "offline" ? 0 : strays;
    return [...of("kill", part(kills)), ...of("strays", straying), ...of("faults", part(seeds))].filter(
      ({ number }) => only === undefined || number === only,
    );
  });
}

/** Runs one round. What breaks the round itself is a problem of it, and doesn't end the others. */
export async function runRound(
  round: Round,
  place: Workplace,
  undisturbed: Undisturbed,
  seed: number,
): Promise<Finished> {
  const started = performance.now();
  const { kind, engine, number, of } = round;
  const options: RoundOptions = { place, engine, undisturbed, seed, number, of };
  const result = await disturb(kind, options).catch(
    (error: unknown): RoundResult => ({
      hit: "the round itself broke",
      runs: "-",
      problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
      reasons: [],
    }),
  );
  return { round, ...result, seconds: (performance.now() - started) / 1000 };
}

function disturb(kind: Round["kind"], options: RoundOptions): Promise<RoundResult> {
  switch (kind) {
    case "kill":
      return killRound(options);
    case "strays":
      return killRound(options, options.number % 2 === 0 ? "cli" : "command");
    case "faults":
      return faultRound(options);
  }
}

/** A finished round in one line, below it its problems and, where asked for, what failed runs said. */
export function describe(
  { round, hit, runs, problems, reasons, seconds }: Finished,
  verbose: boolean,
): string {
  const name = `${round.engine} ${round.kind} ${round.number + 1}/${round.of}`;
  const verdict = problems.length === 0 ? "converged" : "DID NOT CONVERGE";
  return [
    `${name}: ${hit}; runs: ${runs}; ${seconds.toFixed(0)} s; ${verdict}`,
    ...problems,
    ...(verbose ? reasons : []),
  ].join("\n    ");
}
