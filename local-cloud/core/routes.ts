import type { AnyResource, Call, Endpoint, Method, Section } from "./definition";
import { notFound } from "./errors";
import type { Filter } from "./filter";
import type { Entity, Id, Kind } from "./kinds";
import { answerCollection } from "./lists";
import { validate } from "./validate";
import type { World } from "./world";

export { answerList } from "./lists";

/** The routes of one section: what its resources offer, then its endpoints. */
export function routesOf(section: Section): Endpoint[] {
  return [...(section.resources ?? []).flatMap(resourceRoutes), ...(section.endpoints ?? [])];
}

/** Makes a section's jobs and indexes known to a world. */
export function install(world: World, section: Section): void {
  for (const [kind, fields] of Object.entries(section.indexes ?? {})) {
    for (const field of fields) world.store.index(kind as Kind, field);
  }
  for (const resource of section.resources ?? []) {
    const { indexes = [], lists = [], parents = {} } = resource;
    for (const field of [...indexes, ...lists, ...Object.keys(parents)]) {
      world.store.index(resource.kind, field);
    }
    for (const [action, type] of Object.entries(resource.jobs ?? {})) world.jobs.register(action, type);
  }
}

function resourceRoutes(resource: AnyResource): Endpoint[] {
  const item = `${resource.path}/:id`;
  const routes: Endpoint[] = [];
  const add = (method: Method, path: string, run: (call: Call) => unknown): void => {
    routes.push({ method, path, scope: resource.scope, run });
  };
  if (resource.list !== false) {
    const { path, scope, filterable } = resource;
    routes.push({ method: "GET", path, scope, filterable, run: (call) => list(resource, call) });
  }
  if (resource.get !== false) {
    add("GET", item, (call) => resource.view(call.world, find(resource, call)));
  }
  if (resource.create !== undefined) add("POST", resource.path, (call) => create(resource, call));
  if (resource.update !== undefined) add("PUT", item, (call) => update(resource, call));
  if (resource.remove !== undefined) add("DELETE", item, (call) => remove(resource, call));
  for (const action of resource.actions ?? []) {
    add(action.method, `${item}/${action.path}`, (call) => action.run(call, find(resource, call)));
  }
  return routes;
}

function list(resource: AnyResource, call: Call): unknown {
  requireParents(resource, call);
  return answerCollection(resource, call, (filter) => candidates(resource, call, filter));
}

/** The collection's records, or fewer: those that indexes find for the filter. */
function candidates(resource: AnyResource, call: Call, filter: Filter): Iterable<Entity> {
  const { world } = call;
  const last = Object.keys(resource.parents ?? {}).at(-1);
  if (last !== undefined) return lookUp(resource, world, last, parentId(call, last));
  const found = equal(resource, world, filter.equalities) ?? oneEqual(resource, world, filter.alternatives);
  return found ?? world.store.all(resource.kind);
}

function lookUp(
  { kind, lists = [] }: AnyResource,
  { store }: World,
  field: string,
  value: unknown,
): Entity[] {
  const found = lists.includes(field)
    ? store.having(kind, field as never, value as never)
    : store.where(kind, field as never, value as never);
  return found as Entity[];
}

/** The fewest that an index finds for one of the equalities; undefined where none has an index. */
function equal(
  resource: AnyResource,
  world: World,
  equalities: ReadonlyMap<string, unknown>,
): Entity[] | undefined {
  const { plain = [], indexes = [], lists = [] } = resource;
  let fewest: Entity[] | undefined;
  for (const [field, value] of equalities) {
    const finder = resource.finders?.[field];
    if (finder !== undefined) return [...finder(world, value)];
    if (!plain.includes(field) || !(indexes.includes(field) || lists.includes(field))) continue;
    if (typeof value !== "number" && typeof value !== "string") continue;
    // A filter's 5 and "5" are the same.
    const other = typeof value === "number" ? String(value) : Number(value);
    const found = [...lookUp(resource, world, field, value), ...lookUp(resource, world, field, other)];
    if (fewest === undefined || found.length < fewest.length) fewest = found;
  }
  return fewest;
}

