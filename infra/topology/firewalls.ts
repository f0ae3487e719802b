import type { Problem } from "../config/problems";
import { labeller } from "./nodes";
import type { FirewallPlan, Flow, Party, Peer, RulePlan, SitePlan } from "./plan";

/** Linode's limits of one firewall (`linode/openapi/networking.yaml`). */
export const firewallLimits = { rules: 25, addressesPerRule: 255 } as const;

type Site = Omit<SitePlan, "firewalls">;
type Covers = FirewallPlan["covers"];

/** What a party's firewall is called; none for networks outside the plan. */
const firewallOf = (party: Party): string | undefined => {
  switch (party.kind) {
    case "nodes":
      return `${party.site}-${party.role}`;
    case "gateway":
      return `${party.dataClass}-${party.region}-gateway`;
    case "balancer":
      return `${party.site}-balancer`;
    case "networks":
      return undefined;
  }
};

/** The flows of each firewall in both directions, so that planning stays linear in the number of enclaves. */
export interface FlowIndex {
  readonly inbound: ReadonlyMap<string, readonly Flow[]>;
  readonly outbound: ReadonlyMap<string, readonly Flow[]>;
}

/** Sorts the plan's flows by the firewalls at their ends. */
export function indexFlows(flows: readonly Flow[]): FlowIndex {
  const index = { inbound: new Map<string, Flow[]>(), outbound: new Map<string, Flow[]>() };
  const add = (map: Map<string, Flow[]>, name: string | undefined, flow: Flow) => {
    if (name === undefined) return;
    const list = map.get(name);
    if (list === undefined) map.set(name, [flow]);
    else list.push(flow);
  };
  for (const flow of flows) {
    add(index.inbound, firewallOf(flow.to), flow);
    add(index.outbound, firewallOf(flow.from), flow);
  }
  return index;
}

const peersOf = (party: Party): Peer[] => {
  switch (party.kind) {
    case "nodes":
      return [...party.addresses];
    case "gateway":
      return [{ dataClass: party.dataClass, region: party.region }];
    case "networks":
      return [...party.networks];
    case "balancer":
      return [];
  }
};

/** Flows of one direction as rules: one a purpose, cut where a rule would name too many addresses. */
function rulesFor(flows: readonly Flow[], far: "from" | "to"): RulePlan[] {
  const grouped = new Map<string, { flow: Flow; peers: Map<string, Peer> }>();
  for (const flow of flows) {
    const key = `${flow.name} ${flow.protocol} ${flow.port}`;
    const group = grouped.get(key) ?? { flow, peers: new Map<string, Peer>() };
    for (const peer of peersOf(flow[far])) group.peers.set(JSON.stringify(peer), peer);
    grouped.set(key, group);
  }
  return [...grouped.values()].flatMap(({ flow, peers }) => {
    const all = [...peers.values()];
    const size = firewallLimits.addressesPerRule;
    return Array.from({ length: Math.ceil(all.length / size) }, (_, i) => ({
      label: i === 0 ? flow.name : `${flow.name}-${i + 1}`,
      protocol: flow.protocol,
      ports: String(flow.port),
      peers: all.slice(i * size, (i + 1) * size),
    }));
  });
}

/** What the firewalls of one site are, and which of them have more rules than Linode takes. */
export function planFirewalls(
  site: Site,
  flows: FlowIndex,
  labelPrefix: string | undefined,
): { firewalls: FirewallPlan[]; problems: Problem[] } {
  const label = labeller(labelPrefix);
  const kinds: Covers[] =
    site.edge === undefined ? ["gateway", "data"] : ["gateway", "data", "edge", "service", "balancer"];
  const firewalls = kinds.map((covers): FirewallPlan => {
    const name = `${site.name}-${covers}`;
    return {
      name,
      label: label("firewall", name),
      covers,
      inbound: rulesFor(flows.inbound.get(name) ?? [], "from"),
      outbound: rulesFor(flows.outbound.get(name) ?? [], "to"),
    };
  });
  const problems = firewalls
    .filter((f) => f.inbound.length + f.outbound.length > firewallLimits.rules)
    .map((f) => ({
      key: "bastide:managedDevices.networks",
      message: `The firewall ${f.name} would have ${f.inbound.length + f.outbound.length} rules; Linode takes ${firewallLimits.rules}.`,
      fix: "Join networks of managed devices into wider ones.",
    }));
  return { firewalls, problems };
}
