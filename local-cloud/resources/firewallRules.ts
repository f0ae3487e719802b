import { createHash } from "node:crypto";
import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { ApiError, type ErrorDetail } from "../core/errors";
import type { World } from "../core/world";
import { given } from "./shared";

/** Limits of the API's document: rules of both directions, addresses a rule, ports a rule (a range counts two). */
const limits = { rules: 25, addresses: 255, ports: 15 };

/** Protocols that have ports: by name, and by the number that IANA gave them. */
const withPorts: readonly string[] = ["TCP", "UDP", "6", "17"];

/** Whether a rule may be about it: a name, or a number (recorded in 2026; the document has four names only). */
function isProtocol(text: string): boolean {
  if (/^(ALL|TCP|UDP|ICMP|IPENCAP)$/.test(text)) return true;
  return /^(0|[1-9]\d{0,2})$/.test(text) && Number(text) <= 255;
}

const plainRule = z.object({
  action: z.enum(["ACCEPT", "DROP"]),
  label: z
    .string()
    .min(3, "Length must be 3-32 characters")
    .max(32, "Length must be 3-32 characters")
    .nullish(),
  description: z
    .string()
    .min(1, "Length must be 1-100 characters")
    .max(100, "Length must be 1-100 characters")
    .nullish(),
  protocol: z.string().refine(isProtocol, "Must be ALL, TCP, UDP, ICMP, IPENCAP or a protocol's number"),
  ports: z.string().nullish(),
  addresses: z.object({ ipv4: z.array(z.string()).nullish(), ipv6: z.array(z.string()).nullish() }).nullish(),
});

type PlainRule = z.output<typeof plainRule>;

/** In the place of a rule, a whole set of them that is kept apart. */
interface RuleSetReference {
  ruleset: number;
}

/** A rule as requests give it. */
export type Rule = PlainRule | RuleSetReference;

/** One rule, or the id of a rule set in its place. */
export const ruleSchema = z
  .looseObject({ ruleset: z.number().int().positive().nullish() })
  .transform((given, context): Rule => {
    if (given.ruleset != null) return { ruleset: given.ruleset };
    const result = plainRule.safeParse(given);
    if (result.success) return withoutNulls(result.data);
    for (const issue of result.error.issues) context.addIssue({ ...issue } as never);
    return z.NEVER;
  });

const policy = z.enum(["ACCEPT", "DROP"]);

export const rulesSchema = z
  .object({
    inbound: z.array(ruleSchema).nullish(),
    outbound: z.array(ruleSchema).nullish(),
    inbound_policy: policy,
    outbound_policy: policy,
  })
  .transform((rules) => ({
    ...rules,
    inbound: rules.inbound ?? null,
    outbound: rules.outbound ?? null,
  }));

/** A firewall's rules; a direction that was never given is null, as recorded. */
export type Rules = z.output<typeof rulesSchema>;

/** Keys that were not given are not shown. */
function withoutNulls(one: PlainRule): PlainRule {
  const clean = given(one) as PlainRule;
  return clean.addresses == null ? clean : { ...clean, addresses: given(clean.addresses) };
}

/** 8 hexadecimal digits by which two sets of rules can be compared; how Linode makes them isn't published. */
export function fingerprint(rules: Rules): string {
  return createHash("sha256").update(JSON.stringify(rules)).digest("hex").slice(0, 8);
}

/** The rules with those of each rule set in its place. */
export function expand(world: World, rules: Rules): Rules {
  const all = (list: readonly Rule[] | null): Rule[] | null =>
    list?.flatMap((one) =>
      "ruleset" in one ? (world.store.get("ruleSet", one.ruleset)?.rules ?? []) : [one],
    ) ?? null;
  return { ...rules, inbound: all(rules.inbound), outbound: all(rules.outbound) };
}

