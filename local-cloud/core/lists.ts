import type { AnyResource, Call } from "./definition";
import { type Filter, parseFilter, sortRows } from "./filter";
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
  const { visible } = resource;
  const shown: Entity[] = [];
  for (const row of rows(filter)) {
    if (visible === undefined || visible(world, row)) shown.push(row);
  }
  const view = (row: Entity): unknown => resource.view(world, row);
  const seen = withoutViews(resource, world, filter);
  if (seen === undefined) return paginate(sortRows(keep(shown.map(view), filter), filter), page);
  const answer = paginate(sortRows(keep(shown, filter, seen), filter, seen), page);
  return { ...answer, data: answer.data.map(view) };
}

/** What the filter has to see of a row; undefined where that takes a view. */
function withoutViews(
  { plain = [], computed = {} }: AnyResource,
  world: World,
  filter: Filter,
): ((row: Entity) => unknown) | undefined {
  const others = filter.fields.filter((field) => !plain.includes(field));
  if (others.length === 0) return (row) => row;
  const named = [...new Set(others.map((field) => field.split(".")[0] ?? ""))];
  const values = named.flatMap((name) =>
    computed[name] === undefined ? [] : [[name, computed[name]] as const],
  );
  if (values.length < named.length) return undefined;
  return (row) => ({
    ...row,
    ...Object.fromEntries(values.map(([name, value]) => [name, value(world, row)])),
  });
}

function keep<T>(rows: Iterable<T>, filter: Filter, seen: (row: T) => unknown = (row) => row): T[] {
  const kept: T[] = [];
  for (const row of rows) if (filter.matches(seen(row))) kept.push(row);
  return kept;
}
