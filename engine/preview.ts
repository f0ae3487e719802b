import type { EvaluatedResource } from "./offline/resource";
import type { Verdict } from "./verdict";

/** A program evaluated and judged, whichever way it was run. */
export interface Preview {
  readonly way: "offline" | "engine";
  readonly project: string;
  readonly stack: string;
  /** The stack's file, relative to the project. */
  readonly file: string;
  readonly resources: readonly EvaluatedResource[];
  readonly verdict: Verdict;
  /** Things the reader should know: secrets that were not decrypted, functions that could not be answered. */
  readonly notes: readonly string[];
  /** The day that program and pack took for today (`--as-of`); absent: the machine's own. */
  readonly asOf?: Date | undefined;
}
