/** Places groups of nodes inside a network. */
import { type Group, type Slot, slots } from "./cells";
import type { ColumnPlan } from "./columns";
import { place } from "./contents";
import type { Box, Frame, Rect, Text } from "./scene";
import { sizes } from "./sizes";

/** The height of a group, outline included. */
export const tierHeight = ({ contents, columns }: Group, boxHeight: number): number => {
  const lines = Math.ceil(contents.length / columns);
  return sizes.groupHead + lines * boxHeight + (lines - 1) * sizes.gap + sizes.groupPad;
};

/** A group in its place. */
export interface PlacedGroup {
  readonly ids: readonly string[];
  readonly rect: Rect;
  readonly boxes: readonly Box[];
  readonly frames: readonly Frame[];
}

/** Puts a region's groups into their slots. */
export function placeGroups(
  groups: readonly Group[],
  network: Rect,
  mirrored: boolean,
  plan: ColumnPlan,
  boxHeight: number,
  top: number,
  aligned: boolean,
): PlacedGroup[] {
  const left = network.x + sizes.networkPad;
  const right = network.x + network.width - sizes.networkPad;
  let offset = 0;
  const offsets = new Map<Slot, number>();
  for (const slot of slots) {
    offsets.set(slot, offset);
    const width = aligned ? plan.slotWidths[slot] : (groups.find((one) => one.slot === slot)?.width ?? 0);
    if (width > 0) offset += width + 2 * sizes.gap;
  }
  return groups.map((group) => {
    // The gateway stands at the inner side; everything else is counted from the outer one.
    const before = group.slot === "gateway" ? right - left - group.width : (offsets.get(group.slot) ?? 0);
    const x = mirrored ? right - before - group.width : left + before;
    return placeGroup(group, x, top, boxHeight, mirrored);
  });
}

function placeGroup(group: Group, x: number, top: number, boxHeight: number, mirrored: boolean): PlacedGroup {
  const { contents, columns, label, boxWidth, width } = group;
  const boxes = contents.map((content, index): Box => {
    const line = index % columns;
    const inset = (width - columns * boxWidth - (columns - 1) * sizes.gap) / 2;
    // Nodes are counted from the outer side in both halves, so that the picture is symmetrical.
    const at = mirrored ? columns - 1 - line : line;
    return place(content, {
      x: x + inset + at * (boxWidth + sizes.gap),
      y: top + sizes.groupHead + Math.floor(index / columns) * (boxHeight + sizes.gap),
      width: boxWidth,
      height: boxHeight,
    });
  });
  const ids = contents.map(({ id }) => id);
  const height = tierHeight(group, boxHeight);
  if (label === null) return { ids, rect: boxes[0]?.rect ?? { x, y: top, width, height }, boxes, frames: [] };
  const rect = { x, y: top, width, height };
  const text: Text = {
    x: x + width / 2,
    y: top + 11,
    text: label,
    size: sizes.small,
    weight: "regular",
    tone: "muted",
    anchor: "middle",
  };
  return {
    ids,
    rect,
    boxes,
    frames: [{ kind: "group", rect, label, texts: [text], state: null, pill: null }],
  };
}
