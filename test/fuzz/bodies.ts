import type { Node } from "../openapi/document";
import { merge } from "../openapi/schema";
import { type Ground, kinds } from "./ground";
import type { Tree } from "./tree";

/** Fields that name something else, by their names. */
const references: Readonly<Record<string, string>> = {
  linode_id: kinds.linode,
  linodes: kinds.linode,
  firewall_id: kinds.firewall,
  firewall_ids: kinds.firewall,
  subnet_id: kinds.subnet,
  vpc_id: kinds.vpc,
  config_id: kinds.config,
  configs: kinds.config,
  disk_id: kinds.disk,
  disks: kinds.disk,
  volume_id: kinds.volume,
  volumes: kinds.volume,
  stackscript_id: kinds.stackScript,
  nodebalancers: kinds.balancer,
  domains: kinds.domain,
  image: kinds.image,
  backup_id: kinds.backup,
  bucket_name: kinds.bucket,
};

/** A body as the document describes it, with living things where it names some. */
export function bodyOf(schema: Node, ground: Ground): Tree {
  return value(schema, "", ground, 0);
}

function value(given: Node, name: string, ground: Ground, depth: number): Tree {
  const { chance } = ground;
  const node = merge(given);
  if (node.nullable === true && chance.percent(5)) return null;
  const choices = (node.oneOf ?? node.anyOf) as readonly Node[] | undefined;
  const choice = choices === undefined ? undefined : chance.one(choices);
  if (choice !== undefined) return value(choice, name, ground, depth);
  const kind = references[name];
  if (kind !== undefined && (node.type === "integer" || node.type === "string")) {
    const id = ground.ref(kind);
    if (id !== undefined) return id;
  }
  if (Array.isArray(node.enum) && !chance.percent(2)) return (chance.one(node.enum) ?? null) as Tree;
  if (node.type === "array") {
    const most = depth > 4 ? 0 : Math.min(Number(node.maxItems ?? 3), 3);
    const length = chance.between(Math.min(Number(node.minItems ?? 0), most), most);
    return Array.from({ length }, () => value((node.items ?? {}) as Node, name, ground, depth + 1));
  }
  if (node.type === "object" || node.properties !== undefined) return object(node, ground, depth);
  if (node.type === "integer" || node.type === "number") return number(node, ground);
  if (node.type === "boolean") return chance.percent(50);
  return text(node, name, ground);
}

function object(node: Node, ground: Ground, depth: number): Tree {
  const properties = Object.entries((node.properties ?? {}) as { [name: string]: Node });
  const required = new Set((node.required ?? []) as string[]);
  const share = depth === 0 ? 35 : 50;
  return Object.fromEntries(
    properties
      .filter(([, one]) => one.readOnly !== true)
      .filter(([name]) => required.has(name) || (depth < 5 && ground.chance.percent(share)))
      .map(([name, one]) => [name, value(one, name, ground, depth + 1)]),
  );
}

function number(node: Node, { chance }: Ground): number {
  const least = Number(node.minimum ?? 0);
  const most = Number(node.maximum ?? least + 100);
  if (chance.percent(10)) return chance.one([least, most]);
  const picked = chance.between(least, Math.max(least, most));
  return node.type === "integer" ? picked : picked + 0.5;
}

/** Strings by what they are called, then by their format. */
const byName: Readonly<Record<string, (ground: Ground) => Tree>> = {
  region: (ground) => ground.region,
  type: ({ chance }) => chance.one(["g6-nanode-1", "g6-standard-1", "linode", "ipv4"]),
  label: (ground) => ground.label(),
  domain: (ground) => `${ground.label("zone")}.example.org`,
  image: () => "linode/debian12",
  kernel: () => "linode/grub2",
  root_pass: () => "correct-Horse-7-battery",
  tags: ({ chance }) => chance.one(["blue", "green", "team:one"]),
  user_data: () => Buffer.from("#cloud-config\n").toString("base64"),
};

const byFormat: Readonly<Record<string, (ground: Ground) => string>> = {
  "date-time": () => "2026-01-01T00:00:00",
  ip: ({ chance }) => chance.one(["203.0.113.7", "10.1.0.7", "2001:db8::7"]),
  ipv4: () => "203.0.113.7",
  ipv6: () => "2001:db8::7",
  "ipv4/prefix_length": ({ chance }) => `10.${chance.below(40)}.0.0/24`,
  "ipv6/prefix_length": () => "2001:db8::/64",
  "ip/netmask": () => "10.1.0.7/24",
  email: () => "user@example.org",
  url: () => "https://example.org/",
};

function text(node: Node, name: string, ground: Ground): Tree {
  const known = byName[name] ?? byFormat[String(node.format)];
  if (known !== undefined) return known(ground);
  const least = Number(node.minLength ?? 1);
  return `${name || "text"}-${ground.chance.below(1000)}`
    .padEnd(least, "x")
    .slice(0, Number(node.maxLength ?? 64));
}
