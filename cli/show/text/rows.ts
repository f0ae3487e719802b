/** What stands in the table of a region. */
import { gigabytes, sumOfMoney } from "../format";
import { backendState, shortName } from "../names";
import type { CostItem, FirewallRef, NodeView, RegionView } from "../view";
import type { Cell, Column } from "./table";

/** The columns. At 100 characters all but the last two fit, at the names of the plan in production. */
export const columns: readonly Column[] = [
  { title: "NAME", rank: 0 },
  { title: "STATE", rank: 0 },
  { title: "TYPE", rank: 2 },
  { title: "ADDRESSES", rank: 3 },
  { title: "VOLUME", rank: 4 },
  { title: "ENCRYPTED", rank: 1 },
  { title: "FIREWALL", rank: 5 },
  { title: "A MONTH", rank: 0, right: true },
  { title: "ROLE", rank: 7 },
  { title: "BACKUPS", rank: 8 },
];

const none: Cell = { lines: ["–"], meaning: "quiet" };
const plain = (...lines: string[]): Cell => ({ lines });
const judged = (good: boolean, ...lines: string[]): Cell => ({
  lines,
  ...(good ? {} : { meaning: "bad" as const }),
});

function costCell(costs: readonly CostItem[], ids: readonly string[]): Cell {
  const own = costs.filter(({ of }) => of !== null && ids.includes(of));
  if (own.length === 0) return none;
  const known = own.flatMap(({ monthly }) => (monthly === null ? [] : [monthly]));
  const sum = { monthly: known.reduce((a, b) => a + b, 0), unpriced: own.length - known.length };
  return plain(sumOfMoney(sum));
}

/** Firewalls are named after what they cover; the class and region in front say nothing new. */
const firewallCell = (firewall: FirewallRef | null, dataClass: string | null, region: string): Cell =>
  firewall === null
    ? judged(false, "NONE")
    : judged(
        firewall.enabled,
        shortName(firewall.name, dataClass, region),
        ...(firewall.enabled ? [] : ["OFF"]),
      );

function nodeRow(node: NodeView, { costs, region }: RegionView, dataClass: string | null): Cell[] {
  const encrypted = [
    ...(node.diskEncrypted ? ["disk"] : ["disk NOT"]),
    ...node.volumes.map((volume) => (volume.encrypted ? "volume" : "volume NOT")),
  ];
  const sound = node.diskEncrypted && node.volumes.every((volume) => volume.encrypted);
  return [
    plain(node.shortName),
    node.state === "running"
      ? { lines: ["running"], meaning: "good" }
      : judged(false, node.state.replaceAll("_", " ")),
    plain(node.typeLabel ?? node.type ?? "unknown"),
    plain(...node.addresses.filter(({ kind }) => kind !== "private").map(({ address }) => address)),
    node.volumes.length === 0 ? none : plain(...node.volumes.map(({ size }) => `${size} GB`)),
    judged(sound, encrypted.join(", ")),
    firewallCell(node.firewall, dataClass, region),
    costCell(costs, [node.id, ...node.volumes.map(({ id }) => id)]),
    plain(node.role ?? "–"),
    plain(node.backups ? "Linode's" : "–"),
  ];
}

/** All rows of a region: nodes, load balancers, buckets, and what is left over. */
export function rowsOf(region: RegionView, dataClass: string | null): Cell[][] {
  const { costs } = region;
  return [
    ...region.nodes.map((node) => nodeRow(node, region, dataClass)),
    ...region.balancers.map((balancer): Cell[] => {
      const state = backendState(balancer);
      const ports = balancer.ports.map(({ port, protocol }) => `${protocol.toUpperCase()} ${port}`);
      return [
        plain(balancer.shortName === balancer.name ? balancer.name : "balancer"),
        judged(state.good, state.text),
        plain(...(ports.length > 0 ? ports : ["no port"])),
        plain(balancer.address),
        none,
        none,
        firewallCell(balancer.firewall, dataClass, region.region),
        costCell(costs, [balancer.id]),
        plain("balancer"),
        none,
      ];
    }),
    ...region.buckets.map((bucket): Cell[] => [
      plain(bucket.shortName),
      none,
      plain(bucket.endpointType ? `bucket ${bucket.endpointType}` : "bucket"),
      none,
      plain(gigabytes(bucket.size)),
      none,
      none,
      plain("account"),
      plain(bucket.role ?? "–"),
      none,
    ]),
    ...region.looseVolumes.map((volume): Cell[] => [
      plain(volume.name),
      judged(false, "loose"),
      plain("volume"),
      none,
      plain(`${volume.size} GB`),
      judged(volume.encrypted, volume.encrypted ? "volume" : "volume NOT"),
      none,
      costCell(costs, [volume.id]),
      none,
      none,
    ]),
    ...reservedRows(region),
  ];
}

const reservedRows = ({ reservedAddresses, costs }: RegionView): Cell[][] =>
  reservedAddresses.map(({ address, node }) => [
    plain("address"),
    plain(node === null ? "unused" : "in use"),
    plain("reserved IPv4"),
    plain(address),
    none,
    none,
    none,
    costCell(costs, [`address/${address}`]),
    none,
    none,
  ]);
