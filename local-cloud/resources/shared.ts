import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { type Region, regionById } from "../catalog";
import type { Call } from "../core/definition";
import { ApiError, type ErrorDetail, invalid } from "../core/errors";
import type { Id, Kind, Kinds } from "../core/kinds";

export { defined, given } from "../core/fields";

/** A whole number within limits, which the complaint names; requests may leave it out. */
export function whole(from: number, to: number): z.ZodType<number | null | undefined> {
  const text = `Must be between ${from} and ${to}`;
  return z.number().int().min(from, text).max(to, text).nullish();
}

/** Tags as requests give them: null means none. */
export const tags = z
  .array(z.string().min(3, "Length must be 3-50 characters").max(50, "Length must be 3-50 characters"))
  .nullish()
  .transform((value) => (value == null ? undefined : [...new Set(value)].sort()));

/** An id of another resource. */
export const id = z.number().int().positive();

/** Whether a text is an address and a prefix: `10.0.0.1/24`. */
function isCidr(text: string): boolean {
  const [address = "", prefix = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^\d{1,3}$/.test(prefix)) return false;
  return (isIPv4(address) && Number(prefix) <= 32) || (isIPv6(address) && Number(prefix) <= 128);
}

/** A Linode's address in a VLAN; empty for none. */
export const ipamAddress = z
  .string()
  .refine((text) => text === "" || isCidr(text), "Must be an address in CIDR format")
  .nullish();

/** A label's rule: how long, and of what. */
export function label(shortest: number, longest: number, pattern: RegExp, text: string): z.ZodString {
  const length = `Length must be ${shortest}-${longest} characters`;
  return z.string().min(shortest, length).max(longest, length).regex(pattern, text);
}

/** What the platform says about a VPC's label, recorded (it also takes dashes). */
export const asciiLabel = /^(?!.*--)[a-zA-Z0-9_-]+$/;
export const asciiLabelText = "Must only use ASCII letters, numbers, and underscores";

/** Throws unless the region exists and has the capability. */
export function requireRegion(region: string, capability?: string, field = "region"): Region {
  const found = regionById(region);
  if (found === undefined) throw invalid(`${field} is not valid`, field);
  if (capability !== undefined && !found.capabilities.includes(capability)) {
    throw invalid(`The selected region does not support ${capability}`, field);
  }
  return found;
}

/** Throws if another record of the kind has the label. */
export function requireUniqueLabel<K extends Kind & LabelledKind>(
  call: Call,
  kind: K,
  text: string,
  plural: string,
  except?: Id,
): void {
  const taken = call.world.store
    .where(kind, "label" as never, text as never)
    .some((record) => record.id !== except);
  if (taken) throw invalid(`Label must be unique among your ${plural}`, "label");
}

/** Kinds whose records have a label. */
export type LabelledKind = { [K in Kind]: Kinds[K] extends { label: string } ? K : never }[Kind];

/** Makes every check and throws all their complaints at once, as the platform does where it was recorded. */
export function together(...checks: readonly (() => unknown)[]): void {
  const errors: ErrorDetail[] = [];
  for (const check of checks) {
    try {
      check();
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 400) throw error;
      errors.push(...error.errors);
    }
  }
  if (errors.length > 0) throw new ApiError(400, errors);
}

/** Throws what a field's rule says against a value; for fields that are judged together with others. */
export function checkField(rule: z.ZodType, value: unknown, field: string): void {
  const result = rule.safeParse(value);
  if (!result.success) throw invalid(result.error.issues[0]?.message ?? `${field} is not valid`, field);
}
