/** What is written into each box, and how large it becomes. */
import { gigabytes, money } from "../format";
import type { BalancerView, BucketView, CostItem, NodeView, ReservedAddressView, VolumeView } from "../view";
import { widthOf, wrap } from "./measure";
import type { Box, Icon, Rect, Text } from "./scene";
import { sizes } from "./sizes";

interface Row {
  readonly text: string;
  readonly strong?: boolean;
  readonly tone?: Text["tone"];
  readonly icon?: Icon["icon"];
  /** At the end of the row. */
  readonly mark?: Icon["icon"];
}

/** A box that has no place yet. */
export interface Content extends Omit<Box, "rect" | "texts" | "icons"> {
  readonly rows: readonly Row[];
  readonly width: number;
  readonly height: number;
}

const { padX, padY, line, small, name: nameSize, icon: iconSize } = sizes;
const iconSpace = iconSize + 4;

const rowWidth = ({ text, strong, icon, mark }: Row): number =>
  widthOf(text, strong ? nameSize : small, strong ? "bold" : "regular") +
  (icon ? iconSpace : 0) +
  (mark ? iconSpace + 2 : 0);

function content(part: Omit<Content, "width" | "height">): Content {
  const width = Math.max(sizes.boxMin, ...part.rows.map(rowWidth)) + 2 * padX;
  return { ...part, width: Math.ceil(width), height: part.rows.length * line + 2 * padY };
}

/** Puts a box where it belongs, at least as large as it must be. */
export function place({ rows, width: _width, height: _height, ...box }: Content, rect: Rect): Box {
  const texts = rows.map(
    ({ text, strong, tone, icon }, index): Text => ({
      x: rect.x + padX + (icon ? iconSpace : 0),
      y: rect.y + padY + index * line + 11,
      text,
      size: strong ? nameSize : small,
      weight: strong ? "bold" : "regular",
      tone: tone ?? (strong ? "ink" : "muted"),
      anchor: "start",
    }),
  );
  const icons = rows.flatMap(({ icon, mark }, index): Icon[] => {
    const y = rect.y + padY + index * line + 1;
    return [
      ...(icon ? [{ icon, x: rect.x + padX, y }] : []),
      ...(mark ? [{ icon: mark, x: rect.x + rect.width - padX - iconSize, y }] : []),
    ];
  });
  return { ...box, rect, texts, icons };
}

/** A name as rows: long ones broken, the sign before the first, the mark behind it. */
function nameRows(text: string, icon: Icon["icon"], mark?: Icon["icon"]): Row[] {
  return wrap(text, sizes.nameLimit, nameSize, "bold").map((part, index) => ({
    text: part,
    strong: true,
    ...(index === 0 ? { icon, ...(mark ? { mark } : {}) } : {}),
  }));
}

const smallRows = (text: string, more: Partial<Row> = {}): Row[] =>
  wrap(text, sizes.nameLimit, small).map(
    (part, index) =>
      ({ ...more, text: part, ...(index > 0 ? { icon: undefined, mark: undefined } : {}) }) as Row,
  );

const problemRow = (text: string): Row[] => smallRows(`! ${text}`, { tone: "danger" });

const nodeIcons: Readonly<Record<string, Icon["icon"]>> = { gateway: "gateway", data: "data", edge: "edge" };

/** What a thing costs, for its details. */
export const costLine = (costs: readonly CostItem[], ids: readonly string[]): string => {
  const own = costs.filter(({ of }) => of !== null && ids.includes(of));
  const known = own.flatMap(({ monthly }) => (monthly === null ? [] : [monthly]));
  if (known.length === 0) return "Cost: no price published by this API";
  return `Cost: ${money(known.reduce((a, b) => a + b, 0))} a month${known.length < own.length ? ", and what has no published price" : ""}`;
};

