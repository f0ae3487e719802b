import type { ApiDocument, Operation } from "../openapi/document";
import { Ref } from "./tree";

/** What a story has seen to exist, with what an answer said of it. */
export interface Thing {
  /** The path of its kind: `/vpcs/{vpcId}/subnets`. */
  kind: string;
  /** The path's variables, its own last. */
  ids: Readonly<Record<string, string | Ref>>;
  /** Its own variable's value. */
  id: Ref;
  data: Readonly<Record<string, unknown>>;
}

/** The field that a path's variable is, where it isn't `id`. */
const keys: Readonly<Record<string, string>> = {
  address: "address",
  range: "range",
  tagLabel: "label",
  bucket: "label",
  label: "label",
  slug: "slug",
  username: "username",
  "object_storage-quotaId": "quota_id",
  quotaId: "quota_id",
};

/** Collections whose members are found below another path than theirs, with the variables that a member itself gives. */
const elsewhere: Readonly<Record<string, { kind: string; more: Readonly<Record<string, string>> }>> = {
  "/object-storage/buckets": { kind: "/object-storage/buckets/{regionId}", more: { regionId: "region" } },
  "/networking/vlans": { kind: "/networking/vlans/{regionId}", more: { regionId: "region" } },
  "/linode/instances/{linodeId}/clone": { kind: "/linode/instances", more: {} },
  "/volumes/{volumeId}/clone": { kind: "/volumes", more: {} },
  "/domains/{domainId}/clone": { kind: "/domains", more: {} },
};

/** Ids that answers show deeper inside, by the path that shows them: where, and of which kind. */
const nested: Readonly<Record<string, readonly { list: string; kind: string; variable: string }[]>> = {
  "POST /images/upload": [{ list: "", kind: "/images", variable: "imageId" }],
  "POST /vpcs": [{ list: "subnets", kind: "/vpcs/{vpcId}/subnets", variable: "vpcSubnetId" }],
  "GET /linode/instances/{linodeId}/ips": [
    { list: "ipv4/public", kind: "/linode/instances/{linodeId}/ips", variable: "address" },
    { list: "ipv4/private", kind: "/linode/instances/{linodeId}/ips", variable: "address" },
    { list: "ipv4/reserved", kind: "/linode/instances/{linodeId}/ips", variable: "address" },
  ],
  "GET /linode/instances/{linodeId}/interfaces": [
    { list: "interfaces", kind: "/linode/instances/{linodeId}/interfaces", variable: "interfaceId" },
  ],
  "GET /linode/instances/{linodeId}/backups": [
    { list: "automatic", kind: "/linode/instances/{linodeId}/backups", variable: "backupId" },
    { list: "snapshot", kind: "/linode/instances/{linodeId}/backups", variable: "backupId" },
  ],
};

/** The model of a fuzz: what is alive, as far as answers told. */
export class Living {
  private readonly things = new Map<string, Map<string, Thing>>();
  /** The variable below each kind's path. */
  private readonly variables = new Map<string, string>();
  /** Ids of what was deleted, to be asked for again. */
  readonly dead: Ref[] = [];

  constructor(document: ApiDocument) {
    for (const path of document.paths()) {
      const parts = path.split("/");
      parts.forEach((part, index) => {
        if (!part.startsWith("{")) return;
        const kind = parts.slice(0, index).join("/");
        if (!this.variables.has(kind)) this.variables.set(kind, part.slice(1, -1));
      });
    }
  }

  of(kind: string): Thing[] {
    return [...(this.things.get(kind)?.values() ?? [])];
  }

  /** Kinds whose members live below a thing: what to look at once it is there. */
  childKinds(kind: string): string[] {
    const start = `${kind}/{${this.variables.get(kind)}}/`;
    return [...this.variables.keys()].filter(
      (one) => one.startsWith(start) && !one.slice(start.length).includes("/"),
    );
  }

