/** How wide the picture's columns are, and where the slots in them lie. */
import { type Cell, type Slot, slots } from "./cells";
import { headWidth } from "./frames";
import type { Rect } from "./scene";
import { sizes } from "./sizes";

/** A strip between two columns, or beside the only one. */
export interface Gutter {
  readonly x: number;
  readonly width: number;
}

/** Where the columns and their slots are. */
export interface ColumnPlan {
  readonly columns: readonly Rect[];
  readonly gutters: readonly Gutter[];
  readonly frameWidth: number;
  readonly slotWidths: Readonly<Record<Slot, number>>;
  readonly width: number;
}

/** What a frame takes from the width of its groups. */
export const frameInset = 2 * (sizes.framePad + sizes.networkPad);

/** All frames are equally wide and have their slots at the same places, so that rows can be compared at a glance. */
export function planColumns(cells: readonly Cell[], count: number): ColumnPlan {
  const planned = cells.filter(({ enclave }) => enclave.dataClass !== null);
  const slotWidth = (slot: Slot) =>
    Math.max(
      0,
      ...planned.flatMap(({ groups }) => groups.filter((one) => one.slot === slot).map(({ width }) => width)),
    );
  const slotWidths = Object.fromEntries(slots.map((slot) => [slot, slotWidth(slot)])) as Record<Slot, number>;
  const used = slots.filter((slot) => slotWidths[slot] > 0);
  const row = (widths: readonly number[]) =>
    widths.reduce((total, width) => total + width + 2 * sizes.gap, -2 * sizes.gap) + frameInset;
  const upper = Math.max(
    row(used.map((slot) => slotWidths[slot])),
    ...cells.map(({ groups }) => row(groups.map(({ width }) => width))),
  );
  const lower = Math.max(...cells.map(lowerWidth), 0) + 2 * sizes.framePad;
  const frameWidth = Math.ceil(Math.max(upper, lower, ...cells.map(headWidth), 300));
  const xs = Array.from({ length: count }, (_, index) => sizes.margin + index * (frameWidth + sizes.gutter));
  const gutters = xs
    .slice(0, Math.max(1, count - 1))
    .map((x) => ({ x: x + frameWidth, width: sizes.gutter }));
  const last = Math.max((xs.at(-1) ?? 0) + frameWidth, count === 1 ? (gutters[0]?.x ?? 0) + sizes.gutter : 0);
  return {
    columns: xs.map((x) => ({ x, y: 0, width: frameWidth, height: 0 })),
    gutters,
    frameWidth,
    slotWidths,
    width: Math.ceil(last + sizes.margin),
  };
}

/** What must fit below the network: the balancers, and the buckets that lines go to. */
const lowerWidth = ({ outer, inner: contents }: Cell): number => {
  const fixed = [
    ...outer,
    ...contents.filter(({ shape, role }) => shape === "bucket" && role !== null),
    ...contents.slice(0, 1),
  ];
  return [...new Set(fixed)].reduce((total, { width }) => total + width + sizes.gap, 2 * sizes.gap);
};
