import type { z } from "zod";
import type { JobType } from "./jobs";
import type { Entity, EntityReference, Kind, Kinds, ListField } from "./kinds";
import type { World } from "./world";

/** HTTP methods the API knows. */
export type Method = "GET" | "POST" | "PUT" | "DELETE";

/** One request, read and checked. */
export interface Call {
  readonly world: World;
  /** The path's variables, by name; numbers where they look like ones. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** What the caller may do: `*`, or scopes such as `linodes:read_only`; empty where no token is needed. */
  readonly scopes: string;
  readonly filter: string | undefined;
  /** The body as it came; `{}` if there was none. */
  readonly body: Readonly<Record<string, unknown>>;
  /** The body's bytes. */
  readonly raw: Buffer;
}

/** A request that fits no table row: actions on several things, fixed lists, singletons. */
export interface Endpoint {
  method: Method;
  /** `/networking/ips/:address` */
  path: string;
  /** The group of OAuth scopes; `public` needs no token. */
  scope: string;
  /** True if it waits for something; it then makes its own transactions. */
  async?: boolean;
  /** True if the body is no JSON; it is in `raw` then, up to 512 MiB. */
  raw?: boolean;
  /** Fields that `X-Filter` may name, of what answers in pages. */
  filterable?: readonly string[];
  /** Gives the answer; a text is taken for JSON that has been written out. */
  run(call: Call): unknown;
}

/** An operation on one record, below its path: `POST /volumes/7/attach`. */
export interface Action<R> {
  method: Method;
  /** The rest of the path: `attach`. */
  path: string;
  run(call: Call, record: R): unknown;
}

/** How a request makes a record. */
export interface Creation<R, S extends z.ZodType = z.ZodType> {
  schema: S;
  /** Checks what depends on other records and gives the new one; throws the API's errors. */
  build(call: Call, input: z.output<S>): R;
  /** What follows from the new record: its parts, its jobs. */
  created?(call: Call, record: R, input: z.output<S>): void;
  /** The answer, where it isn't the record's view. */
  answer?(call: Call, record: R): unknown;
}

/** How a request changes a record. */
export interface Change<R, S extends z.ZodType = z.ZodType> {
  schema: S;
  /** Checks and gives the fields to replace. */
  apply(call: Call, record: R, input: z.output<S>): Partial<R>;
  updated?(call: Call, record: R): void;
}

/** How a record goes away. */
export interface Removal<R> {
  /** Throws the API's error if something stands in the way. */
  check?(call: Call, record: R): void;
  /** Takes its parts along, before it goes itself. */
  before?(call: Call, record: R): void;
}

/** The events that mark creation, change and removal at once (`notification`). */
export interface Notifications {
  create?: string;
  update?: string;
  delete?: string;
}

/**
 * A type of resource, as data: a row of the table that the API is made of. The core turns it into routes; whatever is
 * absent here isn't offered. A nested one's path variables are fields of its record, each naming its parent's kind.
 */
export interface Resource<K extends Kind = Kind> {
  kind: K;
  /** The collection's path: `/vpcs/:vpc_id/subnets`. */
  path: string;
  /** The path variable for one record, by default `id`; a record's `id` is a number unless `named`. */
  named?: boolean;
  parents?: Readonly<Record<string, Kind>>;
  scope: string;
  /** Fields that `X-Filter` may name, dotted where nested. */
  filterable: readonly string[];
  /** Those of them that the view shows as the record has them: filtering by these makes no views. */
  plain?: readonly string[];
  /** Fields of the view that can be had without the rest of it, by the first part of their names: neither does filtering by these. */
  computed?: Readonly<Record<string, (world: World, record: Kinds[K]) => unknown>>;
  /** Give the records whose view can have a field equal to a value, where something else knows them without a scan. */
  finders?: Readonly<Record<string, (world: World, value: unknown) => readonly Kinds[K][]>>;
  /** Fields to find records by without a scan. */
  indexes?: readonly (keyof Kinds[K] & string)[];
  /** Fields that are lists, to find records by each of their elements. */
  lists?: readonly ListField<Kinds[K]>[];
  /** The record as clients see it. */
  view(world: World, record: Kinds[K]): unknown;
  /** As events and devices name it; without, no events. */
  reference?(world: World, record: Kinds[K]): EntityReference;
  /** The reason of the 404 for one that isn't there. @default "Not found" */
  missing?: string;
  /** Which records this collection shows, where not all. */
  visible?(world: World, record: Kinds[K]): boolean;
  list?: boolean;
  get?: boolean;
  create?: Creation<Kinds[K]>;
  update?: Change<Kinds[K]>;
  remove?: Removal<Kinds[K]>;
  notifications?: Notifications;
  actions?: readonly Action<Kinds[K]>[];
  jobs?: Readonly<Record<string, JobType<World>>>;
}

/** A row for the table, whatever its kind. */
export interface AnyResource
  extends Omit<
    Resource,
    | "view"
    | "computed"
    | "finders"
    | "reference"
    | "visible"
    | "create"
    | "update"
    | "remove"
    | "actions"
    | "indexes"
    | "lists"
  > {
  computed?: Readonly<Record<string, (world: World, record: Entity) => unknown>>;
  finders?: Readonly<Record<string, (world: World, value: unknown) => readonly Entity[]>>;
  indexes?: readonly string[];
  lists?: readonly string[];
  view(world: World, record: Entity): unknown;
  reference?(world: World, record: Entity): EntityReference;
  visible?(world: World, record: Entity): boolean;
  create?: Creation<Entity>;
  update?: Change<Entity>;
  remove?: Removal<Entity>;
  actions?: readonly Action<Entity>[];
}

/** Checks a row's types and forgets them, so that the table can hold rows of all kinds. */
export function defineResource<K extends Kind>(resource: Resource<K>): AnyResource {
  return resource as unknown as AnyResource;
}

/** Keeps a creation's schema and its input's type together. */
export function defineCreation<R, S extends z.ZodType>(creation: Creation<R, S>): Creation<R> {
  return creation as unknown as Creation<R>;
}

/** Keeps a change's schema and its input's type together. */
export function defineChange<R, S extends z.ZodType>(change: Change<R, S>): Change<R> {
  return change as unknown as Change<R>;
}

/** What an endpoint gives that answers 204, without a body. */
export const noContent = Symbol("no content");

/** One file's share of the API. */
export interface Section {
  resources?: readonly AnyResource[];
  /** Fields to find records by without a scan, for kinds that no row is about. */
  indexes?: Readonly<Partial<Record<Kind, readonly string[]>>>;
  endpoints?: readonly Endpoint[];
}