/** A Linode. `exposed`: its firewall accepts connections from anywhere, which only a load balancer's should. */
export function nodeContent(node: NodeView, costs: readonly CostItem[], exposed: boolean): Content {
  const shown = node.addresses.filter(({ kind }) => kind !== "private");
  const problems = [
    ...(node.state === "running" ? [] : [node.state.replaceAll("_", " ")]),
    ...(node.diskEncrypted ? [] : ["disk not encrypted"]),
    ...(node.firewall === null ? ["no firewall"] : node.firewall.enabled ? [] : ["firewall off"]),
    ...(exposed ? ["open to the internet"] : []),
    ...(node.host?.tone === "bad" ? [`host ${node.host.text}`] : []),
  ];
  const volumes = node.volumes.flatMap((volume) => [
    { text: `${volume.size} GB`, icon: "volume", mark: volume.encrypted ? "lock" : "unlocked" } satisfies Row,
    ...(volume.encrypted ? [] : problemRow("volume not encrypted")),
  ]);
  return content({
    id: node.id,
    shape: "node",
    role: node.role,
    problem: problems.length > 0 || node.volumes.some(({ encrypted }) => !encrypted),
    rows: [
      ...nameRows(
        node.shortName,
        nodeIcons[node.role ?? ""] ?? "node",
        node.diskEncrypted ? "lock" : "unlocked",
      ),
      ...smallRows(node.typeLabel ?? node.type ?? "type unknown"),
      ...shown.map(({ address }): Row => ({ text: address })),
      ...volumes,
      ...problems.flatMap(problemRow),
    ],
    detail: [
      node.name,
      `${node.role ?? "no role"}, ${node.state.replaceAll("_", " ")}, ${node.typeLabel ?? node.type ?? "type unknown"}`,
      ...node.addresses.map(
        ({ address, kind }) =>
          `${kind === "private" ? "shared private" : kind === "vpc" ? "VPC" : "public"} address ${address}`,
      ),
      `Disk ${node.diskEncrypted ? "encrypted" : "NOT encrypted"}`,
      ...node.volumes.map(
        ({ name, size, encrypted }) =>
          `Volume ${name}, ${size} GB, ${encrypted ? "encrypted" : "NOT encrypted"}`,
      ),
      node.firewall === null
        ? "NO firewall"
        : `Firewall ${node.firewall.name}${node.firewall.enabled ? "" : ", switched OFF"}`,
      ...(node.placementGroup === null ? [] : [`Placement group ${node.placementGroup}`]),
      `Linode backups ${node.backups ? "on" : "off"}`,
      ...(node.host === undefined ? [] : [`Host ${node.host.text}, by its own word`]),
      costLine(costs, [node.id, ...node.volumes.map(({ id }) => id)]),
    ],
  });
}

/** A NodeBalancer. */
export function balancerContent(balancer: BalancerView, costs: readonly CostItem[]): Content {
  const down = balancer.ports.flatMap(({ backends }) =>
    backends.filter(({ status }) => status.toUpperCase() === "DOWN"),
  );
  const problems = [
    ...(balancer.firewall === null ? ["no firewall"] : balancer.firewall.enabled ? [] : ["firewall off"]),
    ...(down.length > 0 ? [`${down.length} backend${down.length > 1 ? "s" : ""} down`] : []),
  ];
  const ports = balancer.ports.map(({ port, protocol }) => `${protocol.toUpperCase()} ${port}`).join(", ");
  return content({
    id: balancer.id,
    shape: "balancer",
    role: "balancer",
    problem: problems.length > 0,
    rows: [
      ...nameRows(balancer.shortName === balancer.name ? balancer.name : "balancer", "balancer"),
      { text: balancer.address },
      ...(ports === "" ? [] : smallRows(ports)),
      ...problems.flatMap(problemRow),
    ],
    detail: [
      `Load balancer ${balancer.name}`,
      `Public address ${balancer.address}`,
      ...balancer.ports.flatMap(({ port, protocol, backends }) => [
        `${protocol.toUpperCase()} port ${port}`,
        ...backends.map(({ name, address, status }) => `→ ${name} ${address}, ${status}`),
      ]),
      balancer.firewall === null ? "NO firewall" : `Firewall ${balancer.firewall.name}`,
      costLine(costs, [balancer.id]),
    ],
  });
}

/** A bucket. */
export function bucketContent(bucket: BucketView): Content {
  return content({
    id: bucket.id,
    shape: "bucket",
    role: bucket.role,
    problem: false,
    rows: [
      ...nameRows(bucket.shortName, "bucket"),
      ...smallRows(
        [...(bucket.endpointType ? [bucket.endpointType] : []), gigabytes(bucket.size)].join(", "),
      ),
    ],
    detail: [
      `Bucket ${bucket.name}`,
      `${bucket.objects} objects, ${gigabytes(bucket.size)}`,
      ...(bucket.endpointType ? [`Endpoint type ${bucket.endpointType}`] : []),
      "Cost: part of the account's Object Storage price",
    ],
  });
}

/** A volume on no node of its class. */
export const volumeContent = (volume: VolumeView, costs: readonly CostItem[]): Content =>
  content({
    id: volume.id,
    shape: "loose",
    role: null,
    problem: true,
    rows: [
      ...nameRows(volume.name, "volume", volume.encrypted ? "lock" : "unlocked"),
      ...smallRows(`${volume.size} GB`),
      ...problemRow(volume.encrypted ? "not attached" : "not encrypted, not attached"),
    ],
    detail: [
      `Volume ${volume.name}`,
      `${volume.size} GB`,
      "Attached to no node of its class",
      costLine(costs, [volume.id]),
    ],
  });

/** A reserved address that no node holds. */
export const addressContent = ({ address }: ReservedAddressView, costs: readonly CostItem[]): Content =>
  content({
    id: `address/${address}`,
    shape: "loose",
    role: null,
    problem: false,
    rows: [...nameRows(address, "address"), ...smallRows("reserved, not in use")],
    detail: [`Reserved address ${address}`, "No node holds it", costLine(costs, [`address/${address}`])],
  });
