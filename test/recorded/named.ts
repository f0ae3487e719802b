import type { Exchange } from "./cassette";
import { decoded, isObject, type JsonObject } from "./json";

/** Something that requests name by a text: a bucket, a user, a tag. */
export interface Named {
  /** Where such things are made. */
  collection: string;
  id: string;
  /** What is known of it. */
  view: JsonObject;
}

const buckets = "/object-storage/buckets";
const users = "/account/users";

/** What a request takes to be there, by what its path and its body name. */
export function namedIn(exchange: Exchange): Named[] {
  const [, group = "", kind = "", ...rest] = exchange.path.split("/").map(decoded);
  const [first, second] = rest;
  if (group === "tags" && kind !== "") return [{ collection: "/tags", id: kind, view: { label: kind } }];
  if (`/${group}/${kind}` === users && first !== undefined) {
    return [{ collection: users, id: first, view: userView(exchange, rest.includes("grants")) }];
  }
  if (`/${group}/${kind}` === buckets && first !== undefined && second !== undefined) {
    return [bucket(second, first)];
  }
  const access = isObject(exchange.body) ? exchange.body.bucket_access : undefined;
  if (!Array.isArray(access)) return [];
  return access
    .filter(isObject)
    .map((one) => bucket(String(one.bucket_name), String(one.region ?? one.cluster)));
}

/** What a request made, if it makes things that have names, or gives one another name. */
export function namedBy({ method, path, body, status }: Exchange): Named | undefined {
  if (status !== 200 || !isObject(body)) return undefined;
  const renamed = method === "PUT" && /^\/account\/users\/[^/]+$/.test(path) ? body.username : undefined;
  if (typeof renamed === "string") return { collection: users, id: renamed, view: body };
  if (method !== "POST") return undefined;
  const id = path === users ? body.username : body.label;
  const collection = [buckets, users, "/tags"].find((one) => one === path);
  return collection === undefined || typeof id !== "string" ? undefined : { collection, id, view: body };
}

function bucket(label: string, region: string): Named {
  return { collection: buckets, id: label, view: { label, region } };
}

/** Only who is restricted has grants. */
function userView({ answer }: Exchange, grants: boolean): JsonObject {
  if (grants) return { restricted: true };
  return isObject(answer) ? answer : {};
}

/** Where the things are made that grants are about. */
const granted: Readonly<Record<string, string>> = {
  linode: "/linode/instances",
  nodebalancer: "/nodebalancers",
  domain: "/domains",
  stackscript: "/linode/stackscripts",
  volume: "/volumes",
  firewall: "/networking/firewalls",
  vpc: "/vpcs",
};

/** Everything on the account that a list of grants shows. */
export function grantedIn({
  path,
  answer,
}: Exchange): { collection: string; id: number; view: JsonObject }[] {
  if (!path.endsWith("/grants") || !isObject(answer)) return [];
  return Object.entries(granted).flatMap(([key, collection]) => {
    const shown = answer[key];
    if (!Array.isArray(shown)) return [];
    return shown
      .filter(isObject)
      .map(({ id, label }) => ({ collection, id: Number(id), view: { label, domain: label } }));
  });
}
