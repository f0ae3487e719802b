/** Who talks to whom, as far as firewalls and load balancers show it, and as an enclave is made where they don't. Pure. */
import type { Account } from "../read/collect";
import type { FlowKind, FlowView, NodeView, RegionView } from "../view";

/** The class that receives every other class's system log (DC-5, DC-8). */
export const logClass = "events";

/** An enclave before its flows are known. */
export interface Bare {
  readonly dataClass: string | null;
  readonly activeRegion: string | null;
  readonly regions: readonly RegionView[];
}

const anywhere = "0.0.0.0/0";

/** The nodes of a region that have a role. */
export const withRole = (region: RegionView, role: string): NodeView[] =>
  region.nodes.filter((node) => node.role === role);

const publicAddresses = (node: NodeView): string[] =>
  node.addresses.filter(({ kind }) => kind === "public").map(({ address }) => address);

const asNumber = (address: string): number =>
  address.split(".").reduce((total, octet) => total * 256 + Number(octet), 0);

/** Whether an IPv4 network such as `203.0.113.0/24` contains an address. */
export function contains(network: string, address: string): boolean {
  const [base = "", prefix = "32"] = network.split("/");
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(asNumber(base) / size) === Math.floor(asNumber(address) / size);
}

/** Reads what the firewalls of a stack let in. */
export class Admission {
  constructor(private readonly firewalls: Account["firewalls"]) {}

  /** The networks that the firewall of something accepts over the protocols. */
  sources(firewall: { readonly id: string } | null, protocols: readonly string[]): string[] {
    const found = this.firewalls.find(({ id }) => `firewall/${id}` === firewall?.id);
    const accepting = (found?.rules.inbound ?? []).filter(
      ({ action, protocol }) => action === "ACCEPT" && protocols.includes(protocol ?? ""),
    );
    return [...new Set(accepting.flatMap(({ addresses }) => addresses?.ipv4 ?? []))];
  }

  /** Whether a node lets another in by its public address. */
  admits(node: NodeView, peer: NodeView, protocols: readonly string[]): boolean {
    const networks = this.sources(node.firewall, protocols).filter((network) => network !== anywhere);
    return publicAddresses(peer).some((address) => networks.some((network) => contains(network, address)));
  }
}

const observed = (kind: FlowKind, from: string[], to: string[], detail: string): FlowView => ({
  kind,
  from,
  to,
  basis: "observed",
  directed: true,
  detail,
});

/** All flows of one enclave. `all` is every enclave of the stack: its gateways are not managed devices. */
export function flowsOf(enclave: Bare, all: readonly Bare[], admission: Admission): FlowView[] {
  const everyNode = all.flatMap(({ regions }) => regions.flatMap(({ nodes }) => nodes));
  return [
    ...enclave.regions.flatMap((region) => [
      ...entries(region, admission),
      ...deviceAccess(region, everyNode, admission),
      ...toBackends(region),
    ]),
    ...tunnels(enclave, admission),
    ...(enclave.dataClass === null ? [] : [...replication(enclave), ...backups(enclave), ...copies(enclave)]),
    ...logs(enclave, all, admission),
  ];
}

/** What the whole internet may reach. */
function entries(region: RegionView, admission: Admission): FlowView[] {
  const open = [...region.balancers, ...region.nodes].filter((one) =>
    admission.sources(one.firewall, ["TCP", "UDP"]).includes(anywhere),
  );
  const reachable = open.filter((one) => "ports" in one || publicAddresses(one).length > 0);
  return reachable.map((one) =>
    observed(
      "internet",
      ["internet"],
      [one.id],
      `The firewall of ${one.name} accepts connections from anywhere.`,
    ),
  );
}

function deviceAccess(region: RegionView, everyNode: readonly NodeView[], admission: Admission): FlowView[] {
  const own = everyNode.flatMap(publicAddresses);
  return withRole(region, "gateway").flatMap((gateway) => {
    const networks = admission
      .sources(gateway.firewall, ["UDP"])
      .filter(
        (network) =>
          network !== anywhere && !own.some((address) => network === `${address}/32` || network === address),
      );
    if (networks.length === 0) return [];
    const detail = `Managed devices reach ${gateway.name} by WireGuard from ${networks.join(", ")}.`;
    return [observed("devices", ["devices"], [gateway.id], detail)];
  });
}

