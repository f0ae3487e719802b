/** Gives everything its place: enclaves as rows, regions as columns, each region's innermost side towards the next region. */
import type { StackView } from "../view";
import { cellsOf, columnsOf } from "./cells";
import { planColumns } from "./columns";
import { headingOf } from "./heading";
import { laneCount, route } from "./lines";
import { type PlacedCell, placeRow } from "./row";
import type { Box, Rect, Scene, Text } from "./scene";
import { sizes } from "./sizes";

/** The picture of a stack. Pure. */
export function layOut(view: StackView): Scene {
  const regions = columnsOf(view);
  const cells = view.enclaves.map((enclave) => cellsOf(enclave, regions));
  const plan = planColumns(cells.flat(), Math.max(1, regions.length));
  const has = (kind: string) => view.enclaves.some(({ flows }) => flows.some((flow) => flow.kind === kind));
  let y = 12;
  const outside: Box[] = [];
  if (has("internet")) {
    outside.push(outsideBox("internet", ["Internet"], { x: 8, y, width: plan.width - 16, height: 26 }));
    y += 38;
  }
  if (has("devices")) {
    const from = plan.gutters[0] ?? { x: 0, width: 0 };
    const to = plan.gutters.at(-1) ?? from;
    const rect = { x: from.x + 4, y, width: to.x + to.width - from.x - 8, height: 26 };
    outside.push(outsideBox("devices", ["Managed devices"], rect));
    y += 30;
  }
  const placed: PlacedCell[] = [];
  const headings: Text[] = [];
  view.enclaves.forEach((enclave, row) => {
    const heading = headingOf(enclave, plan.columns, plan.frameWidth, y);
    headings.push(...heading.texts);
    let top = heading.bottom + 8;
    const own = cells[row] ?? [];
    for (let band = 0; own.some((cell) => cell.band === band); band++) {
      const line = placeRow(
        own.filter((cell) => cell.band === band),
        plan,
        top,
        laneCount(enclave, regions),
      );
      placed.push(...line);
      top = Math.max(...line.map(({ frame }) => frame.y + frame.height)) + sizes.gap;
    }
    y = top - sizes.gap + sizes.rowGap;
  });
  if (view.enclaves.length === 0) {
    headings.push(emptyText(y + 20));
    y += 50;
  }
  const boxes = [...outside, ...placed.flatMap((one) => one.boxes)];
  return {
    width: plan.width,
    height: y,
    title: titleOf(view),
    description: descriptionOf(view),
    headings,
    frames: placed.flatMap(({ frames }) => frames),
    boxes,
    lines: route(view, placed, outside, plan.gutters),
  };
}

const emptyText = (y: number): Text => ({
  x: sizes.margin,
  y,
  text: "There is nothing in this account.",
  size: sizes.name,
  weight: "regular",
  tone: "muted",
  anchor: "start",
});

const titleOf = ({ stack, enclaves }: StackView): string => {
  const count = enclaves.filter(({ dataClass }) => dataClass !== null).length;
  return `Topology of ${stack === null ? "the stack" : `stack ${stack}`}: ${count} ${count === 1 ? "enclave" : "enclaves"}`;
};

const descriptionOf = ({ enclaves }: StackView): string =>
  enclaves
    .map(({ dataClass, active, regions }) => {
      const where = regions.map(({ region, nodes }) => `${nodes.length} nodes in ${region}`).join(", ");
      return `${dataClass ?? "Unattributed"}: ${where || "nothing with a region"}${active === null ? "" : `; active in ${active.region}`}.`;
    })
    .join(" ");

function outsideBox(id: string, lines: readonly string[], rect: Rect): Box {
  return {
    id,
    rect,
    shape: "outside",
    role: null,
    texts: lines.map((text, index) => ({
      x: rect.x + rect.width / 2,
      y: rect.y + 17 + index * sizes.line,
      text,
      size: sizes.name,
      weight: "bold",
      tone: "ink",
      anchor: "middle",
    })),
    icons: [],
    detail: [
      lines[0] ?? id,
      id === "internet"
        ? "Whatever can reach a published address"
        : "The organisation's own devices, by WireGuard only",
    ],
    problem: false,
  };
}
