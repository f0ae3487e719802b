import { byClass } from "./belonging";
import type { Change, PropertyChange, ReportedResource, RuleChange } from "./schema";
import { type Json, valueChanges } from "./values";

const firewall = "linode:index/firewall:Firewall";
const directions = { inbounds: "inbound", outbounds: "outbound" } as const;
const rank = { removed: 0, changed: 1, created: 2 } as const;

/**
 * What becomes different between two evaluations of a stack, by URN: classes in the catalogue's order, then regions, what goes first.
 * Components and default providers are left out; they are nothing on Linode.
 */
export function changesBetween(
  before: readonly ReportedResource[],
  after: readonly ReportedResource[],
): Change[] {
  const old = new Map(managed(before).map((resource) => [resource.urn, resource]));
  const now = new Map(managed(after).map((resource) => [resource.urn, resource]));
  const removed = [...old.values()]
    .filter(({ urn }) => !now.has(urn))
    .map((resource) => change("removed", resource, [], rulesChanged(resource, undefined)));
  const rest = [...now.values()].flatMap((resource): Change[] => {
    const was = old.get(resource.urn);
    if (was === undefined) {
      return [change("created", resource, [], rulesChanged(undefined, resource))];
    }
    const properties = propertiesChanged(was, resource);
    const rules = rulesChanged(was, resource);
    // Whether it was protected is what matters where protection is lifted.
    const protect = was.protect || resource.protect;
    return properties.length + rules.length === 0
      ? []
      : [{ ...change("changed", resource, properties, rules), protect }];
  });
  return [...removed, ...rest].sort(
    (a, b) =>
      byClass(a.dataClass, b.dataClass) ||
      (a.region ?? "").localeCompare(b.region ?? "") ||
      rank[a.action] - rank[b.action] ||
      a.type.localeCompare(b.type) ||
      a.name.localeCompare(b.name),
  );
}

function managed(resources: readonly ReportedResource[]): ReportedResource[] {
  return resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:"));
}

function change(
  action: Change["action"],
  { urn, type, name, dataClass, region, protect }: ReportedResource,
  properties: PropertyChange[],
  rules: RuleChange[],
): Change {
  return { action, urn, type, name, dataClass, region, protect, properties, rules };
}

function propertiesChanged(before: ReportedResource, after: ReportedResource): PropertyChange[] {
  const own = ({ type, inputs, protect }: ReportedResource): Record<string, Json> => ({
    ...Object.fromEntries(
      Object.entries(inputs).filter(([key, value]) => !(type === firewall && areRules(key, value))),
    ),
    // Not an input, but what keeps a resource from being deleted.
    protect,
  });
  return valueChanges("", own(before), own(after));
}

/** Rules are told by their text, so that one that moved in the list is none that changed. */
function rulesChanged(
  before: ReportedResource | undefined,
  after: ReportedResource | undefined,
): RuleChange[] {
  return Object.entries(directions).flatMap(([key, direction]) => {
    const old = rulesOf(before, key);
    const now = rulesOf(after, key);
    return [
      ...old.filter((rule) => !now.includes(rule)).map((rule) => ({ direction, sign: "-" as const, rule })),
      ...now.filter((rule) => !old.includes(rule)).map((rule) => ({ direction, sign: "+" as const, rule })),
    ];
  });
}

function rulesOf(resource: ReportedResource | undefined, key: string): string[] {
  const value = resource?.type === firewall ? resource.inputs[key] : undefined;
  return areRules(key, value) ? value.map(sentence) : [];
}

function areRules(key: string, value: Json | undefined): value is { readonly [key: string]: Json }[] {
  return (
    key in directions &&
    Array.isArray(value) &&
    value.every((rule) => typeof rule === "object" && rule !== null && !Array.isArray(rule))
  );
}

/** `ACCEPT UDP 51820 10.65.1.16/32 (overlay)` */
function sentence(rule: { readonly [key: string]: Json }): string {
  const networks = [rule.ipv4s, rule.ipv6s].flatMap((list) =>
    Array.isArray(list) ? list : list === undefined || list === null ? [] : [list],
  );
  const known = ["action", "protocol", "ports", "ipv4s", "ipv6s", "label", "description"];
  const rest = Object.entries(rule).filter(([key]) => !known.includes(key));
  return [
    word(rule.action),
    word(rule.protocol),
    rule.ports === undefined || rule.ports === null ? "all ports" : word(rule.ports),
    networks.length === 0 ? "no network" : networks.map(word).sort().join(", "),
    `(${word(rule.label)})`,
    ...rest.map(([key, value]) => `${key}=${word(value)}`),
  ].join(" ");
}

function word(value: Json | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "-" : JSON.stringify(value);
}
