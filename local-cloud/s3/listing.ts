import type { ListedObject, ObjectPage, ObjectQuery } from "../core/world";

/** The query of S3's older list request, whose marker is a name. */
export function listQuery(query: ObjectQuery): ReadonlyMap<string, string[]> {
  const all = Object.entries({
    delimiter: query.delimiter,
    marker: query.marker,
    "max-keys": String(query.limit),
    prefix: query.prefix,
  });
  return new Map(all.filter(([, value]) => value !== "").map(([name, value]) => [name, [value]]));
}

function field(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function blocks(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, "gs"))].map((match) => match[1] ?? "");
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** Text as it was before XML carried it. */
function plainText(text: string): string {
  return text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (all, decimal, hex, name) => {
    if (name !== undefined) return entities[name] ?? all;
    return String.fromCodePoint(Number.parseInt(decimal ?? hex, decimal === undefined ? 16 : 10));
  });
}

/** Reads the answer to it: objects and common beginnings, in one order. */
export function readListing(xml: string): ObjectPage {
  const objects: ListedObject[] = blocks(xml, "Contents").map((part) => ({
    name: plainText(field(part, "Key") ?? ""),
    size: Number(field(part, "Size") ?? 0),
    etag: plainText(field(part, "ETag") ?? "").replaceAll('"', ""),
    last_modified: new Date(field(part, "LastModified") ?? 0).toISOString(),
  }));
  const beginnings: ListedObject[] = blocks(xml, "CommonPrefixes").map((part) => ({
    name: plainText(field(part, "Prefix") ?? ""),
    size: null,
    etag: null,
    last_modified: null,
  }));
  const all = [...objects, ...beginnings].sort((a, b) => (a.name < b.name ? -1 : 1));
  const isTruncated = field(xml, "IsTruncated") === "true";
  const last = field(xml, "NextMarker");
  const next = last === undefined ? all.at(-1)?.name : plainText(last);
  return { objects: all, next: isTruncated ? (next ?? null) : null };
}
