import type { Operation } from "../openapi/document";
import { bodyOf } from "./bodies";
import type { Chance } from "./chance";
import { Ground } from "./ground";
import type { Living, Thing } from "./living";
import { hostile, slightlyWrong } from "./mutate";
import { compute } from "./recipesCompute";
import { network } from "./recipesNetwork";
import { other } from "./recipesOther";
import { suits } from "./suits";
import type { Ref, Request, Tree } from "./tree";

const recipes = { ...compute, ...network, ...other };

/** Path variables that aren't the id of anything that a story makes. */
const fixed: Readonly<Record<string, (chance: Chance) => string>> = {
  regionId: (chance) => chance.one(["fr-par", "de-fra-2", "us-east", "eu-central"]),
  typeId: (chance) => chance.one(["g6-nanode-1", "g6-standard-2"]),
  kernelId: (chance) => chance.one(["linode/grub2", "linode/latest-64bit"]),
  slug: (chance) => chance.one(["vpc", "public", "akamai-non-prod"]),
  clusterId: (chance) => chance.one(["us-east-1", "eu-central-1"]),
  id: (chance) => chance.one(["fr-par", "us-east"]),
  year: () => "2026",
  month: (chance) => chance.one(["1", "11"]),
  version: (chance) => chance.one(["1", "2"]),
  quotaId: () => "keys",
};

/** How an operation is asked for. */
export type Mood = "good" | "schema" | "wrong" | "hostile";

/** A request that can be sent, and the ids that its path names. */
export interface Built {
  request: Request;
  operation: Operation;
  ids: Readonly<Record<string, string | Ref>>;
}

/** Whether everything that the path names is there. */
export function isFeasible(operation: Operation, living: Living): boolean {
  const kind = lastKind(operation);
  return kind === undefined || living.of(kind).length > 0;
}

/** The kind of the last thing that a path names; undefined if it names none that stories make. */
function lastKind({ path, variables }: Operation): string | undefined {
  const last = [...variables].reverse().find((name) => fixed[name] === undefined);
  if (last === undefined) return undefined;
  return path.slice(0, path.indexOf(`/{${last}}`));
}

/** Makes a request for an operation; undefined if a good one isn't possible now. */
export function build(
  operation: Operation,
  mood: Mood,
  chance: Chance,
  living: Living,
  step: number,
): Built | undefined {
  const bound = bind(operation, chance, living);
  if (bound === undefined) return undefined;
  const { ids, thing } = bound;
  const bare = new Ground(chance, living, ids, thing, Ground.someRegion(chance));
  const region = thing === undefined ? bare.region : (bare.regionOf(thing) ?? bare.region);
  const ground = new Ground(chance, living, ids, thing, region);
  const body =
    operation.method === "GET" || operation.method === "DELETE"
      ? undefined
      : bodyFor(operation, mood, ground);
  if (body === null) return undefined;
  const spoiled = mood === "hostile" ? spoil(chance) : {};
  const request: Request = {
    step,
    method: operation.method,
    path: pathOf(operation, ids, mood === "hostile" ? chance : undefined),
    query: queryOf(operation, mood, chance),
    headers: headersOf(operation, mood, chance),
    body: body?.tree,
    ...spoiled,
  };
  return { request, operation, ids };
}

function bodyFor(operation: Operation, mood: Mood, ground: Ground): { tree: Tree } | undefined | null {
  const recipe = recipes[`${operation.method} ${operation.path}`];
  const schema = operation.request;
  const good = mood === "schema" || recipe === undefined ? undefined : recipe(ground);
  if (mood === "good" && recipe !== undefined && good === undefined) return null;
  const tree: Tree = good ?? (schema === undefined ? {} : bodyOf(schema, ground));
  if (mood === "wrong") return { tree: slightlyWrong(tree, ground) };
  if (mood === "hostile") return { tree: hostile(tree, ground) };
  return { tree };
}

function bind(
  operation: Operation,
  chance: Chance,
  living: Living,
): { ids: Readonly<Record<string, string | Ref>>; thing: Thing | undefined } | undefined {
  const kind = lastKind(operation);
  const ids: Record<string, string | Ref> = {};
  const all = kind === undefined ? [] : living.of(kind);
  const fitting = all.filter((one) => suits(operation, one, living));
  const thing = chance.one(fitting.length > 0 && chance.percent(85) ? fitting : all);
  Object.assign(ids, thing?.ids);
  // Now and then a dead id, or one that never was.
  if (kind !== undefined && (thing === undefined || chance.percent(4))) {
    for (const name of operation.variables) {
      if (fixed[name] === undefined)
        ids[name] = chance.percent(70) ? (chance.one(living.dead) ?? "999999") : "999999";
    }
  }
  for (const name of operation.variables) ids[name] ??= fixed[name]?.(chance) ?? "999999";
  return { ids, thing };
}

