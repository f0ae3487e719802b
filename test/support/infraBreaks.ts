import { badValues } from "./infraBadValues";
import { at, copy, paths, put, type Step, type Values } from "./infraConfigs";
import { waiver } from "./infraWaiver";

/** Picks from a list that is not empty. */
export type Pick = <T>(from: readonly T[]) => T;

/** Changes values so that no valid configuration can have them; says what it did, or nothing where it does not apply. */
export type Break = (values: Values, pick: Pick) => string | undefined;

/** Sections and settings whose keys are names of people's choice, or are checked apart from the schema of their object. */
const maps = [
  /^regions$/,
  /^classes$/,
  /^administrators$/,
  /^managedDevices\.devices$/,
  /^otherStacks$/,
] as const;

const optional = new RegExp(
  `^(${[
    "grants|approvals|waivers|backups|otherStacks|managers|leavers|change",
    "organisation\\.(addressSpace|labelPrefix)",
    "classes\\.\\*\\.(endpoint|objects|hosting|gateway)",
    "classes\\.\\*\\.endpoint\\.name",
    "classes\\.\\*\\.data\\.count",
    "backups\\.(pointInTimeDays|retentionDays)",
  ].join("|")})$`,
);

/** A path as the schema sees it: names of maps as `*`, indices as `[]`. */
export function patternOf(path: readonly Step[]): string {
  const steps: string[] = [];
  for (const step of path) {
    const above = steps.join(".");
    const plain = String(step).replace(/^bastide:/, "");
    if (typeof step === "number") steps.push("[]");
    else steps.push(maps.some((map) => map.test(above)) ? "*" : plain);
  }
  return steps.join(".");
}

const written = (path: readonly Step[]): string => path.join(".");
const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The pristine shape decides what is required; `values` may have lost some of it already. */
const known = (values: Values): Step[][] =>
  [...paths(values)].filter((path) => schemaKnows.has(patternOf(path)));

const settings = {
  organisation: ["name", "domain", "contact", "addressSpace"],
  "regions.*": ["number", "role"],
  "classes.*": ["data", "forecast", "endpoint", "objects", "reviewed"],
  "classes.*.data": ["type", "volumeGiB"],
  "classes.*.forecast": ["vcpus", "memoryGiB", "storageGiB", "growthPerMonth"],
  "classes.*.endpoint": ["name"],
  "administrators.*": ["name", "duties", "device", "keys"],
  managedDevices: ["networks", "devices"],
  "managedDevices.devices.*": ["owner", "wireguardKey"],
  "grants.[]": ["who", "class", "purpose", "ticket", "device", "approver", "start", "end"],
  "approvals.[]": ["subject", "approver", "date"],
  reviews: ["policy", "configuration", "accounts"],
  change: ["ticket", "author", "approver", "date"],
  egress: ["names", "resolvers", "timeServers"],
  backups: ["pointInTimeDays", "retentionDays"],
} as const;

const sections = [
  "organisation",
  "regions",
  "classes",
  "administrators",
  "managedDevices",
  "grants",
] as const;
const strictObjects = new Set<string>(Object.keys(settings));
const schemaKnows = new Set<string>([
  ...sections,
  ...["approvals", "waivers", "reviews", "egress", "backups", "managers", "change"],
  ...Object.entries(settings).flatMap(([above, keys]) => keys.map((key) => `${above}.${key}`)),
]);

const dropRequired: Break = (values, pick) => {
  const required = known(values).filter((path) => !optional.test(patternOf(path)));
  if (required.length === 0) return undefined;
  const path = pick(required);
  put(values, path, undefined);
  return `without ${written(path)}`;
};

/** Values of which none fits where the given one stood. Texts that are JSON would be read as such at the top. */
const otherKinds = (value: unknown): readonly unknown[] => {
  if (typeof value === "string") return [null, [], {}, 7, 1e308, true, ["x"]];
  if (typeof value === "number") return [null, [], {}, "eighty", "80", true, -1e308, 1e308];
  if (typeof value === "boolean") return [null, [], {}, "yes", 1];
  if (Array.isArray(value)) return ["words", 7, { a: 1 }, true];
  return ["words", 7, [1], true, [{}]];
};

const wrongKind: Break = (values, pick) => {
  const all = known(values);
  if (all.length === 0) return undefined;
  const path = pick(all);
  const other = pick(otherKinds(at(values, path)));
  put(values, path, copy(other));
  return `${written(path)} is ${JSON.stringify(other)}`;
};

const typos: readonly ((key: string) => string)[] = [
  (key) => `${key}s`,
  (key) => key.toUpperCase(),
  (key) => key.slice(0, -1),
  (key) => key.replace(/[aeo]/, "\u0430"),
  (key) => `${key} `,
  (key) => `${key.slice(1, 2)}${key.slice(0, 1)}${key.slice(2)}x`,
];

const typo: Break = (values, pick) => {
  const all = known(values).filter((path) => !patternOf(path).endsWith("*"));
  if (all.length === 0) return undefined;
  const path = pick(all);
  const key = String(path.at(-1));
  const [, namespace = "", plain = ""] = /^(bastide:)?(.*)$/s.exec(key) ?? [];
  const wrong = namespace + pick(typos)(plain);
  const above = path.slice(0, -1);
  const value = at(values, path);
  put(values, path, undefined);
  put(values, [...above, wrong], value);
  return `${JSON.stringify(wrong)} instead of ${written(path)}`;
};

