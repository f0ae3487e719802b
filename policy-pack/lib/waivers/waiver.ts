/** The tag of a policy that no waiver covers. Why is said in its own file. */
export const unwaivable = "unwaivable";

/** A waiver that is in order and in force today. */
export interface Waiver {
  /** Its place in `bastide:waivers`. */
  readonly index: number;
  readonly policy: string;
  /** A resource's name or URN, or a key of the configuration, as the violation gives it. */
  readonly resource: string;
  readonly reason: string;
  /** Each with the role in which they approved: `amara (security)`. */
  readonly approvers: readonly string[];
  readonly ticket: string;
  /** The last day, in ISO form. */
  readonly expiry: string;
}

/** One mistake in the waivers. */
export interface Fault {
  readonly key: string;
  readonly problem: string;
  readonly fix: string;
}

/** The waivers that count, and all that is wrong with the others. */
export interface Reading {
  readonly waivers: readonly Waiver[];
  readonly faults: readonly Fault[];
}