function pathOf(
  operation: Operation,
  ids: Readonly<Record<string, string | Ref>>,
  chance: Chance | undefined,
): (string | Ref)[] {
  const parts = operation.path
    .split("/")
    .slice(1)
    .map((part) => (part.startsWith("{") ? (ids[part.slice(1, -1)] ?? "") : part));
  if (chance === undefined || !chance.percent(25)) return parts;
  const evil = chance.one([
    "%",
    "%zz",
    "%00",
    "..%2f..",
    "%F0%9F%92%A5",
    "1e3",
    "-1",
    "0x10",
    "9".repeat(40),
    "__proto__",
    "1;2",
    " ",
  ]);
  const at = chance.below(parts.length);
  return parts.map((part, index) => (index === at ? encodeEvil(evil) : part));
}

/** What a client may put on the wire: spaces are no part of a path. */
function encodeEvil(text: string): string {
  return text.replace(/ /g, "%20");
}

function queryOf(operation: Operation, mood: Mood, chance: Chance): string {
  if (operation.requiredQuery.length > 0 && mood !== "hostile") {
    return `?${operation.requiredQuery.map((name) => `${name}=file.txt`).join("&")}`;
  }
  if (operation.method !== "GET" || !chance.percent(mood === "good" ? 20 : 50)) return "";
  if (mood === "hostile" || mood === "wrong") {
    const name = chance.one(["page", "page_size", "foo", "__proto__"]);
    return `?${name}=${encodeURIComponent(toWellFormed(chance.one(["0", "-1", "501", "24", "1e9", "a", "1.5", chance.text().slice(0, 50)])))}`;
  }
  return `?page=${chance.one([1, 1, 2])}&page_size=${chance.one([25, 100, 500])}`;
}

function toWellFormed(text: string): string {
  return text.replace(/[\ud800-\udfff]/g, "?");
}

const filterFields = [
  "id",
  "label",
  "region",
  "status",
  "created",
  "tags",
  "type",
  "entity.id",
  "address",
] as const;

function headersOf(operation: Operation, mood: Mood, chance: Chance): Record<string, string> {
  if (operation.method !== "GET" || !chance.percent(mood === "good" ? 15 : 40)) return {};
  if (mood === "hostile") {
    return {
      "X-Filter": chance.one([
        "{",
        "[]",
        "7",
        '"a"',
        '{"+and":7}',
        '{"+or":[{}]}',
        '{"__proto__":1}',
        '{"+order_by":{}}',
        `{"label":${"[".repeat(200)}${"]".repeat(200)}}`,
      ]),
    };
  }
  const field = chance.one(filterFields);
  const filter = chance.one([
    { [field]: 7 },
    { [field]: { "+contains": "a" } },
    { [field]: { "+gte": 1000 } },
    { "+or": [{ [field]: "x" }, { label: "y" }] },
    { "+order_by": field, "+order": chance.one(["asc", "desc"]) },
    { [field]: { "+neq": null } },
  ]);
  return { "X-Filter": JSON.stringify(filter) };
}

/** Breaks the request itself. */
function spoil(chance: Chance): Partial<Request> {
  if (chance.percent(70)) return {};
  return chance.one<Partial<Request>>([
    { raw: "{" },
    { raw: "" },
    { raw: "null" },
    { raw: "[]" },
    { raw: '"text"' },
    { raw: '{"__proto__":{"label":"x"},"constructor":{"prototype":{"label":"x"}}}' },
    { raw: `${"[".repeat(5000)}${"]".repeat(5000)}` },
    { raw: `${'{"a":'.repeat(8000)}1${"}".repeat(8000)}` },
    { raw: `{"region":"fr-par","label":"${"a-".repeat(500_000)}"}` },
    { raw: '{"label":"a","label":"b"}' },
    { raw: "\u0000\ufeff" },
    { headers: { "Content-Type": "text/plain" } },
    { headers: { Authorization: "" } },
    { headers: { Authorization: "Bearer" } },
    { headers: { Authorization: "Basic dXNlcjpwYXNz" } },
    { headers: { Accept: "text/html" } },
  ]);
}
