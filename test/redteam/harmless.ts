import type { Mutant } from "./mutant";

/** Mutants that nobody needs to refuse, by path and change, each with the reason. */
export interface Argument {
  readonly path: RegExp;
  readonly change?: RegExp;
  readonly reason: string;
}

/** The list is read with the same care as a policy: what is on it passes. */
export const harmless: readonly Argument[] = [];

/** Why a mutant that no policy refuses does no harm; `undefined` where nobody has argued that. */
export function argumentFor({ path, change }: Mutant): string | undefined {
  return harmless.find((one) => one.path.test(path) && (one.change?.test(change) ?? true))?.reason;
}
