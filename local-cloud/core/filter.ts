import { invalid } from "./errors";
import { isObject } from "./json";

/** A list request's filter: which records, in which order. */
export interface Filter {
  matches(row: unknown): boolean;
  /** Every field it names, to sort by as well. */
  fields: readonly string[];
  /** Fields that have to equal a value, whatever else is asked. */
  equalities: ReadonlyMap<string, unknown>;
  /** Of which at least one has to hold: the equalities of each part of its `+or`; empty without one. */
  alternatives: readonly ReadonlyMap<string, unknown>[];
  orderBy: string | undefined;
  descending: boolean;
}

const everything: Filter = {
  matches: () => true,
  fields: [],
  equalities: new Map(),
  alternatives: [],
  orderBy: undefined,
  descending: false,
};

type Predicate = (row: unknown) => boolean;

/**
 * Reads an `X-Filter` header. `filterable` are the fields that this collection may be filtered and sorted by; nested
 * ones are written with dots (`entity.id`). Throws 400 for anything else, with the recorded text.
 */
export function parseFilter(header: string | undefined, filterable: ReadonlySet<string>): Filter {
  if (header === undefined || header.trim() === "") return everything;
  let value: unknown;
  try {
    value = JSON.parse(header);
  } catch {
    throw invalid("Filter must be valid JSON", "X-Filter");
  }
  if (!isObject(value)) throw invalid("Filter must be a JSON object", "X-Filter");
  const orderBy = value["+order_by"];
  const order = value["+order"];
  if (orderBy !== undefined) requireField(orderBy, filterable, "sort");
  if (order !== undefined && order !== "asc" && order !== "desc") {
    throw invalid("+order must be asc or desc", "X-Filter");
  }
  const fields = new Set<string>(orderBy === undefined ? [] : [orderBy as string]);
  return {
    matches: compile(value, filterable, fields),
    fields: [...fields],
    equalities: equalitiesOf(value),
    alternatives: partsOf(value, "+or").map(equalitiesOf),
    orderBy: orderBy as string | undefined,
    descending: order === "desc",
  };
}

function requireField(field: unknown, filterable: ReadonlySet<string>, verb: string): string {
  if (typeof field !== "string" || !filterable.has(field)) {
    throw invalid(`Cannot ${verb} on ${String(field)}`, "X-Filter");
  }
  return field;
}

/** What has to be equal wherever the filter is true: of itself, and of all parts of its `+and`. */
function equalitiesOf(filter: Record<string, unknown>): Map<string, unknown> {
  const own = Object.entries(filter).filter(([key, wanted]) => !key.startsWith("+") && !isObject(wanted));
  return new Map([...partsOf(filter, "+and").flatMap((part) => [...equalitiesOf(part)]), ...own]);
}

function partsOf(filter: Record<string, unknown>, key: "+and" | "+or"): Record<string, unknown>[] {
  const parts = filter[key];
  return Array.isArray(parts) ? parts.filter(isObject) : [];
}

/** Makes the filter a test of rows; adds the fields that it names to `fields`. */
function compile(
  filter: Record<string, unknown>,
  filterable: ReadonlySet<string>,
  fields: Set<string>,
): Predicate {
  const predicates: Predicate[] = [];
  for (const [key, value] of Object.entries(filter)) {
    if (key === "+order" || key === "+order_by") continue;
    if (key === "+and" || key === "+or") predicates.push(combine(key, value, filterable, fields));
    else {
      fields.add(requireField(key, filterable, "filter"));
      predicates.push(compare(key, value));
    }
  }
  return all(predicates);
}

/** True where all are; lists are long, so a single one is not wrapped. */
function all<T>(tests: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  const [only] = tests;
  return only !== undefined && tests.length === 1 ? only : (value) => tests.every((test) => test(value));
}

