import { isObject, type JsonObject, typeOf } from "./json";
import { delayed, formOf, grantedCapability, isSanitised, momentary, ownValues } from "./kinds";
import { isIdKey, isIdPath, type Names } from "./names";
import { pairUp } from "./pairing";
import { shapeDifferences } from "./shape";

/** One way in which an answer is not as recorded. */
export interface Difference {
  /** Where: `data[].ipv4.vpc`. */
  at: string;
  /** What kind of difference; values are the least, a status the most. */
  kind: "status" | "header" | "error" | "field" | "type" | "count" | "order" | "value";
  recorded: string;
  here: string;
}

/**
 * Whose a list is. `own`: of things that the conversation made, so each must be there. `account`: everything on the
 * account, others' things included. `fixed`: what Linode offers, where only the shape of an element is compared.
 */
export type ListOwner = "own" | "account" | "fixed";

/** What the comparison knows. */
export interface Context {
  names: Names;
  owner: ListOwner;
  /** Whether values say something: not where they are a person's. Then each may be null for one and not for another. */
  values: boolean;
  /** Whether a list is of people, of whom only those are the conversation's that go by the same name here. */
  people: boolean;
  /** Keys of what was measured of contents that nobody here has, such as the size of an image. */
  measured: ReadonlySet<string>;
  /** Ids of others' things, which were made to look like theirs as far as a request can. */
  foreign: ReadonlySet<unknown>;
  /** Whether the order of a list can be told: not if it is by dates, which are all the same in recordings. */
  ordered: boolean;
  /** How many elements were asked for at a time. */
  pageSize: number;
  /** Whether the thing's region got a capability only after the recording. */
  isLater(capability: string): boolean;
}

/** Compares two bodies of successful answers. */
export function compareBodies(recorded: unknown, here: unknown, context: Context): Difference[] {
  const differences: Difference[] = [];
  if (isPage(recorded) && isPage(here)) {
    const { data: before, results: _before, pages: _pages, ...rest } = recorded;
    const { data: now, results: _now, pages: _here, ...others } = here;
    compareObjects(rest, others, "", context, differences);
    compareLists(before, now, recorded, here, context, differences);
  } else if (isObjectList(recorded) && isObjectList(here)) {
    const { data: before, ...rest } = recorded;
    const { data: now, ...others } = here;
    compareObjects(rest, others, "", context, differences);
    if (before.length !== now.length) {
      differences.push(difference("count", "data", `${before.length} objects`, `${now.length} objects`));
    }
    differences.push(...shapeDifferences(before, now, "data[]"));
  } else compareValues(recorded, here, "", "", context, differences);
  return context.values ? differences : differences.filter((one) => !isOwnValue(one));
}

/** Whether a difference is between values only, one of which may be null. */
function isOwnValue({ kind, recorded, here }: Difference): boolean {
  const sides = [recorded, here];
  const scalar = sides.every((one) => !/^(list of \d+|\[\]|object|array)$/.test(one));
  return kind === "value" || (kind === "type" && scalar && sides.includes("null"));
}

/** Whether a thing is somebody else's. */
function isOthers(recorded: JsonObject, here: unknown, { foreign, people }: Context): boolean {
  const names = "address" in recorded ? [recorded.address, recorded.linode_id] : [recorded.id];
  return (
    names.some((one) => foreign.has(one)) || (people && isObject(here) && recorded.username !== here.username)
  );
}

/** A list that isn't cut into pages: the objects in a bucket. */
function isObjectList(value: unknown): value is { data: unknown[] } {
  return isObject(value) && Array.isArray(value.data) && "is_truncated" in value;
}

interface Page extends JsonObject {
  data: unknown[];
  page: number;
  pages: number;
  results: number;
}

function isPage(value: unknown): value is Page {
  return isObject(value) && Array.isArray(value.data) && typeof value.page === "number";
}

function compareLists(
  recorded: readonly unknown[],
  here: readonly unknown[],
  recordedPage: Page,
  herePage: Page,
  context: Context,
  differences: Difference[],
): void {
  for (const key of ["pages", "results"] as const) {
    if (typeOf(recordedPage[key]) !== typeOf(herePage[key])) {
      differences.push(difference("type", key, typeOf(recordedPage[key]), typeOf(herePage[key])));
    }
  }
  const pages = Math.max(1, Math.ceil(herePage.results / context.pageSize));
  if (herePage.pages !== pages && recordedPage.pages > 0) {
    differences.push(difference("count", "pages", `${pages} for so many results`, String(herePage.pages)));
  }
  if (context.owner === "fixed") {
    // Linode's offer may have more pages than the stand-in's has: what is past the end is empty there too.
    const past = typeof herePage.page === "number" && herePage.page > herePage.pages;
    if (recorded.length > 0 && here.length === 0 && !past) {
      differences.push(difference("count", "data", "some", "none"));
    }
    differences.push(...shapeDifferences(recorded, here, "data[]"));
    return;
  }
  const pairs = pairUp(recorded, here, context.names);
  for (const pair of pairs) {
    const one = recorded[pair.recorded];
    const two = here[pair.here];
    if (isObject(one) && isOthers(one, two, context)) {
      differences.push(...shapeDifferences([one], [two], "data[]").filter((each) => !isOwnValue(each)));
    } else compareValues(one, two, "data[]", "", context, differences);
  }
  if (
    context.owner === "own" &&
    context.ordered &&
    pairs.some((pair, index) => pair.here < (pairs[index - 1]?.here ?? 0))
  ) {
    differences.push(difference("order", "data", "in this order", "in another"));
  }
  const paired = new Set(pairs.map((pair) => pair.recorded));
  const left = recorded.filter((_, index) => !paired.has(index));
  const foreign = context.owner === "account" ? left.filter((one) => !isKnown(one, context.names)) : [];
  // Not the recorded number of results: where the recording's authors took others' things out, it is too high.
  const expected = recorded.length - foreign.length;
  const same = herePage.results === recordedPage.results && here.length === recorded.length;
  if (recordedPage.pages === 1 && herePage.results !== expected && !same) {
    differences.push(
      difference("count", "results", `${expected} of ${recordedPage.results}`, String(herePage.results)),
    );
  }
  if (foreign.length > 0 && here.length > 0) {
    // What their owners put into lists, such as a rule's description, they may leave out.
    const found = shapeDifferences(recorded, here, "data[]").filter((one) => one.kind === "field");
    differences.push(...found.filter(({ at }) => !at.slice("data[]".length).includes("[]")));
  }
}

