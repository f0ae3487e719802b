import { defaultFirewalls } from "./account";
import type { Cassette, Exchange } from "./cassette";
import { isObject, type JsonObject, leaves } from "./json";
import { grantedIn, namedBy, namedIn } from "./named";
import { isIdKey, type Name } from "./names";
import { ownerOf, reasonOutside } from "./scope";

/** Something that a conversation deals with and didn't make. */
export interface Foreign {
  /** Where such things are made, with the ids of the things above it as recorded: `/vpcs/7/subnets`. */
  collection: string;
  /** Its id; an address's is itself. */
  id: Name;
  /** How it looked when it was first shown, as far as it was; `{}` if never. */
  view: JsonObject;
  /** Where it has to be, as far as what surrounds it tells. */
  region: string | undefined;
}

interface Reference {
  collection: string;
  id: Name;
  /** The key that names it, where one does. */
  key?: string;
}

/** Where the things are made that a key names. */
const collections: Readonly<Record<string, string>> = {
  linode_id: "/linode/instances",
  linodes: "/linode/instances",
  firewall_id: "/networking/firewalls",
  volume_id: "/volumes",
  volumes: "/volumes",
  vpc_id: "/vpcs",
  nodebalancer_id: "/nodebalancers",
  nodebalancers: "/nodebalancers",
  stackscript_id: "/linode/stackscripts",
  placement_group: "/placement/groups",
  default_firewall_ids: "/networking/firewalls",
};

/** The same for the types that bodies name beside an id. */
const types: Readonly<Record<string, string>> = {
  linode: "/linode/instances",
  nodebalancer: "/nodebalancers",
  firewall: "/networking/firewalls",
  volume: "/volumes",
  vpc: "/vpcs",
};

/** Other people's things that are made at most for one list. */
const mostInList = 3;

/** What has to be there before a conversation starts, what is needed first coming first. */
export function findForeign(cassette: Cassette): Foreign[] {
  const known = new Set<Name>();
  const names = new Set<string>();
  let addressesListed = false;
  const found: Foreign[] = [];
  const note = (reference: Reference, exchange: Exchange, shown?: JsonObject): void => {
    known.add(reference.id);
    const view = shown ?? viewOf(cassette, reference) ?? {};
    // What it belongs to comes first.
    for (const above of bodyReferences({ ...exchange, method: "PUT", path: "", body: view })) {
      if (!known.has(above.id)) note(above, exchange);
    }
    found.push({ ...reference, view, region: text(view.region) ?? regionAround(cassette, exchange) });
  };
  for (const exchange of cassette.exchanges) {
    if (reasonOutside(exchange) !== undefined) continue;
    const made = namedBy(exchange);
    for (const named of [...namedIn(exchange), ...(made === undefined ? [] : [made])]) {
      const name = `${named.collection}/${named.id}`;
      if (named !== made && !names.has(name) && !isRefused(exchange, named)) {
        found.push({ ...named, region: undefined });
      }
      names.add(name);
    }
    const defaults = exchange.path === "/networking/firewalls/settings" ? defaultFirewalls(cassette) : {};
    for (const id of Object.values(defaults)) {
      if (!known.has(id)) note({ collection: "/networking/firewalls", id }, exchange);
    }
    for (const { view, ...reference } of grantedIn(exchange)) {
      if (!known.has(reference.id)) note(reference, exchange, view);
    }
    for (const reference of references(exchange)) {
      if (!known.has(reference.id) && !isRefused(exchange, reference)) note(reference, exchange);
    }
    // The first list of addresses tells of all: from sanitised ones nobody sees which are new later.
    if (!(addressesListed && isAddressList(exchange.path))) {
      for (const { view, ...reference } of othersIn(exchange, known, reservedBefore(cassette, exchange))) {
        note(reference, exchange, view);
        addressesListed ||= isAddressList(exchange.path);
      }
    }
    for (const id of idsIn(exchange.answer)) known.add(id);
  }
  return found;
}

