/** Places one line of regions. */
import type { Cell } from "./cells";
import { type ColumnPlan, frameInset } from "./columns";
import { networkFrame, networkLines, regionFrame } from "./frames";
import { placeGroups, tierHeight } from "./groups";
import { lowerLines } from "./lower";
import type { Box, Frame, Rect } from "./scene";
import { sizes } from "./sizes";

/** A region in its place. */
export interface PlacedCell {
  readonly cell: Cell;
  readonly frame: Rect;
  /** Whether the inner side is the left one. */
  readonly mirrored: boolean;
  readonly boxes: readonly Box[];
  /** The outlines of groups, or of their only box. */
  readonly groups: readonly { readonly ids: readonly string[]; readonly rect: Rect }[];
  readonly frames: readonly Frame[];
  /** The upper end of the band in which lines run to other regions. */
  readonly laneTop: number;
}

/** Places the regions of one enclave beside each other, all equally high. */
export function placeRow(cells: readonly Cell[], plan: ColumnPlan, top: number, lanes: number): PlacedCell[] {
  const limit = plan.frameWidth - frameInset;
  const labels = cells.map((cell) => networkLines(cell, limit));
  const labelLines = Math.max(0, ...labels.map(({ length }) => length));
  const boxHeight = Math.max(
    0,
    ...cells.flatMap(({ groups }) => groups.flatMap(({ contents }) => contents.map(({ height }) => height))),
  );
  const tier = Math.max(
    0,
    ...cells.flatMap(({ groups }) => groups.map((group) => tierHeight(group, boxHeight))),
  );
  const networkHeight = 6 + labelLines * sizes.line + (tier > 0 ? tier + sizes.networkPad : 4);
  const laneBand =
    lanes > 0 ? 10 + lanes * sizes.lane : cells.some(({ outer }) => outer.length > 0) ? 22 : 10;
  const lowerRows = cells.map((cell) => lowerLines(cell, plan.frameWidth - 2 * sizes.framePad));
  const lowerHeight = Math.max(0, ...lowerRows.map(({ height }) => height));
  const height =
    sizes.frameHead + networkHeight + laneBand + (lowerHeight > 0 ? lowerHeight + sizes.framePad : 0);
  return cells.map((cell, index): PlacedCell => {
    const column = plan.columns[cell.column] ?? { x: 0, y: 0, width: 0, height: 0 };
    const frame = { x: column.x, y: top, width: plan.frameWidth, height };
    const mirrored = cell.column > 0;
    const network = {
      x: frame.x + sizes.framePad,
      y: top + sizes.frameHead,
      width: frame.width - 2 * sizes.framePad,
      height: networkHeight,
    };
    const groups = placeGroups(
      cell.groups,
      network,
      mirrored,
      plan,
      boxHeight,
      network.y + 6 + labelLines * sizes.line,
      cell.enclave.dataClass !== null,
    );
    const laneTop = network.y + networkHeight;
    const lower = lowerRows[index]?.place(frame, mirrored, laneTop + laneBand) ?? [];
    return {
      cell,
      frame,
      mirrored,
      boxes: [...groups.flatMap(({ boxes }) => boxes), ...lower],
      groups: groups.map(({ ids, rect }) => ({ ids, rect })),
      frames: [
        regionFrame(cell, frame),
        ...(labels[index]?.length ? [networkFrame(labels[index] ?? [], network)] : []),
        ...groups.flatMap(({ frames }) => frames),
      ],
      laneTop,
    };
  });
}
