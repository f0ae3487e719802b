import type { Undisturbed } from "./undisturbed";
import type { EngineName, Workplace } from "./workplace";

/** What came of a round. */
export interface RoundResult {
  /** What was done to the command, and when. */
  readonly hit: string;
  /** How many runs of each command were needed. */
  readonly runs: string;
  /** Everything that is not as if nothing had happened; none where the round converged. */
  readonly problems: readonly string[];
  /** What the runs said that did not succeed. */
  readonly reasons: readonly string[];
}

export interface RoundOptions {
  readonly place: Workplace;
  readonly engine: EngineName;
  readonly undisturbed: Undisturbed;
  readonly seed: number;
  /** Which of how many rounds of its kind, from 0; moments are spread over the whole run. */
  readonly number: number;
  readonly of: number;
}

/** What is killed: the command with all that it started; the engine's CLI alone; or the command alone. */
export type Victim = "all" | "cli" | "command";