/** Whether the answer says that a thing isn't there: then it has to stay away here too. */
function isRefused({ status, answer }: Exchange, { id, key }: Reference): boolean {
  if (status === 404) return true;
  if (status < 400 || !isObject(answer) || !Array.isArray(answer.errors)) return false;
  return answer.errors.some(
    (error) =>
      isObject(error) &&
      ((key !== undefined && error.field === key) || String(error.reason).includes(String(id))),
  );
}

function references(exchange: Exchange): Reference[] {
  return [...pathReferences(exchange.path), ...bodyReferences(exchange)];
}

/** Each number in a path with the collection that it is in. */
function pathReferences(path: string): Reference[] {
  const segments = path.split("/");
  return segments.flatMap((segment, index) => {
    const collection = segments.slice(0, index).join("/");
    const inOwn = /^\/(regions|account\/events|.*\/transfer(\/\d+)?$)/.test(collection);
    return /^\d+$/.test(segment) && !inOwn ? [{ collection, id: Number(segment) }] : [];
  });
}

function bodyReferences({ body, path, method }: Exchange): Reference[] {
  if (!isObject(body)) return [];
  const found: Reference[] = [];
  for (const leaf of leaves(body)) {
    if (typeof leaf.value !== "number") continue;
    const keys = leaf.path.filter((part) => typeof part === "string");
    const collection = keys.map((key) => collections[key]).find((one) => one !== undefined);
    if (collection !== undefined) found.push({ collection, id: leaf.value, key: String(leaf.path[0]) });
  }
  const entity = types[String(body.type ?? body.entity_type)];
  const id = body.id ?? body.entity_id;
  if (entity !== undefined && typeof id === "number") {
    found.push({ collection: entity, id, key: "entity_id" in body ? "entity_id" : "id" });
  }
  const linode = body.linode_id ?? /^\/linode\/instances\/(\d+)/.exec(path)?.[1];
  if (typeof body.config_id === "number" && linode !== undefined) {
    found.push({ collection: `/linode/instances/${linode}/configs`, id: body.config_id });
  }
  return method === "GET" ? [] : found;
}

/** The first elements of an account's list that nobody in the conversation made. */
function othersIn(
  exchange: Exchange,
  known: ReadonlySet<Name>,
  reserved: readonly string[],
): (Reference & { view: JsonObject })[] {
  const { answer, path } = exchange;
  if (exchange.method !== "GET" || !isObject(answer) || !Array.isArray(answer.data)) return [];
  if (ownerOf(exchange) !== "account" || path === "/account/events") return [];
  const elements = answer.data.filter(isObject);
  if (isAddressList(path)) {
    return othersAddresses(elements, known, reserved);
  }
  return elements
    .filter((one) => typeof one.id === "number" && !known.has(one.id))
    .slice(0, mostInList)
    .map((view) => ({ collection: path, id: Number(view.id), view }));
}

function isAddressList(path: string): boolean {
  return /^\/networking\/(reserved\/)?ips$/.test(path);
}

/** Addresses come with the Linodes that have them, or are reserved. */
function othersAddresses(
  elements: readonly JsonObject[],
  known: ReadonlySet<Name>,
  reserved: readonly string[],
): (Reference & { view: JsonObject })[] {
  const ownReserved = [...reserved];
  const linodes = new Map<number, JsonObject>();
  for (const { linode_id: id, assigned_entity: entity, region } of elements) {
    if (typeof id !== "number" || known.has(id) || linodes.has(id)) continue;
    linodes.set(id, { region, ...(isObject(entity) ? { label: entity.label } : {}) });
  }
  const own = new Set<unknown>();
  const further = elements.filter(({ type, linode_id: id, reserved, region }) => {
    if (type !== "ipv4" || (typeof id === "number" && !linodes.has(id))) return false;
    if (reserved === true && id === null) {
      const position = ownReserved.indexOf(String(region));
      if (position >= 0) ownReserved.splice(position, 1);
      return position < 0;
    }
    // A Linode comes with one address.
    if (reserved === true || own.has(id)) return true;
    own.add(id);
    return false;
  });
  return [
    ...[...linodes].map(([id, view]) => ({ collection: "/linode/instances", id, view })),
    ...further.map((view) => ({
      collection:
        view.reserved === true ? "/networking/reserved/ips" : `/linode/instances/${view.linode_id}/ips`,
      id: String(view.address),
      view,
    })),
  ];
}

