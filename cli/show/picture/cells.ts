/** What stands in each region of each enclave, in groups, before anything has a place. */
import type { EnclaveView, NodeView, RegionView, StackView } from "../view";
import {
  addressContent,
  balancerContent,
  bucketContent,
  type Content,
  nodeContent,
  volumeContent,
} from "./contents";
import { widthOf } from "./measure";
import { sizes } from "./sizes";

/** From the frame's outer side to its inner one: what the internet reaches first, what the other region reaches last. */
export const slots = ["edge", "service", "other", "data", "gateway"] as const;
export type Slot = (typeof slots)[number];

/** Boxes beside and below each other at most. */
const columns: Readonly<Record<Slot, number>> = { edge: 2, service: 2, other: 4, data: 3, gateway: 1 };

/** Nodes of one role. */
export interface Group {
  readonly slot: Slot;
  readonly contents: readonly Content[];
  /** Boxes in a line. */
  readonly columns: number;
  /** Written above it, where it has an outline. */
  readonly label: string | null;
  /** Outline included. */
  readonly width: number;
  readonly boxWidth: number;
}

/** One region of one enclave. */
export interface Cell {
  readonly enclave: EnclaveView;
  /** The line of regions that it stands in, from above; the unattributed may need several. */
  readonly band: number;
  /** The region's place from the left. */
  readonly column: number;
  readonly region: RegionView;
  readonly groups: readonly Group[];
  /** Below the network, on the outer side. */
  readonly outer: readonly Content[];
  /** Below the network, on the inner side. */
  readonly inner: readonly Content[];
}

/**
 * The columns of the picture: the regions of the data classes, in the order of the view. What belongs to no class fills them
 * in turn, so that a stray node in another region doesn't stretch everything.
 */
export function columnsOf({ enclaves, cost }: StackView): string[] {
  const order = cost.byRegion.map(({ name }) => name);
  const used = new Set(
    enclaves.flatMap(({ dataClass, regions }) =>
      dataClass === null ? [] : regions.map(({ region }) => region),
    ),
  );
  return used.size > 0 ? order.filter((region) => used.has(region)) : order.slice(0, 2);
}

/** All cells of an enclave. */
export function cellsOf(enclave: EnclaveView, columns: readonly string[]): Cell[] {
  const count = Math.max(1, columns.length);
  return enclave.regions.map((region, index) => ({
    enclave,
    band: enclave.dataClass === null ? Math.floor(index / count) : 0,
    column: enclave.dataClass === null ? index % count : columns.indexOf(region.region),
    region,
    groups: slots.flatMap((slot) => groupOf(slot, enclave, region)),
    outer: region.balancers.map((balancer) => balancerContent(balancer, region.costs)),
    inner: lowerContents(region),
  }));
}

const slotOf = ({ role }: NodeView): Slot => slots.find((slot) => slot === role) ?? "other";

function groupOf(slot: Slot, enclave: EnclaveView, region: RegionView): Group[] {
  const nodes = region.nodes.filter((node) => slotOf(node) === slot);
  if (nodes.length === 0) return [];
  const exposed = new Set(enclave.flows.filter(({ kind }) => kind === "internet").flatMap(({ to }) => to));
  const contents = nodes.map((node) => nodeContent(node, region.costs, exposed.has(node.id)));
  const label = groupLabel(slot, nodes, region);
  const boxWidth = Math.max(...contents.map(({ width }) => width));
  const inLine = Math.min(columns[slot], contents.length);
  const boxes = inLine * boxWidth + (inLine - 1) * sizes.gap;
  const framed =
    label === null ? boxes : Math.max(boxes, Math.ceil(widthOf(label, sizes.small))) + 2 * sizes.groupPad;
  return [{ slot, contents, columns: inLine, label, width: framed, boxWidth }];
}

/** Nodes kept on different hosts have an outline that says so. */
function groupLabel(slot: Slot, nodes: readonly NodeView[], region: RegionView): string | null {
  const group = region.placementGroups.find(({ members }) => nodes.every(({ id }) => members.includes(id)));
  if (group !== undefined && nodes.length > 1) {
    const kind = group.type.startsWith("anti_affinity") ? "anti-affinity" : group.type;
    return `${kind}, ${group.policy}${group.compliant ? "" : ", NOT kept"}`;
  }
  return nodes.length > 1 ? `${nodes.length} ${slot === "other" ? "nodes" : `${slot} nodes`}` : null;
}

/** Buckets that lines go to first: they stay in the upper line. */
function lowerContents(region: RegionView): Content[] {
  const rank = ({ role }: { readonly role: string | null }) =>
    role === "backup" ? 0 : role === "objects" ? 1 : 2;
  return [
    ...[...region.buckets].sort((a, b) => rank(a) - rank(b)).map(bucketContent),
    ...region.looseVolumes.map((volume) => volumeContent(volume, region.costs)),
    ...region.reservedAddresses
      .filter(({ node }) => node === null)
      .map((address) => addressContent(address, region.costs)),
  ];
}