  /** Takes in what a successful answer shows. Gives what is new. */
  learn(
    operation: Operation,
    ids: Readonly<Record<string, string | Ref>>,
    step: number,
    body: unknown,
  ): Thing[] {
    const found: Thing[] = [];
    const { method, path } = operation;
    if (method === "DELETE") {
      this.forget(path, ids);
      return found;
    }
    const place = elsewhere[path];
    const kind = place?.kind ?? path;
    const own = this.variables.get(kind);
    const add = (data: unknown, pointer: string, thingKind: string, variable: string): void => {
      const thing = makeThing(thingKind, variable, ids, place?.more ?? {}, data, step, pointer);
      if (thing !== undefined && this.put(thing)) found.push(thing);
    };
    if (own !== undefined && method !== "PUT") {
      const rows = listIn(body);
      if (rows === undefined) add(body, "", kind, own);
      else for (const [pointer, row] of rows) add(row, pointer, kind, own);
    }
    for (const { list, kind: other, variable } of nested[`${method} ${path}`] ?? []) {
      const rows =
        list === "" ? body : list.split("/").reduce<unknown>((value, part) => field(value, part), body);
      const base = method === "POST" ? { ...ids, ...ownId(this.variables.get(path), body, step) } : ids;
      if (typeof rows !== "object" || rows === null) continue;
      // Also an object of several, such as a Linode's snapshots.
      for (const [index, row] of Object.entries(rows)) {
        const thing = makeThing(
          other,
          variable,
          base,
          {},
          row,
          step,
          `${list === "" ? "" : `/${list}`}/${index}`,
        );
        if (thing !== undefined && this.put(thing)) found.push(thing);
      }
    }
    this.refresh(path, ids, body);
    return found;
  }

  /** A thing that answered 404 is not there. */
  forget(path: string, ids: Readonly<Record<string, string | Ref>>): void {
    for (const [kind, things] of this.things) {
      const own = this.variables.get(kind) ?? "";
      if (!`${path}/`.startsWith(`${kind}/{${own}}/`) && !`${kind}/`.startsWith(`${path}/`)) continue;
      for (const [key, thing] of things) {
        const gone = Object.entries(ids).every(([name, value]) => show(thing.ids[name]) === show(value));
        if (!gone) continue;
        things.delete(key);
        this.dead.push(thing.id);
      }
    }
  }

  private put(thing: Thing): boolean {
    const things = this.things.get(thing.kind) ?? new Map<string, Thing>();
    this.things.set(thing.kind, things);
    const key = Object.values(thing.ids).map(show).join("/");
    const old = things.get(key);
    // The first answer that showed it stays its source, so that a shortened story needs as few steps as possible.
    things.set(key, old === undefined ? thing : { ...thing, id: old.id, ids: old.ids });
    return old === undefined;
  }

  /** Keeps what is known of a thing up to date after it was read or changed. */
  private refresh(path: string, ids: Readonly<Record<string, string | Ref>>, body: unknown): void {
    const kind = path.slice(0, path.lastIndexOf("/"));
    if (!path.endsWith("}") || typeof body !== "object" || body === null) return;
    const things = this.things.get(kind);
    const key = Object.values(ids).map(show).join("/");
    const old = things?.get(key);
    if (old !== undefined) things?.set(key, { ...old, data: { ...body } });
  }
}

function makeThing(
  kind: string,
  variable: string,
  ids: Readonly<Record<string, string | Ref>>,
  more: Readonly<Record<string, string>>,
  data: unknown,
  step: number,
  pointer: string,
): Thing | undefined {
  const name = keys[variable] ?? "id";
  const value = field(data, name);
  if (typeof value !== "string" && typeof value !== "number") return undefined;
  if (isNobodys(kind, value)) return undefined;
  const id = new Ref(step, `${pointer}/${name}`, value);
  const all: Record<string, string | Ref> = {};
  for (const [, parent] of kind.matchAll(/\{([^}]+)\}/g)) {
    const own = more[parent ?? ""];
    const text = own === undefined ? ids[parent ?? ""] : field(data, own);
    if (typeof text !== "string" && !(text instanceof Ref)) return undefined;
    all[parent ?? ""] = text;
  }
  all[variable] = id;
  return { kind, ids: all, id, data: data as Record<string, unknown> };
}

/** What belongs to the platform, and a range that was written with its length: paths take it without. */
function isNobodys(kind: string, value: string | number): boolean {
  if (kind === "/images") return !String(value).startsWith("private/");
  return kind === "/networking/ipv6/ranges" && String(value).includes("/");
}

function ownId(variable: string | undefined, body: unknown, step: number): Record<string, Ref> {
  const value = field(body, "id");
  if (variable === undefined || (typeof value !== "string" && typeof value !== "number")) return {};
  return { [variable]: new Ref(step, "/id", value) };
}

/** The rows of a page or a plain list, each with its place. */
function listIn(body: unknown): [pointer: string, row: unknown][] | undefined {
  if (Array.isArray(body)) return body.map((row, index) => [`/${index}`, row]);
  const data = field(body, "data");
  return Array.isArray(data) ? data.map((row, index) => [`/data/${index}`, row]) : undefined;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A path variable as text. */
export function show(value: string | Ref | undefined): string {
  return value instanceof Ref ? String(value.value) : (value ?? "");
}
