import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";
import { ApiError, type ErrorDetail } from "../core/errors";

/** Limits of the API's document: rules of both directions, addresses a rule, ports a rule (a range counts two). */
const limits = { rules: 25, addresses: 255, ports: 15 };

const rule = z.object({
  action: z.enum(["ACCEPT", "DROP"]),
  label: z
    .string()
    .min(3, "Length must be 3-32 characters")
    .max(32, "Length must be 3-32 characters")
    .nullish(),
  description: z.string().max(100, "Length must be 1-100 characters").nullish(),
  protocol: z.enum(["TCP", "UDP", "ICMP", "IPENCAP"]),
  ports: z.string().nullish(),
  addresses: z.object({ ipv4: z.array(z.string()).nullish(), ipv6: z.array(z.string()).nullish() }).nullish(),
});

export const rulesSchema = z
  .object({
    inbound: z.array(rule).nullish(),
    outbound: z.array(rule).nullish(),
    inbound_policy: z.enum(["ACCEPT", "DROP"]),
    outbound_policy: z.enum(["ACCEPT", "DROP"]),
  })
  .transform((rules) => ({
    ...rules,
    inbound: rules.inbound?.map(withoutNulls) ?? null,
    outbound: rules.outbound?.map(withoutNulls) ?? null,
  }));

type Rule = z.output<typeof rule>;
/** A firewall's rules; a direction that was never given is null, as recorded. */
export type Rules = z.output<typeof rulesSchema>;

/** Keys that were not given are not shown. */
function withoutNulls(one: Rule): Rule {
  const clean = Object.fromEntries(Object.entries(one).filter(([, value]) => value != null)) as Rule;
  if (clean.addresses == null) return clean;
  const addresses = Object.fromEntries(Object.entries(clean.addresses).filter(([, value]) => value != null));
  return { ...clean, addresses };
}

/** Throws every breach of the platform's limits. */
export function checkRules(rules: Rules): void {
  const errors: ErrorDetail[] = [];
  const total = (rules.inbound?.length ?? 0) + (rules.outbound?.length ?? 0);
  if (total > limits.rules) {
    errors.push({ reason: `Must have no more than ${limits.rules} rules in total`, field: "rules" });
  }
  for (const direction of ["inbound", "outbound"] as const) {
    rules[direction]?.forEach((one, index) => {
      errors.push(...ruleErrors(one, `rules.${direction}[${index}]`));
    });
  }
  if (errors.length > 0) throw new ApiError(400, errors);
}

function ruleErrors(one: Rule, field: string): ErrorDetail[] {
  const errors: ErrorDetail[] = [];
  const withPorts = one.protocol === "TCP" || one.protocol === "UDP";
  if (one.ports != null && one.ports !== "") {
    const reason = withPorts ? portsError(one.ports) : `Ports are not allowed for ${one.protocol} protocol`;
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
