import { type ApiObject, type CloudApi, listOrNone } from "../offline/create/api";
import { removeObject } from "../offline/create/removal";
import type { Plain, Translator } from "../offline/create/translator";
import { topCollections, wayOf } from "../offline/create/types";
import type { Inventory } from "./runRecord";

/** A resource of the engine's state. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Plain;
}

/** A resource that a run has made or was about to make. */
export type Creation = Pick<StateResource, "urn" | "type" | "inputs">;

/** Where the parts of something are, which have no collection of their own at the top. */
const parts: Readonly<Record<string, (id: string, inputs: Plain) => string>> = {
  "linode:index/vpc:Vpc": (id) => `/vpcs/${id}/subnets`,
  "linode:index/nodeBalancer:NodeBalancer": (id) => `/nodebalancers/${id}/configs`,
  "linode:index/nodeBalancerConfig:NodeBalancerConfig": (id, { nodebalancerId }) =>
    `/nodebalancers/${nodebalancerId}/configs/${id}/nodes`,
  "linode:index/domain:Domain": (id) => `/domains/${id}/records`,
};

/** What is in the cloud before a run, so that it is known afterwards what was there already. */
export async function takeInventory(api: CloudApi, state: readonly StateResource[]): Promise<Inventory> {
  const nested = state.flatMap(({ type, id, inputs }) =>
    id === undefined || parts[type] === undefined ? [] : [parts[type](id, inputs ?? {})],
  );
  const collections = [...topCollections, ...nested];
  const lists = await Promise.all(collections.map((collection) => listOrNone(api, collection)));
  return Object.fromEntries(
    collections.map((collection, index) => [collection, (lists[index] ?? []).map(anyIdOf)]),
  );
}

export interface OrphanOptions {
  readonly api: CloudApi;
  readonly creations: readonly Creation[];
  /** What was there before the run that began the creations. */
  readonly inventory: Inventory;
  readonly state: readonly StateResource[];
}

/**
 * Removes from the cloud what a run has made and the engine doesn't know of, since the run was killed, an answer was lost, or the
 * provider asked twice. An object is taken for that only if all of this is true: the run was about to make such a resource; the
 * object has its label (an address: its region and form, and nobody uses it), region, type and tags; it was not there before the
 * run; and the state has no resource with its id. Whatever else is in the cloud was made by someone else, and is left alone.
 * Returns the names of what was removed.
 */
export async function removeOrphans(options: OrphanOptions): Promise<string[]> {
  const { api, creations, inventory, state } = options;
  const taken = new Set(state.map(({ type, id }) => `${type} ${id}`));
  const lists = new Map<string, Promise<ApiObject[]>>();
  const removed: string[] = [];
  const gone = new Set<string>();
  // Parts are begun after what they are part of, so they go first.
  for (const { type, inputs = {} } of [...creations].reverse()) {
    const way = wayOf(type, {});
    if (way?.kind !== "api") {
      // The project's own provider adopts what it finds.
      continue;
    }
    const { translator } = way;
    const collection = translator.collection(inputs);
    const found = lists.get(collection) ?? listOrNone(api, collection);
    lists.set(collection, found);
    const before = new Set(inventory[collection] ?? []);
    for (const object of await found) {
      const id = translator.idOf?.(object) ?? String(object.id);
      const path = `${collection}/${id}`;
      if (
        !gone.has(path) &&
        !before.has(id) &&
        !taken.has(`${type} ${id}`) &&
        isLike(translator, object, inputs)
      ) {
        gone.add(path);
        await removeObject(path, translator, api);
        removed.push(String(object.label ?? object.domain ?? object.address ?? object.name ?? path));
      }
    }
  }
  return removed;
}

function isLike(translator: Translator, object: ApiObject, inputs: Plain): boolean {
  const marked =
    translator.isSame?.(object, inputs) ??
    (translator.couldBe?.(object, inputs) === true && (object.linode_id ?? null) === null);
  return (
    marked &&
    ["region", "type"].every(
      (key) =>
        typeof object[key] !== "string" || typeof inputs[key] !== "string" || object[key] === inputs[key],
    ) &&
    sorted(object.tags) === sorted(inputs.tags ?? (Array.isArray(object.tags) ? [] : undefined))
  );
}

function sorted(tags: unknown): string {
  return Array.isArray(tags) ? JSON.stringify([...tags].sort()) : "";
}

/** Addresses have no number. */
function anyIdOf(object: ApiObject): string {
  return String(object.id ?? object.address);
}
