import type { AnyResource, Call } from "./definition";
import { type Filter, parseFilter, reader, sortRows } from "./filter";
import type { Entity } from "./kinds";
import { paginate, parsePage } from "./paging";
import type { World } from "./world";

/** A list answered in pages, filtered and sorted by its views; shared by tables and fixed lists. */
export function answerList<T>(call: Call, rows: Iterable<T>, filterable: readonly string[]): unknown {
  const page = parsePage(call.query);
  const filter = parseFilter(call.filter, new Set(filterable));
  return paginate(sortRows(keep(rows, filter), filter), page);
}

/**
 * A collection's list. Views are made for the page that is shown only, where the filter names nothing but `plain` and
 * `computed` fields; `rows` gives what the filter can be true of at all.
 */
export function answerCollection(
  resource: AnyResource,
  call: Call,
  rows: (filter: Filter) => Iterable<Entity>,
): unknown {
  const { world } = call;
  const page = parsePage(call.query);
  const filter = parseFilter(call.filter, new Set(resource.filterable));
  const view = (row: Entity): unknown => resource.view(world, row);
  const shown = visibleOf(resource, world, rows(filter));
  const seen = withoutViews(resource, world, filter);
  if (seen === undefined) return paginate(sortRows(keep([...shown].map(view), filter), filter), page);
  const answer = paginate(sortRows(keep(shown, filter, seen), filter, seen), page);
  return { ...answer, data: answer.data.map(view) };
}

function visibleOf({ visible }: AnyResource, world: World, rows: Iterable<Entity>): Iterable<Entity> {
  return visible === undefined ? rows : [...rows].filter((row) => visible(world, row));
}

/** Makes what the filter has to see of a row: of the fields that it names only. Undefined where that takes a view. */
function withoutViews(
  { plain = [], computed = {} }: AnyResource,
  world: World,
  filter: Filter,
): ((row: Entity) => unknown) | undefined {
  if (filter.fields.every((field) => plain.includes(field))) return (row) => row;
  const parts = new Map<string, (world: World, row: Entity) => unknown>();
  for (const field of filter.fields) {
    const [name = ""] = field.split(".");
    const read = reader(name);
    const part = computed[name] ?? (plain.includes(field) ? (_: World, row: Entity) => read(row) : undefined);
    if (part === undefined) return undefined;
    parts.set(name, part);
  }
  return (row) => {
    const seen: Record<string, unknown> = {};
    for (const [name, part] of parts) seen[name] = part(world, row);
    return seen;
  };
}

function keep<T>(rows: Iterable<T>, filter: Filter, seen: (row: T) => unknown = (row) => row): T[] {
  const kept: T[] = [];
  for (const row of rows) if (filter.matches(seen(row))) kept.push(row);
  return kept;
}
