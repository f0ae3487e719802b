import type { Touch } from "./addressIndex";
import type { Rule } from "./filter";
import type { Endpoint, Group } from "./networksOf";
import type { Protocol } from "./path";
import { allPorts, difference, intersection, noPorts, type Ports, union } from "./ports";

/** Endpoints of a group that the rules of some filters don't tell apart. */
export interface Alike {
  readonly members: ReadonlySet<Endpoint>;
  /** For each filter the rules that speak of them, in their order. */
  readonly rules: readonly (readonly Rule[])[];
  /** Whether one of these rules names them by their own address or resource. */
  readonly isNamed: boolean;
}

/** What passes a filter, and by which rules. */
export interface Passed {
  readonly ports: Ports;
  readonly rules: readonly Rule[];
}

/** Splits a group by what some filters say of its members. */
export function split(group: Group, filters: readonly (readonly Touch[])[]): readonly Alike[] {
  const marks = new Map<Endpoint, string>();
  const named = new Set<Endpoint>();
  const entries = filters.flatMap((touches, filter) =>
    touches.map((touch) => ({ filter, rule: touch.rule, members: membersOf(touch, group, named) })),
  );
  for (const [index, { members }] of entries.entries()) {
    for (const member of members === "all" ? [] : members) {
      marks.set(member, `${marks.get(member) ?? ""}${index},`);
    }
  }
  const alike = new Map<string, Set<Endpoint>>();
  for (const member of group.members) {
    const key = `${marks.get(member) ?? ""}${named.has(member) ? "named" : ""}`;
    const known = alike.get(key);
    if (known) {
      known.add(member);
    } else {
      alike.set(key, new Set([member]));
    }
  }
  return [...alike].map(([key, members]) => {
    const own = new Set(key.replace("named", "").split(","));
    const speaking = entries.filter((entry, index) => entry.members === "all" || own.has(String(index)));
    return {
      members,
      rules: filters.map((_, filter) =>
        speaking.flatMap((entry) => (entry.filter === filter ? entry.rule : [])),
      ),
      isNamed: key.endsWith("named"),
    };
  });
}

function membersOf(
  { wide, own, rule }: Touch,
  group: Group,
  named: Set<Endpoint>,
): ReadonlySet<Endpoint> | "all" {
  const [widely, byName] = [wide.get(group), own.get(group)];
  for (const member of rule.accepts ? (byName ?? []) : []) {
    named.add(member);
  }
  const members = widely && byName ? new Set([...widely, ...byName]) : (widely ?? byName ?? new Set());
  return members.size === group.members.size ? "all" : members;
}

/** What any of the filters lets pass: the first rule that matches decides. */
export function passed(filters: readonly (readonly Rule[])[], protocol: Protocol): Passed {
  let ports: Ports = noPorts;
  const rules: Rule[] = [];
  for (const filter of filters) {
    let rest: Ports = allPorts;
    for (const rule of filter) {
      if (rule.protocols.includes(protocol)) {
        const taken = intersection(rule.ports, rest);
        rest = difference(rest, rule.ports);
        if (rule.accepts && taken.length > 0) {
          ports = union(ports, taken);
          rules.push(rule);
        }
      }
    }
  }
  return { ports, rules };
}

/** Those of some rules that let some ports pass. */
export function rulesFor(rules: readonly Rule[], ports: Ports): readonly Rule[] {
  return rules.filter((rule) => intersection(rule.ports, ports).length > 0);
}
