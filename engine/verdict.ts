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

/** An emergency exception that let something pass (EX-1), with what its approvers signed. */
export interface WaiverInUse {
  readonly policy: string;
  /** The resource or configuration key, as the waiver names it. */
  readonly resource: string;
  /** The resource's URN; the stack's own where configuration is judged. */
  readonly urn: string;
  readonly reason: string;
  readonly requestedBy: string;
  /** Each with the role in which they approved: `amara (security)`. */
  readonly approvers: readonly string[];
  readonly ticket: string;
  /** First and last day, in ISO form. */
  readonly start: string;
  readonly expiry: string;
  /** How many violations it covered in this run. */
  readonly covered: number;
}

export interface Verdict {
  readonly pack: { readonly name: string; readonly version: string };
  readonly policies: readonly PolicyInfo[];
  readonly violations: readonly Violation[];
  readonly compliant: boolean;
  /** How many resources were judged. */
  readonly judged: number;
  /** Policies that judged something and found nothing, not even something that a waiver covers. */
  readonly passed: readonly string[];
  /** The waivers that were used, in the order of the configuration. */
  readonly waivers: readonly WaiverInUse[];
}

/** The policy SDK's words for a rule that read an unknown value. They pass silently unless someone looks for them. */
export function couldNotRun(message: string): boolean {
  return /\bcan't run policy '/.test(message);
}
