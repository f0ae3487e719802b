import type { AnyResource, Call } from "./definition";
import { type Filter, parseFilter, sortRows } from "./filter";
import type { Entity } from "./kinds";
import { paginate, parsePage } from "./paging";

/** A list answered in pages, filtered and sorted by its views; shared by tables and fixed lists. */
export function answerList<T>(call: Call, rows: Iterable<T>, filterable: readonly string[]): unknown {
  const page = parsePage(call.query);
  const filter = parseFilter(call.filter, new Set(filterable));
  return paginate(sortRows(keep(rows, filter), filter), page);
}

/**
 * A collection's list. Views are made for the page that is shown only, where the filter names nothing but `plain`
 * fields; `rows` gives what the filter can be true of at all.
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
  const plain = new Set(resource.plain);
  if (filter.fields.every((field) => plain.has(field))) {
    const answer = paginate(sortRows(keep(shown, filter), filter), page);
    return { ...answer, data: answer.data.map(view) };
  }
  return paginate(sortRows(keep(shown.map(view), filter), filter), page);
}

function keep<T>(rows: Iterable<T>, filter: Filter): T[] {
  const kept: T[] = [];
  for (const row of rows) if (filter.matches(row)) kept.push(row);
  return kept;
}