/** Whether an element of a list is something that the conversation has dealt with. */
function isKnown(element: unknown, names: Names): boolean {
  if (!isObject(element)) return false;
  return Object.entries(element).some(
    ([key, value]) =>
      isIdKey(key) &&
      (typeof value === "number" || typeof value === "string") &&
      names.meaningsOf(value).length > 0,
  );
}

function compareValues(
  recorded: unknown,
  here: unknown,
  at: string,
  key: string,
  context: Context,
  differences: Difference[],
): void {
  const types = [typeOf(recorded), typeOf(here)] as const;
  if (types[0] !== types[1]) {
    const passing = momentary.has(key) || delayed.test(at);
    if (passing && types.every((type) => ["null", "string", "number"].includes(type))) return;
    differences.push(difference("type", at, describe(recorded), describe(here)));
  } else if (Array.isArray(recorded) && Array.isArray(here)) {
    compareArrays(recorded, here, at, key, context, differences);
  } else if (isObject(recorded) && isObject(here)) compareObjects(recorded, here, at, context, differences);
  else compareScalars(recorded, here, at, key, context, differences);
}

function compareObjects(
  recorded: JsonObject,
  here: JsonObject,
  at: string,
  context: Context,
  differences: Difference[],
): void {
  const path = (key: string): string => (at === "" ? key : `${at}.${key}`);
  for (const [key, value] of Object.entries(recorded)) {
    if (key in here) compareValues(value, here[key], path(key), key, context, differences);
    else differences.push(difference("field", path(key), describe(value), "absent"));
  }
  for (const [key, value] of Object.entries(here)) {
    if (!(key in recorded)) differences.push(difference("field", path(key), "absent", describe(value)));
  }
}

/** So many regions are all that there are, which are ever more. */
const everywhere = 10;

function compareArrays(
  allRecorded: readonly unknown[],
  allHere: readonly unknown[],
  at: string,
  key: string,
  context: Context,
  differences: Difference[],
): void {
  const recorded = allRecorded.filter((one) => one !== grantedCapability);
  const here = allHere.filter(
    (one) => one !== grantedCapability && !(key === "capabilities" && context.isLater(String(one))),
  );
  if (key === "regions" && Math.min(recorded.length, here.length) >= everywhere) {
    differences.push(...shapeDifferences(recorded, here, `${at}[]`));
    return;
  }
  if (recorded.length !== here.length && context.values) {
    differences.push(difference("count", at, `${recorded.length} elements`, `${here.length} elements`));
  }
  for (const pair of pairUp(recorded, here, context.names)) {
    compareValues(recorded[pair.recorded], here[pair.here], `${at}[]`, key, context, differences);
  }
}

function compareScalars(
  recorded: unknown,
  here: unknown,
  at: string,
  key: string,
  context: Context,
  differences: Difference[],
): void {
  if (recorded === here || recorded === null || momentary.has(key) || ownValues.has(key)) return;
  if (context.measured.has(key) || delayed.test(at)) return;
  if (typeof recorded === "string" && typeof here === "string") {
    if (isSanitised(recorded) || !context.values) return;
    const forms = [formOf(recorded), formOf(here)] as const;
    if (forms[0] !== forms[1]) differences.push(difference("type", at, describe(recorded), describe(here)));
    else if (
      forms[0] === "text" &&
      !context.names.same(recorded, here) &&
      numbered(recorded) !== numbered(here)
    ) {
      differences.push(difference("value", at, describe(recorded), describe(here)));
    }
  } else if (isIdPath(at.split(/[.[\]]+/)) && typeof recorded === "number" && typeof here === "number") {
    if (context.names.same(recorded, here) === false) {
      differences.push(difference("value", at, "the same thing as before", "another thing"));
    }
  } else differences.push(difference("value", at, describe(recorded), describe(here)));
}

/** Texts that contain an id, such as a generated label, differ in that only. */
function numbered(text: string): string {
  return text.replace(/\d{3,}/g, "#");
}

function difference(kind: Difference["kind"], at: string, recorded: string, here: string): Difference {
  return { kind, at, recorded, here };
}

const longest = 60;

/** A value as a report shows it: scalars as they are, the rest by type. */
export function describe(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "[]" : `list of ${value.length}`;
  if (isObject(value)) return "object";
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}
