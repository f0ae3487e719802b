import type { DataClassId } from "../../catalogue/dataClasses";
import { judgedType } from "../types";
import type { Node } from "./graph";
import { namesForeign } from "./identity";
import { hasRole } from "./tags";

const balancer = "linode:index/nodeBalancer:NodeBalancer";
const reserved = "linode:index/networkingIp:NetworkingIp";
const instance = "linode:index/instance:Instance";
/** Records whose target is an address, a name, or text that points nowhere. */
const kinds: Readonly<Record<string, "address" | "name" | "text">> = {
  A: "address",
  AAAA: "address",
  CNAME: "name",
  MX: "name",
  NS: "name",
  SRV: "name",
  CAA: "text",
  TXT: "text",
};

/** What names are judged against. */
export interface Names {
  /** Whether a name lies in one of the class's own zones. */
  isOwn(name: unknown, dataClass: DataClassId | undefined): boolean;
  /** The resource of the stack that has an address, where that is known. */
  holderOf(address: unknown): Node | undefined;
}

/** Reads the zones and addresses of a stack, once. */
export function namesOf(
  ofType: (type: string) => readonly Node[],
  classOf: (node: Node) => DataClassId | undefined,
): Names {
  const zones = ofType("linode:index/domain:Domain").flatMap((zone) => {
    const name = zone.value("domain");
    return typeof name === "string" ? [{ name: plain(name), dataClass: classOf(zone) }] : [];
  });
  const holders = new Map<unknown, Node>();
  for (const [type, keys] of [
    [balancer, ["ipv4", "ipv6"]],
    [reserved, ["address"]],
  ] as const) {
    for (const node of ofType(type)) {
      for (const key of keys) {
        holders.set(node.value(key), node);
      }
    }
  }
  return {
    isOwn: (name, dataClass) =>
      typeof name === "string" &&
      zones.some(
        (zone) =>
          zone.dataClass === dataClass &&
          (plain(name) === zone.name || plain(name).endsWith(`.${zone.name}`)),
      ),
    holderOf: (address) => (typeof address === "string" ? holders.get(address) : undefined),
  };
}

/** What is wrong with a record, without subject and full stop; `undefined` when nothing is. */
export function problemOfRecord(
  record: Node,
  names: Names,
  classOf: (node: Node) => DataClassId | undefined,
): string | undefined {
  const [type, name, target] = [record.value("recordType"), record.value("name"), record.value("target")];
  const kind = typeof type === "string" ? kinds[type] : undefined;
  if (kind === undefined) {
    return "is of a type that no rule knows";
  }
  const secret = record.uses.find((use) => judgedType(use.node.type)?.secret);
  if (secret) {
    return `publishes a value of "${secret.node.name}", which is secret`;
  }
  if (kind === "text") {
    return undefined;
  }
  if ((name !== undefined && typeof name !== "string") || /(?:^|\.)\*/.test(name ?? "")) {
    return "answers for every name";
  }
  if (kind === "name") {
    return names.isOwn(target, classOf(record)) ? undefined : "points to a name outside its class's own zone";
  }
  const related = record.uses.filter(({ property }) => property === "target").map(({ node }) => node);
  const holder = related.length === 0 ? names.holderOf(target) : undefined;
  const holders = holder ? [holder] : related;
  const isPublished =
    holders.length > 0 && holders.every((node) => isPublic(node) && classOf(node) === classOf(record));
  return isPublished && (holder !== undefined || !namesForeign(record, "target"))
    ? undefined
    : "points to an address that is not its class's own load balancer or gateway";
}

function isPublic(node: Node): boolean {
  return (
    node.type === balancer ||
    node.type === reserved ||
    (node.type === instance && hasRole(node.value("tags"), "gateway"))
  );
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}
