import { sumOfMoney } from "../format";
import { publishedNames } from "../names";
import type { EnclaveView } from "../view";
import { widthOf, wrap } from "./measure";
import type { Rect, Text } from "./scene";
import { sizes } from "./sizes";

/** What is written above an enclave's regions: its name and what it holds on the left, cost and DNS on the right. */
export function headingOf(
  enclave: EnclaveView,
  columns: readonly Rect[],
  width: number,
  top: number,
): { readonly texts: readonly Text[]; readonly bottom: number } {
  const left = columns[0]?.x ?? sizes.margin;
  const last = columns.at(-1) ?? { x: left, width };
  const alone = columns.length < 2;
  const y = top + 16;
  const first = leftTexts(enclave, left, y, width);
  const below = alone ? Math.max(...first.map((text) => text.y)) + sizes.line + 3 : y;
  const second = rightTexts(
    enclave,
    alone ? left : last.x + last.width,
    below,
    width,
    alone ? "start" : "end",
  );
  const texts = [...first, ...second];
  return { texts, bottom: Math.max(...texts.map((text) => text.y)) + 3 };
}

type Style = Pick<Text, "size" | "weight" | "tone" | "anchor">;
const quiet: Style = { size: sizes.small, weight: "regular", tone: "muted", anchor: "start" };

const lines = (text: string, x: number, y: number, limit: number, style: Style): Text[] =>
  wrap(text, limit, style.size, style.weight).map((part, index) => ({
    ...style,
    x,
    y: y + index * (style.size + 3),
    text: part,
  }));

function leftTexts(
  { dataClass, holds, firewalls, zones }: EnclaveView,
  x: number,
  y: number,
  limit: number,
): Text[] {
  const name = dataClass ?? "unattributed";
  const title = lines(name, x, y, limit, {
    size: sizes.heading,
    weight: "bold",
    tone: dataClass === null ? "danger" : "ink",
    anchor: "start",
  });
  const others = [
    ...firewalls.map((firewall) => `firewall ${firewall.name}`),
    ...zones.map(({ domain }) => `zone ${domain}`),
  ];
  const says =
    dataClass !== null
      ? (holds ?? "")
      : `no data class, or more than one${others.length === 0 ? "" : `; besides what is drawn: ${others.join(", ")}`}`;
  if (says === "") return title;
  const beside = widthOf(name, sizes.heading, "bold") + 12;
  const fits = title.length === 1 && beside + widthOf(says, sizes.small) <= limit;
  if (fits) return [...title, ...lines(says, x + beside, y, limit, quiet)];
  return [
    ...title,
    ...lines(says, x, y + (title.length - 1) * (sizes.heading + 3) + sizes.line + 2, limit, quiet),
  ];
}

function rightTexts(
  { dataClass, active, zones, cost }: EnclaveView,
  x: number,
  y: number,
  limit: number,
  anchor: Text["anchor"],
): Text[] {
  const says =
    active === null
      ? "active region: –"
      : `active: ${active.region}, says ${active.source === "dns" ? "DNS" : "the stack"}`;
  const names = publishedNames(zones).join(", ");
  const price = `${sumOfMoney(cost)} a month`;
  const bold: Style = { size: sizes.name, weight: "bold", tone: "ink", anchor };
  if (dataClass === null) return lines(price, x, y, limit, bold);
  const facts = [...(names === "" ? [] : [names]), says].join(" · ");
  const beside = widthOf(price, sizes.name, "bold") + 14;
  if (anchor === "end" && beside + widthOf(facts, sizes.small) <= limit)
    return [...lines(price, x, y, limit, bold), ...lines(facts, x - beside, y, limit, { ...quiet, anchor })];
  return [
    ...lines(price, x, y, limit, bold),
    ...lines(facts, x, y + sizes.line + 3, limit, { ...quiet, anchor }),
  ];
}
