import type { Exchange } from "./cassette";
import { decoded, mapLeaves, parseJson } from "./json";
import { isIdPath, type Name, type Names } from "./names";

/** A request as it is sent to the stand-in. */
export interface Request {
  method: string;
  /** `v4beta` unless it says otherwise. */
  version?: string;
  path: string;
  body: unknown;
  filter: string | undefined;
}

/** A name in a request, and what it may stand for here. */
interface Slot {
  name: Name;
  choices: readonly Name[];
  /** Ids stand for one thing throughout a request; sanitised texts may stand for several. */
  shared: boolean;
}

/** More ways to read one request than these are not tried. */
const mostReadings = 40;

/**
 * The ways to read a recorded request here, likeliest first: with each name's newest meaning, then with older ones.
 * There is more than one only where the recording's authors put the same text in place of different addresses or keys.
 */
export function* readings(exchange: Exchange, names: Names): Generator<Request> {
  const slots = findSlots(exchange, names);
  let count = 0;
  for (const choice of choices(slots)) {
    if (++count > mostReadings) return;
    yield fill(exchange, names, choice);
  }
}

type Pick = (name: Name) => Name;

/** Goes through a request's names in a fixed order, replacing each. */
function walk(exchange: Exchange, names: Names, pick: Pick): Request {
  const leaf = (value: unknown, path: readonly (string | number)[]): unknown => {
    if (typeof value === "number") {
      return isIdPath(path) && names.meaningsOf(value).length > 0 ? pick(value) : value;
    }
    return typeof value === "string" ? text(value, names, pick) : value;
  };
  const filter = exchange.filter === undefined ? undefined : parseJson(exchange.filter);
  return {
    method: exchange.method,
    version: exchange.version,
    path: `${exchange.path
      .split("/")
      .map((segment) => pathSegment(segment, names, pick))
      .join("/")}${exchange.query}`,
    body: exchange.body === undefined ? undefined : mapLeaves(exchange.body, leaf),
    filter: filter === undefined ? exchange.filter : JSON.stringify(mapLeaves(filter, leaf)),
  };
}

function pathSegment(segment: string, names: Names, pick: Pick): string {
  const plain = decoded(segment);
  const changed = /^\d+$/.test(plain)
    ? names.meaningsOf(Number(plain)).length > 0
      ? String(pick(Number(plain)))
      : plain
    : text(plain, names, pick);
  return changed === plain ? segment : encodeURIComponent(changed);
}

/** A text that is a name, or an address with a port or a prefix after it. */
function text(value: string, names: Names, pick: Pick): string {
  if (names.meaningsOf(value).length > 0) return String(pick(value));
  const parts = /^(.+?)([:/]\d+)$/.exec(value);
  if (parts?.[1] !== undefined && names.meaningsOf(parts[1]).length > 0) {
    return `${String(pick(parts[1]))}${parts[2] ?? ""}`;
  }
  return value;
}

function findSlots(exchange: Exchange, names: Names): Slot[] {
  const slots: Slot[] = [];
  walk(exchange, names, (name) => {
    const shared = typeof name === "number";
    if (!shared || !slots.some((slot) => slot.name === name)) {
      slots.push({ name, choices: names.meaningsOf(name), shared });
    }
    return name;
  });
  return slots;
}

function fill(exchange: Exchange, names: Names, choice: readonly { slot: Slot; value: Name }[]): Request {
  const rest = choice.filter(({ slot }) => !slot.shared);
  return walk(exchange, names, (name) => {
    if (typeof name !== "number") return rest.shift()?.value ?? name;
    return choice.find(({ slot }) => slot.name === name)?.value ?? name;
  });
}

/** Every choice, those nearest to the newest meanings first and different things for different places before the same. */
function choices(slots: readonly Slot[]): { slot: Slot; value: Name }[][] {
  let all: { picks: { slot: Slot; value: Name }[]; cost: number }[] = [{ picks: [], cost: 0 }];
  for (const slot of slots) {
    all = all
      .flatMap(({ picks, cost }) =>
        slot.choices.map((value, index) => ({
          picks: [...picks, { slot, value }],
          cost: cost + index + (picks.some((one) => one.value === value) ? slots.length : 0),
        })),
      )
      .sort((a, b) => a.cost - b.cost)
      .slice(0, mostReadings);
  }
  return all.map(({ picks }) => picks);
}