function toBackends(region: RegionView): FlowView[] {
  return region.balancers.flatMap((balancer) => {
    const backends = balancer.ports.flatMap((port) => port.backends);
    const nodes = [...new Set(backends.flatMap(({ node }) => (node === null ? [] : [node])))];
    if (nodes.length === 0) return [];
    const ports = balancer.ports.map(({ port, protocol }) => `${protocol.toUpperCase()} ${port}`).join(", ");
    const to = backends.map(({ name }) => name).join(", ");
    return [observed("balancer", [balancer.id], nodes, `${balancer.name} passes ${ports} on to ${to}.`)];
  });
}

/** Pairs of regions, each once. */
export function pairs<T>(items: readonly T[]): [T, T][] {
  return items.flatMap((left, index) => items.slice(index + 1).map((right): [T, T] => [left, right]));
}

function tunnels({ regions }: Bare, admission: Admission): FlowView[] {
  return pairs(regions).flatMap(([left, right]) =>
    withRole(left, "gateway").flatMap((one) =>
      withRole(right, "gateway")
        .filter((other) => admission.admits(one, other, ["UDP"]) && admission.admits(other, one, ["UDP"]))
        .map((other): FlowView => {
          const detail = `${one.name} and ${other.name} let each other in by WireGuard.`;
          return { ...observed("tunnel", [one.id], [other.id], detail), directed: false };
        }),
    ),
  );
}

/** The active region and the others; with no active one known, the first takes its place and the lines have no heads. */
function fromActive<T>(
  enclave: Bare,
  pick: (region: RegionView) => T[],
  make: (from: T[], to: T[], directed: boolean) => FlowView,
): FlowView[] {
  const filled = enclave.regions.filter((region) => pick(region).length > 0);
  const active = filled.find(({ region }) => region === enclave.activeRegion);
  const source = active ?? filled[0];
  if (source === undefined) return [];
  return filled
    .filter((region) => region !== source)
    .map((region) => make(pick(source), pick(region), active !== undefined));
}

const ids = (parts: readonly { readonly id: string }[]): string[] => parts.map(({ id }) => id);
const planned = "Linode's API does not show whether it runs";

function replication(enclave: Bare): FlowView[] {
  return fromActive(
    enclave,
    (region) => withRole(region, "data"),
    (from, to, directed) => ({
      kind: "replication",
      from: ids(from),
      to: ids(to),
      basis: "plan",
      directed,
      detail: `The database of ${enclave.dataClass} is replicated to its standby region (${planned}${directed ? "" : ", nor which region is active"}).`,
    }),
  );
}

/** Each region's data has its backup in the next one that has a bucket. */
function backups(enclave: Bare): FlowView[] {
  const buckets = (region: RegionView) => region.buckets.filter(({ role }) => role === "backup");
  const { regions } = enclave;
  return regions.flatMap((region, index): FlowView[] => {
    const data = withRole(region, "data");
    const others = [...regions.slice(index + 1), ...regions.slice(0, index)];
    const target = others.find((other) => buckets(other).length > 0);
    if (data.length === 0 || target === undefined) return [];
    const detail = `The backups and log archive of ${enclave.dataClass} in ${region.region} go to ${target.region} (${planned}).`;
    const to = ids(buckets(target));
    return [{ kind: "backup", from: ids(data), to, basis: "plan", directed: true, detail }];
  });
}

function copies(enclave: Bare): FlowView[] {
  return fromActive(
    enclave,
    (region) => region.buckets.filter(({ role }) => role === "objects"),
    (from, to, directed) => ({
      kind: "copy",
      from: ids(from),
      to: ids(to),
      basis: "plan",
      directed,
      detail: `The objects of ${enclave.dataClass} are copied to its standby region (${planned}).`,
    }),
  );
}

function logs(enclave: Bare, all: readonly Bare[], admission: Admission): FlowView[] {
  if (enclave.dataClass === null || enclave.dataClass === logClass) return [];
  const sinks = (all.find(({ dataClass }) => dataClass === logClass)?.regions ?? []).flatMap((region) =>
    withRole(region, "gateway").map((gateway) => ({ region: region.region, gateway })),
  );
  return enclave.regions.flatMap((region) =>
    withRole(region, "gateway").flatMap((gateway): FlowView[] => {
      const open = sinks.filter((sink) => admission.admits(sink.gateway, gateway, ["UDP", "TCP"]));
      const sink = open.find((one) => one.region === region.region) ?? open[0];
      if (sink === undefined) return [];
      const detail = `System log and transaction metadata of ${enclave.dataClass} go from ${gateway.name} to ${sink.gateway.name}, one way.`;
      return [observed("logs", [gateway.id], [sink.gateway.id], detail)];
    }),
  );
}