/** Regions of the addresses that a conversation reserved before, and kept. */
function reservedBefore(cassette: Cassette, exchange: Exchange): string[] {
  const regions: string[] = [];
  for (const one of cassette.exchanges.slice(0, cassette.exchanges.indexOf(exchange))) {
    if (one.status !== 200 || !one.path.startsWith("/networking/reserved/ips")) continue;
    if (one.method === "POST" && isObject(one.answer)) regions.push(String(one.answer.region));
    // Which one went, sanitised addresses don't tell: the newest, as tests tidy up.
    if (one.method === "DELETE") regions.pop();
  }
  return regions;
}

function* idsIn(answer: unknown): Generator<Name> {
  for (const { path, value } of leaves(answer)) {
    const key = [...path].reverse().find((part) => typeof part === "string");
    if (typeof value === "number" && isIdKey(key)) yield value;
    if (typeof value === "string" && key === "address") yield value;
  }
}

/** The thing as an answer first shows it: at its own address, in a list of such things, or after an action on it. */
function viewOf(cassette: Cassette, { collection, id }: Reference): JsonObject | undefined {
  const plural = collection.slice(collection.lastIndexOf("/"));
  for (const exchange of cassette.exchanges) {
    if (exchange.status !== 200 || !`${exchange.path}/`.includes(`${plural}/`)) continue;
    const { answer } = exchange;
    const shown = isObject(answer) && Array.isArray(answer.data) ? answer.data : [answer];
    for (const one of shown) if (isObject(one) && one.id === id) return one;
  }
  return named(cassette, id);
}

/** At least what a reference to it says: its label. */
function named(cassette: Cassette, id: Name): JsonObject | undefined {
  for (const exchange of cassette.exchanges) {
    for (const { path, value } of leaves(exchange.answer)) {
      if (value !== id || path.at(-1) === undefined) continue;
      const holder = holderOf(exchange.answer, path);
      const key = String(path.at(-1));
      const label = key === "id" ? holder?.label : holder?.[key.replace(/id$/, "label")];
      if (typeof label === "string" && label !== "") return { label };
    }
  }
  return undefined;
}

function holderOf(value: unknown, path: readonly (string | number)[]): JsonObject | undefined {
  let found = value;
  for (const part of path.slice(0, -1)) {
    found = Array.isArray(found) ? found[Number(part)] : isObject(found) ? found[part] : undefined;
  }
  return isObject(found) ? found : undefined;
}

/** The region that the request is about: named in it, in its answer, or that of what its path names. */
function regionAround(cassette: Cassette, exchange: Exchange): string | undefined {
  const own = [exchange.body, exchange.answer].map((one) => (isObject(one) ? text(one.region) : undefined));
  const direct = own.find((one) => one !== undefined);
  if (direct !== undefined) return direct;
  const id = Number(/^\/[a-z/]+\/(\d+)/.exec(exchange.path)?.[1]);
  const bodyIds = new Set(isObject(exchange.body) ? idsIn(exchange.body) : []);
  for (const other of cassette.exchanges) {
    const { answer } = other;
    if (!isObject(answer) || typeof answer.region !== "string") continue;
    if (answer.id === id || (typeof answer.id === "number" && bodyIds.has(answer.id))) return answer.region;
  }
  const anywhere = cassette.exchanges.map((one) =>
    isObject(one.answer) ? text(one.answer.region) : undefined,
  );
  return anywhere.find((one) => one !== undefined);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}
