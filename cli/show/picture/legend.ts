/** What the picture's signs mean: only those that are in it. */
import type { FlowKind } from "../view";
import { drawIcon, drawLine, drawRect, drawText, element } from "./draw";
import { widthOf } from "./measure";
import type { Icon, Scene, Text } from "./scene";
import { sizes } from "./sizes";
import { flowKinds } from "./theme";

const meanings: Readonly<Record<FlowKind, string>> = {
  internet: "from the internet (HTTPS)",
  balancer: "load balancer to edge",
  devices: "managed devices, by WireGuard",
  tunnel: "WireGuard tunnel between regions",
  replication: "database replication, to the standby",
  backup: "backups, into the other region",
  copy: "copy of the objects",
  logs: "system log, to events, one way",
};

const signs: readonly (readonly [Icon["icon"], string])[] = [
  ["gateway", "gateway"],
  ["data", "data node"],
  ["edge", "edge node"],
  ["balancer", "load balancer"],
  ["volume", "volume"],
  ["bucket", "bucket"],
  ["lock", "encrypted"],
  ["unlocked", "NOT encrypted"],
];

interface Entry {
  readonly text: string;
  readonly sample: number;
  draw(x: number, y: number): string;
}

/** The legend below the scene, and where it ends. */
export function legend(scene: Scene): { readonly markup: string; readonly bottom: number } {
  const entries = entriesOf(scene);
  const parts: string[] = [];
  const limit = scene.width - sizes.margin;
  let x = sizes.margin;
  let y = scene.height + 8;
  parts.push(
    element("line", {
      class: "rule",
      x1: sizes.margin,
      x2: limit,
      y1: scene.height - 8,
      y2: scene.height - 8,
    }),
  );
  for (const entry of entries) {
    const width = entry.sample + 6 + widthOf(entry.text, sizes.small) + 18;
    if (x + width > limit && x > sizes.margin) {
      x = sizes.margin;
      y += 20;
    }
    parts.push(entry.draw(x, y), drawText(textAt(entry.text, x + entry.sample + 6, y + 3.5)));
    x += width;
  }
  return { markup: element("g", { role: "group", "aria-label": "Legend" }, parts.join("")), bottom: y + 18 };
}

const textAt = (text: string, x: number, y: number): Text => ({
  x,
  y,
  text,
  size: sizes.small,
  weight: "regular",
  tone: "muted",
  anchor: "start",
});

function entriesOf({ lines, boxes, frames }: Scene): Entry[] {
  const kinds = flowKinds.filter((kind) => lines.some((line) => line.kind === kind));
  const icons = new Set(boxes.flatMap((box) => box.icons.map(({ icon }) => icon)));
  const frameEntry = (active: boolean): Entry => ({
    text: active ? "active region" : "standby region",
    sample: 22,
    draw: (x, y) =>
      drawRect({ x, y: y - 6, width: 22, height: 12 }, 3, `region${active ? " is-active" : ""}`),
  });
  return [
    ...(frames.some(({ state }) => state === "active") ? [frameEntry(true)] : []),
    ...(frames.some(({ state }) => state === "standby") ? [frameEntry(false)] : []),
    ...kinds.map(lineEntry),
    ...signs
      .filter(([icon]) => icons.has(icon))
      .map(([icon, text]): Entry => ({ text, sample: 11, draw: (x, y) => drawIcon({ icon, x, y: y - 6 }) })),
    ...(boxes.some(({ problem }) => problem) ? [problemEntry] : []),
  ];
}

const problemEntry: Entry = {
  text: "! needs attention",
  sample: 22,
  draw: (x, y) =>
    element("g", { class: "problem" }, drawRect({ x, y: y - 6, width: 22, height: 12 }, 3, "box")),
};

function lineEntry(kind: FlowKind): Entry {
  return {
    text: meanings[kind],
    sample: 34,
    draw: (x, y) =>
      drawLine({
        kind,
        points: [
          { x, y },
          { x: x + 34, y },
        ],
        head: kind === "tunnel" ? null : "end",
        joint: null,
        label: null,
        from: [],
        to: [],
        planned: false,
        detail: meanings[kind],
      }),
  };
}
