import type { Named } from "../tell";
import { type Declarations, undeclared } from "./declared";
import { isHosts, type NetworkPath, type Party, partyText, pathText } from "./path";
import type { RulePath } from "./rulePaths";

/** A path that no flow declares, or a rule for one, as a violation. */
export interface Offence {
  readonly resource: Named;
  readonly problem: string;
  readonly fix: string;
}

/** Rules that open a way on their side which no flow declares, each once, but for those on paths that were told already. */
export function idleRules(
  rules: Iterable<RulePath>,
  told: readonly NetworkPath[],
  declared: Declarations,
): readonly Offence[] {
  const known = new Set(told.flatMap(({ hops }) => hops.flatMap((hop) => hop.split(" or "))));
  const found: Offence[] = [];
  for (const { firewall, path } of rules) {
    const open = undeclared(path, declared);
    const rule = path.hops.find((hop) => hop.startsWith("rule "));
    if (open && rule !== undefined && !known.has(rule)) {
      known.add(rule);
      found.push({
        resource: firewall,
        problem: `has a rule that is part of no declared flow and waits for the other side to open: ${pathText(open)}`,
        fix: "Remove the rule, or narrow its addresses, protocol and ports to those of a declared flow.",
      });
    }
  }
  return found;
}

const fixes: Readonly<Record<Exclude<Party["kind"], "instances" | "balancers">, string>> = {
  internet:
    "Narrow or remove the rule; declare managed devices' networks under `bastide:managedDevices`, what may be reached under `bastide:egress`, and publish by an `endpoint` of the class and its own load balancer only.",
  region:
    "Remove the rule: everyone in the region shares that network. Accept 192.168.255.0/24 on an edge node only.",
  "region balancers":
    "Accept TCP 443 from 192.168.255.0/24 only, on edge nodes of a class that declares an `endpoint`.",
  vlan: "Remove the interface on the VLAN: no firewall filters it. Use the class's VPC.",
  linode: "Leave TCP 80 to the metadata service and UDP 67 to 255.255.255.255; remove the rest.",
  stack:
    "Write the addresses of the other stack's gateways under `bastide:otherStacks` instead; only logs go to `events`.",
  reserved: "Give the address to a gateway of its class by `ipv4s`, or take it out of the rule.",
  nowhere:
    "Name addresses of hosts in the class's own VPC, or its subnet; remove what the host has no network for.",
  unnamed: "Make the address from a resource of this stack, or write it as a plain value.",
};

/** The violations that some paths are: one for each pair of ends and way, told by the resource that can close it. */
export function offences(paths: readonly NetworkPath[]): readonly Offence[] {
  const byWay = new Map<string, NetworkPath[]>();
  for (const path of paths) {
    const key = JSON.stringify([endOf(path.from), endOf(path.to), path.network]);
    const known = byWay.get(key);
    if (known) {
      known.push(path);
    } else {
      byWay.set(key, [path]);
    }
  }
  return [...byWay.values()].flatMap(([path, ...others]) => (path ? offence(path, others.length) : []));
}

function offence(path: NetworkPath, others: number): Offence | [] {
  const { from, to } = path;
  const more = others === 0 ? "" : ` (and ${others} more ${others === 1 ? "way" : "ways"} between them)`;
  if (isHosts(to)) {
    const fix = isHosts(from)
      ? "Remove or narrow one of the rules: hosts of a class share a tunnel and their gateway's services, and between classes only logs flow, from gateways to those of `events`."
      : fixes[from.kind];
    const problem = `can be reached from ${partyText(from)} by a way that no flow declares: ${pathText(path)}${more}`;
    return { resource: to.hosts[0], problem, fix };
  }
  return isHosts(from)
    ? {
        resource: from.hosts[0],
        problem: `can reach ${partyText(to)} by a way that no flow declares: ${pathText(path)}${more}`,
        fix: fixes[to.kind],
      }
    : [];
}

function endOf(party: Party): unknown {
  return isHosts(party) ? party.hosts.map(({ urn }) => urn) : [party.kind, party.names];
}
