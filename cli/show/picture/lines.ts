/** Draws the lines' ways: each region pair through the strip between its columns, each kind in a lane of its own. */
import type { EnclaveView, FlowView, StackView } from "../view";
import { columnsOf } from "./cells";
import type { Gutter } from "./columns";
import { widthOf } from "./measure";
import type { PlacedCell } from "./row";
import type { Box, Line, Point, Rect } from "./scene";
import { sizes } from "./sizes";

/** Kinds that run between regions of one enclave, in the order of their lanes from above. */
const between: readonly FlowView["kind"][] = ["tunnel", "replication", "backup", "copy"];

/** Whether an enclave's tunnel can go straight: two regions, whose gateways face each other. */
const goesStraight = ({ regions }: EnclaveView, columns: readonly string[]): boolean =>
  regions.length === 2 && regions.some(({ region }) => region === columns[0]);

/** Flows that need a lane: all between regions but a tunnel that goes straight. */
function laneFlows(enclave: EnclaveView, columns: readonly string[]): FlowView[] {
  const straight = goesStraight(enclave, columns);
  return enclave.flows
    .filter(({ kind }) => between.includes(kind) && !(straight && kind === "tunnel"))
    .sort((a, b) => between.indexOf(a.kind) - between.indexOf(b.kind));
}

/** How many lanes an enclave needs below its networks. */
export const laneCount = (enclave: EnclaveView, columns: readonly string[]): number =>
  laneFlows(enclave, columns).length;

const right = (rect: Rect): number => rect.x + rect.width;
const bottom = (rect: Rect): number => rect.y + rect.height;

interface Anchor {
  readonly rect: Rect;
  readonly cell: PlacedCell;
}

/** Finds where lines end. */
class Anchors {
  constructor(private readonly placed: readonly PlacedCell[]) {}

  /** The outline of the group that holds all of the ids, or the first one's box. */
  of(ids: readonly string[]): Anchor | undefined {
    for (const cell of this.placed) {
      const group = cell.groups.find((one) => ids.length > 0 && ids.every((id) => one.ids.includes(id)));
      if (group !== undefined && ids.length === group.ids.length) return { rect: group.rect, cell };
      const box = cell.boxes.find(({ id }) => id === ids[0]);
      if (box !== undefined) return { rect: box.rect, cell };
    }
    return undefined;
  }
}

/** All lines of a picture. */
export function route(
  view: StackView,
  placed: readonly PlacedCell[],
  outside: readonly Box[],
  gutters: readonly Gutter[],
): Line[] {
  const anchors = new Anchors(placed);
  const columns = columnsOf(view);
  return view.enclaves.flatMap((enclave) => [
    ...laneLines(enclave, columns, anchors, gutters),
    ...enclave.flows.flatMap((flow): Line[] => {
      const to = anchors.of(flow.to);
      const from = anchors.of(flow.from);
      if (to === undefined) return [];
      if (flow.kind === "internet") return entryLine(flow, to, outside, placed);
      if (flow.kind === "devices") return deviceLine(flow, to, outside);
      if (from === undefined) return [];
      if (flow.kind === "balancer") return [backendLine(flow, from, to)];
      if (flow.kind === "logs") return [logLine(flow, from, to)];
      if (flow.kind === "tunnel" && goesStraight(enclave, columns))
        return [straightLine(flow, from, to, gutters)];
      return [];
    }),
  ]);
}

const lineOf = (flow: FlowView, points: readonly Point[], more: Partial<Line> = {}): Line => ({
  kind: flow.kind,
  points,
  head: flow.directed ? "end" : null,
  joint: null,
  label: null,
  from: flow.from,
  to: flow.to,
  planned: flow.basis === "plan",
  detail: flow.detail,
  ...more,
});

/** From the bar above down beside the column, and in from its outer side. Other nodes say in words that they are open. */
function entryLine(
  flow: FlowView,
  to: Anchor,
  outside: readonly Box[],
  placed: readonly PlacedCell[],
): Line[] {
  const bar = outside.find(({ id }) => id === "internet");
  const { cell, rect } = to;
  if (bar === undefined || !cell.cell.outer.some(({ id }) => flow.to.includes(id))) return [];
  const lastColumn = Math.max(...placed.map((one) => one.cell.column));
  const onRight = cell.mirrored;
  const x = onRight ? right(cell.frame) + (cell.cell.column === lastColumn ? 16 : 40) : cell.frame.x - 16;
  const first = cell.cell.outer[0]?.id;
  // Only the outermost balancer can be reached from the side; the others from below.
  const side = flow.to[0] === first;
  const y = side ? rect.y + rect.height / 2 : bottom(cell.frame) - 4;
  const end = side
    ? [{ x: onRight ? right(rect) : rect.x, y }]
    : [
        { x: rect.x + rect.width / 2, y },
        { x: rect.x + rect.width / 2, y: bottom(rect) },
      ];
  return [lineOf(flow, [{ x, y: bottom(bar.rect) }, { x, y }, ...end], { joint: { x, y } })];
}

/** The inner side of a region, where its gateway stands. */
const innerSide = ({ rect, cell }: Anchor, bus: number): { edge: number; bus: number } =>
  cell.mirrored
    ? { edge: rect.x, bus: cell.frame.x - bus }
    : { edge: right(rect), bus: right(cell.frame) + bus };

