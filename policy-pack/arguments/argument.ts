import type { Plain } from "../lib/plain";

/** What the pack makes of one argument of a resource type. */
export type Argument =
  | {
      readonly verdict: "judged";
      /** The names of the policies that look at it. */
      readonly by: readonly string[];
      /** Stack policies look at it, and in an update they come too late: it must be known at preview. */
      readonly early?: true;
    }
  | { readonly verdict: "harmless"; readonly reason: string }
  | {
      readonly verdict: "limited";
      readonly reason: string;
      /** What may be given, in words that follow "only". */
      readonly allowed: string;
      readonly allows: (value: Plain) => boolean;
    }
  | { readonly verdict: "refused"; readonly reason: string };

/**
 * The arguments of one type by path, such as `interfaces[].ipv4.nat11`. A path without further paths below it stands for all that
 * is in it. The path `*` stands for every argument that is not listed.
 */
export type Arguments = Readonly<Record<string, Argument>>;

/** Looked at by these policies. */
export const judged = (...by: readonly [string, ...string[]]): Argument => ({ verdict: "judged", by });

/** Looked at by these stack policies, and therefore never unknown at preview. */
export const judgedEarly = (...by: readonly [string, ...string[]]): Argument => ({
  verdict: "judged",
  by,
  early: true,
});

/** Any value weakens nothing. */
export const harmless = (reason: string): Argument => ({ verdict: "harmless", reason });

/** Never given. */
export const refused = (reason: string): Argument => ({ verdict: "refused", reason });

/** Left out, or one of some values. The provider's own configuration holds every value as text, so both forms count. */
export const only = (values: readonly (boolean | string | number)[], reason: string): Argument => ({
  verdict: "limited",
  reason,
  allowed: values.map((value) => `\`${value}\``).join(" or "),
  allows: (value) =>
    ["boolean", "string", "number"].includes(typeof value) && values.map(String).includes(String(value)),
});

/** Left out, or a number from here on. */
export const atLeast = (minimum: number, reason: string): Argument => ({
  verdict: "limited",
  reason,
  allowed: `${minimum} or more`,
  allows: (value) => typeof value === "number" && value >= minimum,
});