const strangers = [
  "__proto__",
  "constructor",
  "toString",
  "prototype",
  "hasOwnProperty",
  "größe",
  "💥",
  "",
  "a b",
];

const unknownKey: Break = (values, pick) => {
  const objects = [...paths(values)].filter(
    (path) => strictObjects.has(patternOf(path)) && isMap(at(values, path)),
  );
  if (objects.length === 0) return undefined;
  const path = [...pick(objects), pick(strangers)];
  put(values, path, copy(pick([null, {}, "x", { isAdmin: true }])));
  return `unknown key ${JSON.stringify(written(path))}`;
};

/** A name that no entry of a map can have. */
const badEntry: Break = (values, pick) => {
  const found = [...paths(values)].filter(
    (path) =>
      maps.some((map) => map.test(patternOf(path))) &&
      isMap(at(values, path)) &&
      Object.keys(at(values, path) as object).length > 0,
  );
  if (found.length === 0) return undefined;
  const map = pick(found);
  const entries = at(values, map) as Record<string, unknown>;
  const name = pick(["__proto__", "Upper", "zoë", "", "a b", "a/b", "x".repeat(300), "toString"]);
  put(values, [...map, name], copy(Object.values(entries)[0] ?? {}));
  return `entry ${JSON.stringify(name)} in ${written(map)}`;
};

const unknownSection: Break = (values, pick) => {
  const name = pick(["regoins", "__proto__", "constructor", "Classes", "", "größe", "token"]);
  put(values, [`bastide:${name}`], { a: 1 });
  return `unknown section ${JSON.stringify(name)}`;
};

const forbidden: Break = (values, pick) => {
  const key = pick(["linode:token", "linode:url"]);
  put(values, [key], "not-a-real-value");
  return `${key} in the configuration`;
};

const badValue: Break = (values, pick) => {
  const all = [...paths(values)].filter((path) => Object.hasOwn(badValues, patternOf(path)));
  if (all.length === 0) return undefined;
  const path = pick(all);
  const value = pick(badValues[patternOf(path)] ?? []);
  put(values, path, value);
  return `${written(path)} is ${JSON.stringify(value)}`;
};

const both = (values: Values, first: readonly Step[], second: readonly Step[]) =>
  at(values, first) !== undefined && at(values, second) !== undefined;

/** Sections that fit the schema each by itself, but not each other. */
const unrelated: readonly Break[] = [
  (values) => {
    const [a, b] = ["fr-par", "de-fra-2"].map((id) => ["bastide:regions", id, "role"]) as [Step[], Step[]];
    if (!both(values, a, b)) return undefined;
    put(values, a, "active");
    put(values, b, "active");
    return "two active regions";
  },
  (values) => {
    const [a, b] = ["fr-par", "de-fra-2"].map((id) => ["bastide:regions", id, "number"]) as [Step[], Step[]];
    if (!both(values, a, b)) return undefined;
    put(values, b, at(values, a));
    return "one number for two regions";
  },
  (values) => {
    if (at(values, ["bastide:regions"]) === undefined) return undefined;
    put(values, ["bastide:regions"], { "fr-par": { number: 1, role: "active" } });
    return "one region only";
  },
  (values) => {
    if (!isMap(at(values, ["bastide:regions"]))) return undefined;
    put(values, ["bastide:regions", "eu-west"], { number: 99, role: "standby" });
    return "a region that cannot carry an enclave";
  },
  (values) => {
    if (!isMap(at(values, ["bastide:classes", "account"]))) return undefined;
    put(values, ["bastide:classes", "account", "hosting"], "outside:elsewhere");
    return "accounts outside Linode";
  },
  (values) => {
    if (at(values, ["bastide:classes", "sessions", "data", "type"]) === undefined) return undefined;
    put(values, ["bastide:classes", "sessions", "data", "type"], "g6-nanode-1");
    return "a type too small for the forecast";
  },
  (values) => {
    if (!both(values, ["bastide:administrators", "amara"], ["bastide:administrators", "bjarne"]))
      return undefined;
    const keys = at(values, ["bastide:administrators", "amara", "keys"]);
    put(values, ["bastide:administrators", "bjarne"], {
      name: "Bjarne Holm",
      duties: ["database"],
      device: "laptop-0142",
      keys,
    });
    return "a shared key";
  },
  (values) => {
    put(
      values,
      ["bastide:waivers"],
      [
        {
          ...waiver,
          reason: "For no reason at all.",
          approvers: waiver.approvers.map((approver) => ({ ...approver, who: "amara" })),
        },
      ],
    );
    return "a waiver that one person approved";
  },
  (values) => {
    if (!isMap(at(values, ["bastide:classes", "events"]))) return undefined;
    put(values, ["bastide:otherStacks"], { events: {} });
    return "a class in two stacks";
  },
];

const crossReference: Break = (values, pick) => pick(unrelated)(values, pick);

/** Every kind of break, weighted by how much there is to try. */
export const breaks: readonly [Break, ...Break[]] = [
  dropRequired,
  wrongKind,
  wrongKind,
  typo,
  unknownKey,
  badEntry,
  badValue,
  badValue,
  badValue,
  crossReference,
  forbidden,
  unknownSection,
];
