/** Writes a scene as SVG. Whatever comes from the API is escaped here. */
import { escapeMarkup } from "../format";
import { iconPaths } from "./icons";
import { legend } from "./legend";
import type { Box, Frame, Icon, Line, Point, Rect, Scene, Text } from "./scene";
import { pictureCss, strokes } from "./theme";

const number = (value: number): string => String(Math.round(value * 10) / 10);

/** An element; attribute values are escaped, `children` must be markup. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>>,
  children?: string,
): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined && value !== "")
    .map(
      ([key, value]) =>
        ` ${key}="${escapeMarkup(typeof value === "number" ? number(value) : (value ?? ""))}"`,
    )
    .join("");
  return children === undefined ? `<${name}${written}/>` : `<${name}${written}>${children}</${name}>`;
}

/** A line of text. */
export const drawText = ({ x, y, text, size, weight, tone, anchor }: Text): string =>
  element(
    "text",
    {
      x,
      y,
      "font-size": size,
      class: [weight === "bold" ? "bold" : "", tone === "ink" ? "" : tone].filter(Boolean).join(" "),
      "text-anchor": anchor === "start" ? undefined : anchor,
    },
    escapeMarkup(text),
  );

/** A rectangle with rounded corners. */
export const drawRect = ({ x, y, width, height }: Rect, radius: number, name: string): string =>
  element("rect", { x, y, width, height, rx: radius, class: name });

/** A small sign. */
export const drawIcon = ({ icon, x, y }: Icon): string =>
  element("path", {
    class: `icon ${icon}`,
    d: iconPaths[icon],
    transform: `translate(${number(x)} ${number(y)})`,
  });

function drawFrame({ kind, rect, texts, state, pill, label }: Frame): string {
  const active = state === "active" ? " is-active" : "";
  return element(
    "g",
    {
      role: "group",
      "aria-label": `${label}${state === null ? "" : state === "unknown" ? ", not known whether active" : `, ${state}`}`,
    },
    [
      drawRect(rect, kind === "region" ? 8 : 6, kind + active),
      ...(pill === null ? [] : [drawRect(pill, 8, `pill${active}`)]),
      ...texts.map(drawText),
    ].join(""),
  );
}

function drawBox({ id, rect, shape, texts, icons, detail, problem, role }: Box): string {
  return element(
    "g",
    {
      class: `thing ${shape}${problem ? " problem" : ""}`,
      "data-id": id,
      "data-role": role ?? undefined,
      tabindex: "0",
      role: "img",
      "aria-label": `${problem ? "Problem: " : ""}${detail.join("; ")}`,
    },
    [
      element("title", {}, detail.map(escapeMarkup).join("&#10;")),
      drawRect(rect, shape === "bucket" || shape === "outside" ? 12 : 5, "box"),
      ...icons.map(drawIcon),
      ...texts.map(drawText),
    ].join(""),
  );
}

const radius = 6;

/** A way with rounded corners. */
export function pathOf(points: readonly Point[]): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const parts = [`M${number(first.x)} ${number(first.y)}`];
  rest.forEach((point, index) => {
    const before = points[index] ?? first;
    const after = rest[index + 1];
    if (after === undefined) {
      parts.push(`L${number(point.x)} ${number(point.y)}`);
      return;
    }
    const arrive = towards(point, before);
    const leave = towards(point, after);
    parts.push(
      `L${number(arrive.x)} ${number(arrive.y)}Q${number(point.x)} ${number(point.y)} ${number(leave.x)} ${number(leave.y)}`,
    );
  });
  return parts.join("");
}

/** A corner's rounding begins this far from it, or at half the way. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const share = length === 0 ? 0 : Math.min(radius, length / 2) / length;
  return { x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share };
}

/** An arrow's head at the end of a way. */
function tip(points: readonly Point[], head: Line["head"]): string {
  if (head === null) return "";
  const [end, before] = head === "end" ? [points.at(-1), points.at(-2)] : [points[0], points[1]];
  if (end === undefined || before === undefined) return "";
  const angle = (Math.atan2(end.y - before.y, end.x - before.x) * 180) / Math.PI;
  return element("path", {
    class: "tip",
    d: "M0 0L-8 -4L-8 4Z",
    transform: `translate(${number(end.x)} ${number(end.y)}) rotate(${number(angle)})`,
  });
}

/** A connection. */
export function drawLine({ kind, points, head, joint, label, from, to, detail }: Line): string {
  const { width, dashes } = strokes[kind];
  const d = pathOf(points);
  return element(
    "g",
    {
      class: `flow flow-${kind}`,
      "data-ends": [...from, ...to].join(" "),
      role: "img",
      "aria-label": detail,
    },
    [
      element("title", {}, escapeMarkup(detail)),
      element("path", { class: "halo", d, "stroke-width": width + 3 }),
      element("path", { class: "way", d, "stroke-width": width, "stroke-dasharray": dashes }),
      tip(points, head),
      joint === null ? "" : element("circle", { class: "joint", cx: joint.x, cy: joint.y, r: 2.6 }),
      ...(label === null ? [] : [drawRect(label.rect, 3, "label"), drawText(label.text)]),
    ].join(""),
  );
}

/** The whole picture, with its style and its legend. */
export function drawScene(scene: Scene): string {
  const key = legend(scene);
  const { width } = scene;
  const height = key.bottom;
  return element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      class: "bastide-picture",
      viewBox: `0 0 ${number(width)} ${number(height)}`,
      width,
      height,
      role: "group",
      "aria-labelledby": "bastide-title bastide-description",
    },
    [
      element("title", { id: "bastide-title" }, escapeMarkup(scene.title)),
      element("desc", { id: "bastide-description" }, escapeMarkup(scene.description)),
      `<style>${pictureCss()}</style>`,
      ...scene.frames.map(drawFrame),
      ...scene.headings.map(drawText),
      // The straightest and thickest last, so that what matters most lies on top.
      ...[...scene.lines].reverse().map(drawLine),
      ...scene.boxes.map(drawBox),
      key.markup,
    ].join("\n"),
  );
}
