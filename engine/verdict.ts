import type { PolicyInfo } from "./offline/analyzer";

/** What a policy found, whichever way the program was run. */
export interface Violation {
  readonly policy: string;
  /** The level at which the policy is enforced. */
  readonly level: "advisory" | "mandatory" | "disabled";
  readonly severity: string;
  /** The resource; the stack's own URN for a rule about the stack as a whole. */
  readonly urn: string;
  /** What is wrong and how to mend it, without the policy's description. */
  readonly message: string;
  /** True where the rule could not be run, because it read a value that is not known yet. */
  readonly couldNotRun: boolean;
  /** True where it makes the whole verdict negative. A mandatory rule that could not be run does. */
  readonly fails: boolean;
}

export interface Verdict {
  readonly pack: { readonly name: string; readonly version: string };
  readonly policies: readonly PolicyInfo[];
  readonly violations: readonly Violation[];
  readonly compliant: boolean;
  /** How many resources were judged. */
  readonly judged: number;
  /** Policies that judged something and found nothing. */
  readonly passed: readonly string[];
}

/** The policy SDK's words for a rule that read an unknown value. They pass silently unless someone looks for them. */
export function couldNotRun(message: string): boolean {
  return /\bcan't run policy '/.test(message);
}