function deviceLine(flow: FlowView, to: Anchor, outside: readonly Box[]): Line[] {
  const box = outside.find(({ id }) => id === "devices");
  if (box === undefined) return [];
  const { edge, bus } = innerSide(to, sizes.firstBus);
  const y = to.rect.y + to.rect.height * 0.22;
  const points = [
    { x: bus, y: bottom(box.rect) },
    { x: bus, y },
    { x: edge, y },
  ];
  return [lineOf(flow, points, { joint: { x: bus, y } })];
}

/** Drawn from the receiver, so that the dashes of lines that share a way lie on each other. */
function logLine(flow: FlowView, from: Anchor, to: Anchor): Line {
  const source = innerSide(from, sizes.secondBus);
  const sink = innerSide(to, sizes.secondBus);
  const y = from.rect.y + from.rect.height * 0.78;
  const end = to.rect.y + to.rect.height * 0.78;
  const points = [
    { x: sink.edge, y: end },
    { x: source.bus, y: end },
    { x: source.bus, y },
    { x: source.edge, y },
  ];
  return lineOf(flow, points, { head: "start", joint: { x: source.bus, y } });
}

/** Up from the balancer; sideways in the space between, where its nodes aren't right above. */
function backendLine(flow: FlowView, from: Anchor, to: Anchor): Line {
  const x = from.rect.x + from.rect.width / 2;
  const target = to.rect.x + to.rect.width / 2;
  const y = from.rect.y;
  const over = Math.max(from.rect.x, to.rect.x) + 10 < Math.min(right(from.rect), right(to.rect)) - 10;
  if (over) {
    const shared = Math.min(Math.max(target, from.rect.x + 10), right(from.rect) - 10);
    return lineOf(flow, [
      { x: shared, y },
      { x: shared, y: bottom(to.rect) },
    ]);
  }
  const turn = from.cell.laneTop + 6;
  return lineOf(flow, [
    { x, y },
    { x, y: turn },
    { x: target, y: turn },
    { x: target, y: bottom(to.rect) },
  ]);
}

function labelAt(text: string, x: number, y: number): Line["label"] {
  const width = widthOf(text, sizes.small) + 8;
  return {
    text: { x, y: y + 3.5, text, size: sizes.small, weight: "regular", tone: "muted", anchor: "middle" },
    rect: { x: x - width / 2, y: y - 7, width, height: 14 },
  };
}

function straightLine(flow: FlowView, from: Anchor, to: Anchor, gutters: readonly Gutter[]): Line {
  const y = from.rect.y + from.rect.height / 2;
  const [a, b] = from.rect.x < to.rect.x ? [from.rect, to.rect] : [to.rect, from.rect];
  const gutter = gutters[0];
  const label = gutter === undefined ? null : labelAt("tunnel", gutter.x + gutter.width / 2, y);
  return lineOf(
    flow,
    [
      { x: right(a), y },
      { x: b.x, y: to.rect.y + to.rect.height / 2 },
    ],
    { label },
  );
}

interface LaneEnd {
  readonly anchor: Anchor;
  readonly lane: number;
  /** Where the other end is. */
  readonly rightward: boolean;
  /** Whether the line meets it from above: buckets lie below the lanes. */
  readonly above: boolean;
}

function laneLines(
  enclave: EnclaveView,
  columns: readonly string[],
  anchors: Anchors,
  gutters: readonly Gutter[],
): Line[] {
  const routed = laneFlows(enclave, columns).flatMap((flow, lane) => {
    const from = anchors.of(flow.from);
    const to = anchors.of(flow.to);
    if (from === undefined || to === undefined) return [];
    const end = (anchor: Anchor, other: Anchor): LaneEnd => ({
      anchor,
      lane,
      rightward: other.rect.x > anchor.rect.x,
      above: anchor.rect.y > anchor.cell.laneTop,
    });
    return [{ flow, lane, source: end(from, to), target: end(to, from) }];
  });
  const ends = routed.flatMap(({ source, target }) => [source, target]);
  return routed.map(({ flow, lane, source, target }) => {
    const y = source.anchor.cell.laneTop + 10 + lane * sizes.lane;
    const start = { x: portOf(source, ends), y };
    const stop = { x: portOf(target, ends), y };
    const meet = ({ anchor, above }: LaneEnd) => (above ? anchor.rect.y : bottom(anchor.rect));
    const { column } = source.anchor.cell.cell;
    const gutter = gutters[source.rightward ? column : column - 1];
    return lineOf(flow, [{ x: start.x, y: meet(source) }, start, stop, { x: stop.x, y: meet(target) }], {
      label: gutter === undefined ? null : labelAt(flow.kind, gutter.x + gutter.width / 2, y),
    });
  });
}

/** Where on its box a line ends: spread over the box, and in the order in which the fewest lines cross. */
function portOf(end: LaneEnd, all: readonly LaneEnd[]): number {
  const { rect } = end.anchor;
  const peers = all
    .filter(({ anchor, above }) => anchor.rect === rect && above === end.above)
    .sort((a, b) => a.lane - b.lane);
  const place = peers.indexOf(end) + 1;
  const fromLeft = end.rightward === end.above;
  return rect.x + (rect.width * (fromLeft ? place : peers.length + 1 - place)) / (peers.length + 1);
}