/** What indexes find for any of the alternatives, in the collection's order; undefined where one of them has no index. */
function oneEqual(
  resource: AnyResource,
  world: World,
  alternatives: readonly ReadonlyMap<string, unknown>[],
): Entity[] | undefined {
  // Names have no order that tells which came first.
  if (alternatives.length === 0 || resource.named) return undefined;
  const found = new Set<Entity>();
  for (const equalities of alternatives) {
    const some = equal(resource, world, equalities);
    if (some === undefined) return undefined;
    for (const one of some) found.add(one);
  }
  return [...found].sort((one, other) => Number(one.id) - Number(other.id));
}

function parentId(call: Call, name: string): Id {
  const text = call.params[name] ?? "";
  return /^\d+$/.test(text) ? Number(text) : text;
}

function requireParents(resource: AnyResource, call: Call): void {
  for (const [name, kind] of Object.entries(resource.parents ?? {})) {
    const parent = call.world.store.get(kind as Kind, parentId(call, name));
    if (parent === undefined || !isChildOf(parent, call, resource, name)) throw notFound();
  }
}

/** A parent that is itself nested belongs to the parents before it in the path. */
function isChildOf(parent: Entity, call: Call, resource: AnyResource, name: string): boolean {
  for (const other of Object.keys(resource.parents ?? {})) {
    if (other === name) return true;
    const value = (parent as unknown as Record<string, unknown>)[other];
    if (value !== undefined && value !== parentId(call, other)) return false;
  }
  return true;
}

function find(resource: AnyResource, call: Call): Entity {
  const text = call.params.id ?? "";
  if (!resource.named && !/^\d+$/.test(text)) throw notFound();
  requireParents(resource, call);
  const record = call.world.store.get(resource.kind, resource.named ? text : Number(text));
  if (record === undefined) throw notFound(resource.missing);
  for (const name of Object.keys(resource.parents ?? {})) {
    if ((record as unknown as Record<string, unknown>)[name] !== parentId(call, name)) throw notFound();
  }
  if (resource.visible?.(call.world, record) === false) throw notFound(resource.missing);
  return record;
}

function create(resource: AnyResource, call: Call): unknown {
  const creation = resource.create;
  if (creation === undefined) throw notFound();
  requireParents(resource, call);
  const input = validate(creation.schema, call.body);
  const { store } = call.world;
  const built = creation.build(call, input);
  store.insert(resource.kind, built as never);
  creation.created?.(call, built, input);
  const record = store.get(resource.kind, built.id) ?? built;
  notify(resource, call.world, record, resource.notifications?.create);
  return creation.answer?.(call, record) ?? resource.view(call.world, record);
}

function update(resource: AnyResource, call: Call): unknown {
  const change = resource.update;
  if (change === undefined) throw notFound();
  const record = find(resource, call);
  const input = validate(change.schema, call.body);
  const { store, clock } = call.world;
  const changes: Record<string, unknown> = { ...change.apply(call, record, input) };
  if ("updated" in record) changes.updated = clock.timestamp();
  const changed = (store.patch(resource.kind, record.id, changes as never) ?? record) as Entity;
  change.updated?.(call, changed);
  notify(resource, call.world, changed, resource.notifications?.update);
  return resource.view(call.world, store.get(resource.kind, record.id) ?? changed);
}

function remove(resource: AnyResource, call: Call): unknown {
  const record = find(resource, call);
  resource.remove?.check?.(call, record);
  resource.remove?.before?.(call, record);
  call.world.store.remove(resource.kind, record.id);
  notify(resource, call.world, record, resource.notifications?.delete);
  return {};
}

function notify(resource: AnyResource, world: World, record: Entity, action: string | undefined): void {
  if (action === undefined || resource.reference === undefined) return;
  world.jobs.notify({ action, kind: resource.kind, entity: resource.reference(world, record) });
}