function combine(
  key: string,
  value: unknown,
  filterable: ReadonlySet<string>,
  fields: Set<string>,
): Predicate {
  if (!Array.isArray(value) || !value.every(isObject)) {
    throw invalid(`${key} must be a list of filters`, "X-Filter");
  }
  const parts = value.map((part) => compile(part, filterable, fields));
  return key === "+and" ? all(parts) : (row) => parts.some((part) => part(row));
}

/** Makes of the value that a filter names a test of the value that a record has. */
type Operator = (expected: unknown) => (actual: unknown) => boolean;

const operators = new Map<string, Operator>(
  Object.entries({
    "+gt": (expected) => (actual) => order(actual, expected) > 0,
    "+gte": (expected) => (actual) => order(actual, expected) >= 0,
    "+lt": (expected) => (actual) => order(actual, expected) < 0,
    "+lte": (expected) => (actual) => order(actual, expected) <= 0,
    "+neq": (expected) => {
      const same = equals(expected);
      return (actual) => !same(actual);
    },
    "+contains": (expected) => {
      const part = String(expected).toLowerCase();
      const contains = (text: unknown): boolean =>
        typeof text === "string" && text.toLowerCase().includes(part);
      return (actual) => (Array.isArray(actual) ? actual.some(contains) : contains(actual));
    },
  } satisfies Record<string, Operator>),
);

function compare(field: string, expected: unknown): Predicate {
  const read = reader(field);
  if (!isObject(expected)) {
    const same = equals(expected);
    return (row) => same(read(row));
  }
  const tests = Object.entries(expected).map(([name, value]) => {
    const operator = operators.get(name);
    if (operator === undefined) throw invalid(`Unknown operator ${name}`, "X-Filter");
    return operator(value);
  });
  const test = all(tests);
  return (row) => test(read(row));
}

/** Reads a field of a record by its dotted name. */
export function reader(field: string): (row: unknown) => unknown {
  const path = field.split(".");
  if (path.length === 1) return (row) => (isObject(row) ? row[field] : undefined);
  return (row) => {
    let value: unknown = row;
    for (const key of path) value = isObject(value) ? value[key] : undefined;
    return value;
  };
}

/** Whether a record's value is the one that a filter names. Texts come first, as almost all are, and are not converted. */
function equals(expected: unknown): (actual: unknown) => boolean {
  const same = (actual: unknown): boolean => {
    if (typeof actual === "string" && typeof expected === "string") return actual === expected;
    if (Array.isArray(actual)) return actual.some(same);
    // A record within a record is meant by its label: `interfaces` of configurations by their VLAN (recorded).
    if (isObject(actual)) return same(actual.label);
    if (actual === expected) return true;
    if (actual === null || actual === undefined || expected === null || expected === undefined) {
      return (actual ?? null) === (expected ?? null);
    }
    return String(actual) === String(expected);
  };
  return same;
}

/** Negative, zero or positive; NaN (no order, so no operator matches) when one side is missing. */
function order(actual: unknown, expected: unknown): number {
  if (typeof actual === "number" && !Number.isNaN(Number(expected))) return actual - Number(expected);
  if (typeof actual === "string" && typeof expected === "string") {
    return actual < expected ? -1 : actual > expected ? 1 : 0;
  }
  return Number.NaN;
}

/**
 * Sorts by the filter's field, read from what `seen` makes of a row; equal ones keep their age's order, in the direction asked for.
 */
export function sortRows<T>(rows: T[], filter: Filter, seen: (row: T) => unknown = (row) => row): T[] {
  if (filter.orderBy === undefined) return rows;
  const read = reader(filter.orderBy);
  const keyed = rows.map((row, index) => ({ row, index, key: read(seen(row)) }));
  keyed.sort((a, b) => compareKeys(a.key, b.key) || a.index - b.index);
  if (filter.descending) keyed.reverse();
  return keyed.map(({ row }) => row);
}

function compareKeys(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (a === null || a === undefined) return -1;
  if (b === null || b === undefined) return 1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  const [left, right] = [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}
