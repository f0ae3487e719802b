/** The outlines of regions and networks, with what is written on them. */
import { sumOfMoney } from "../format";
import type { Cell } from "./cells";
import { widthOf, wrap } from "./measure";
import type { Frame, Rect, Text } from "./scene";
import { sizes } from "./sizes";

const headTexts = ({
  region,
  enclave,
}: Cell): { name: string; label: string; state: string | null; cost: string } => ({
  name: region.region,
  label: region.label ?? "",
  state:
    enclave.dataClass === null
      ? null
      : region.active === null
        ? "–"
        : region.active
          ? "● ACTIVE"
          : "○ standby",
  cost: sumOfMoney(region.cost),
});

/** The width that a region's head line needs. */
export const headWidth = (cell: Cell): number => {
  const { name, label, state, cost } = headTexts(cell);
  const { name: size, small } = sizes;
  return (
    widthOf(name, size + 1, "bold") +
    widthOf(label, small) +
    widthOf(state ?? "", small, "bold") +
    widthOf(cost, small) +
    90
  );
};

/** A region's networks, in lines. What belongs to no class has none drawn where it has none. */
export function networkLines({ region, enclave }: Cell, limit: number): string[] {
  const { networks } = region;
  if (networks.length === 0) return enclave.dataClass === null ? [] : ["no VPC"];
  return networks.flatMap(({ name, subnets }) =>
    wrap(`VPC ${name}  ${subnets.map(({ cidr }) => cidr).join(", ") || "no subnet"}`, limit, sizes.small),
  );
}

/** A region's outline and head line. */
export function regionFrame(cell: Cell, rect: Rect): Frame {
  const { name, label, state, cost } = headTexts(cell);
  const base = rect.y + 17;
  const x = rect.x + sizes.framePad;
  const afterName = x + widthOf(name, sizes.name + 1, "bold") + 8;
  const text = (part: Partial<Text> & Pick<Text, "x" | "text">): Text => ({
    y: base,
    size: sizes.small,
    weight: "regular",
    tone: "muted",
    anchor: "start",
    ...part,
  });
  const pillWidth = widthOf(state ?? "", sizes.small, "bold") + 14;
  const pillX = afterName + widthOf(label, sizes.small) + 10;
  return {
    kind: "region",
    rect,
    label: `${cell.enclave.dataClass ?? "unattributed"} in ${name}`,
    state:
      cell.region.active === null
        ? state === null
          ? null
          : "unknown"
        : cell.region.active
          ? "active"
          : "standby",
    pill: state === null ? null : { x: pillX, y: rect.y + 5, width: pillWidth, height: 16 },
    texts: [
      text({ x, text: name, size: sizes.name + 1, weight: "bold", tone: "ink" }),
      ...(label === "" ? [] : [text({ x: afterName, text: label })]),
      ...(state === null
        ? []
        : [
            text({
              x: pillX + pillWidth / 2,
              text: state,
              weight: "bold",
              anchor: "middle",
              tone: cell.region.active ? "active" : "muted",
            }),
          ]),
      text({ x: rect.x + rect.width - sizes.framePad, text: cost, anchor: "end" }),
    ],
  };
}

/** A network's outline. */
export const networkFrame = (lines: readonly string[], rect: Rect): Frame => ({
  kind: "network",
  rect,
  label: lines.join(" "),
  state: null,
  pill: null,
  texts: lines.map((text, index) => ({
    x: rect.x + sizes.networkPad,
    y: rect.y + 15 + index * sizes.line,
    text,
    size: sizes.small,
    weight: "regular",
    tone: "muted",
    anchor: "start",
  })),
});
