import type { AnyResource } from "./definition";
import { isObject } from "./json";
import type { Entity, Id, Kind } from "./kinds";
import { decodePart, pathParts } from "./pathParts";
import type { World } from "./world";

/** What a request is about. */
export interface Target {
  /** Of the innermost resource that the path names: `disk` for `/linode/instances/7/disks/9/resize`. */
  kind: string | undefined;
  /** As the path spells it. */
  id: string | undefined;
  /** Where the things are that the path and the body name. */
  regions: ReadonlySet<string>;
}

/** Fields of bodies and paths that name something else, and what kind it is. */
const references: Readonly<Record<string, Kind>> = {
  linode_id: "instance",
  instance_id: "instance",
  volume_id: "volume",
  vpc_id: "vpc",
  subnet_id: "subnet",
  nodebalancer_id: "nodebalancer",
};

/** Works out what requests and jobs are about, from the table of resources alone. */
export class Targets {
  private readonly rows: { kind: Kind; path: string[] }[];

  constructor(
    private readonly world: World,
    resources: readonly AnyResource[],
  ) {
    this.rows = resources.map(({ kind, path }) => ({ kind, path: pathParts(path) }));
    this.rows.sort((one, other) => one.path.length - other.path.length);
  }

  /** Of a request; `path` without the version, `body` as far as it is known. */
  of(path: string, body: unknown): Target {
    const segments = pathParts(path).map(decodePart);
    const regions = new Set<string>();
    let kind: string | undefined;
    let id: string | undefined;
    for (const row of this.rows) {
      if (!startsWith(segments, row.path)) continue;
      kind = row.kind;
      id = segments[row.path.length];
      if (id !== undefined) this.addRegions(regions, row.kind, id);
      const region = row.path.indexOf(":region");
      if (region >= 0) regions.add(segments[region] ?? "");
    }
    // Buckets: /object-storage/buckets/REGION/LABEL.
    if (segments[0] === "object-storage" && segments[2] !== undefined) regions.add(segments[2]);
    if (isObject(body)) this.addNamed(regions, body);
    return { kind, id, regions };
  }

  /** Where a record is, by itself or by what it belongs to. */
  regionsOf(kind: Kind, id: Id): ReadonlySet<string> {
    const regions = new Set<string>();
    this.addRegions(regions, kind, String(id));
    return regions;
  }

  private addRegions(regions: Set<string>, kind: Kind, id: string): void {
    const { store } = this.world;
    const record: Entity | undefined =
      store.get(kind, id) ?? (/^\d+$/.test(id) ? store.get(kind, Number(id)) : undefined);
    if (record !== undefined) this.addNamed(regions, record as unknown as Record<string, unknown>);
  }

  private addNamed(regions: Set<string>, fields: Record<string, unknown>): void {
    for (const name of ["region", "cluster"]) {
      if (typeof fields[name] === "string") regions.add(fields[name]);
    }
    for (const [name, kind] of Object.entries(references)) {
      const id = fields[name];
      if (typeof id === "number") this.addRegions(regions, kind, String(id));
    }
  }
}

function startsWith(segments: readonly string[], pattern: readonly string[]): boolean {
  return (
    segments.length >= pattern.length &&
    pattern.every((part, index) => part.startsWith(":") || part === segments[index])
  );
}
