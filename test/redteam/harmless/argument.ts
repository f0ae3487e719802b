import { controls } from "../../../catalogue/controls";
import type { Change } from "../mutant";

/** Why some mutants, that nobody refuses, do no harm. */
export interface Argument {
  /** As narrow as it can be. */
  readonly isAbout: (change: Change) => boolean;
  /** The controls that somebody would think of; `none` where the change never gets as far as Linode. */
  readonly considered: readonly string[];
  /** One sentence on why none of them is broken. */
  readonly reason: string;
}

/** An argument about changes by path and by what was done, each a whole match. */
export function about(path: RegExp, change: RegExp, considered: readonly string[], reason: string): Argument {
  const known: ReadonlySet<string> = new Set(controls.map(({ id }) => id));
  const strange = considered.filter((id) => !known.has(id));
  if (strange.length > 0) {
    throw new Error(`The catalogue has no control ${strange.join(", ")}.`);
  }
  const whole = (pattern: RegExp, text: string) => new RegExp(`^(?:${pattern.source})$`, "s").test(text);
  return {
    isAbout: (one) => whole(path, one.path) && whole(change, one.change),
    considered,
    reason,
  };
}

/** The same argument, where something else holds too. */
export const where = (argument: Argument, also: (change: Change) => boolean): Argument => ({
  ...argument,
  isAbout: (one) => argument.isAbout(one) && also(one),
});