/** Throws every breach of the platform's limits. */
export function checkRules(world: World, rules: Rules): void {
  const errors: ErrorDetail[] = [];
  const total = (rules.inbound?.length ?? 0) + (rules.outbound?.length ?? 0);
  if (total > limits.rules) {
    errors.push({ reason: `Must have no more than ${limits.rules} rules in total`, field: "rules" });
  }
  for (const direction of ["inbound", "outbound"] as const) {
    rules[direction]?.forEach((one, index) => {
      const field = `rules.${direction}[${index}]`;
      if ("ruleset" in one) errors.push(...referenceErrors(world, one, direction, field));
      else errors.push(...ruleErrors(one, field));
    });
  }
  if (errors.length > 0) throw new ApiError(400, errors);
}

function referenceErrors(
  world: World,
  { ruleset }: RuleSetReference,
  direction: "inbound" | "outbound",
  field: string,
): ErrorDetail[] {
  const found = world.store.get("ruleSet", ruleset);
  if (found === undefined || found.deleted !== null)
    return [{ reason: "ruleset is not valid", field: `${field}.ruleset` }];
  if (found.type === direction) return [];
  return [{ reason: `Must be a rule set for ${direction} traffic`, field: `${field}.ruleset` }];
}

/** Throws every breach of the limits in the rules of a rule set. */
export function checkRuleSet(rules: readonly Rule[]): void {
  const errors = rules.flatMap((one, index) =>
    "ruleset" in one
      ? [{ reason: "A rule set cannot hold another one", field: `rules[${index}].ruleset` }]
      : ruleErrors(one, `rules[${index}]`),
  );
  if (rules.length > limits.rules) {
    errors.push({ reason: `Must have no more than ${limits.rules} rules in total`, field: "rules" });
  }
  if (errors.length > 0) throw new ApiError(400, errors);
}

function ruleErrors(one: PlainRule, field: string): ErrorDetail[] {
  const errors: ErrorDetail[] = [];
  if (one.ports != null && one.ports !== "") {
    const reason = withPorts.includes(one.protocol)
      ? portsError(one.ports)
      : `Ports are not allowed for ${one.protocol} protocol`;
    if (reason !== undefined) errors.push({ reason, field: `${field}.ports` });
  }
  const ipv4 = one.addresses?.ipv4 ?? [];
  const ipv6 = one.addresses?.ipv6 ?? [];
  if (ipv4.length + ipv6.length > limits.addresses) {
    errors.push({
      reason: `Must have no more than ${limits.addresses} addresses`,
      field: `${field}.addresses`,
    });
  }
  if (!ipv4.every((text) => isNetwork(text, isIPv4, 32))) {
    errors.push({
      reason: "Must contain only valid IPv4 addresses or networks",
      field: `${field}.addresses.ipv4`,
    });
  }
  if (!ipv6.every((text) => isNetwork(text, isIPv6, 128))) {
    errors.push({
      reason: "Must contain only valid IPv6 addresses or networks",
      field: `${field}.addresses.ipv6`,
    });
  }
  return errors;
}

function isNetwork(text: string, isAddress: (address: string) => boolean, longest: number): boolean {
  const [address = "", prefix, ...rest] = text.split("/");
  if (!isAddress(address) || rest.length > 0) return false;
  return prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= longest);
}

function portsError(text: string): string | undefined {
  let pieces = 0;
  for (const part of text.split(",")) {
    const [from = "", to, ...rest] = part.trim().split("-");
    const ends = to === undefined ? [from] : [from, to];
    pieces += ends.length;
    const valid = ends.every((end) => /^\d{1,5}$/.test(end) && Number(end) >= 1 && Number(end) <= 65_535);
    if (!valid || rest.length > 0 || (to !== undefined && Number(from) >= Number(to))) {
      return "Must be a list of ports and ranges of ports between 1 and 65535";
    }
  }
  return pieces > limits.ports ? `Must have no more than ${limits.ports} port pieces` : undefined;
}
