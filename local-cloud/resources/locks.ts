import { z } from "zod";
import { defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import type { World } from "../core/world";

const entityTypes = ["linode", "nodebalancer", "volume"] as const;
const lockTypes = ["cannot_delete", "cannot_delete_with_subresources"] as const;

/** What can be locked. */
export type Lockable = (typeof entityTypes)[number];

/** Protection of a resource, or of it and its parts, from being deleted. */
export interface LockRecord extends Entity {
  id: number;
  lock_type: (typeof lockTypes)[number];
  entity_type: Lockable;
  entity_id: number;
}

declare module "../core/kinds" {
  interface Kinds {
    lock: LockRecord;
  }
}

/** Where each type is kept, below which path, and what people call it. */
const lockable = {
  linode: { kind: "instance", path: "/v4/linode/instances", name: "Linode" },
  nodebalancer: { kind: "nodebalancer", path: "/v4/nodebalancers", name: "NodeBalancer" },
  volume: { kind: "volume", path: "/v4/volumes", name: "Volume" },
} as const;

function locksFor(world: World, type: Lockable, entityId: number): LockRecord[] {
  return world.store.where("lock", "entity_id", entityId).filter((one) => one.entity_type === type);
}

/** The types of the locks on a resource, as its view shows them. */
export function locksOf(world: World, type: Lockable, entityId: number): LockRecord["lock_type"][] {
  return locksFor(world, type, entityId).map((one) => one.lock_type);
}

/** Throws if a lock protects the resource, or (for one of its parts) the resource with its parts. */
export function refuseLocked(world: World, type: Lockable, entityId: number, what: "whole" | "part"): void {
  const holds = locksFor(world, type, entityId).find(
    (one) => what === "whole" || one.lock_type === "cannot_delete_with_subresources",
  );
  if (holds === undefined) return;
  const { name } = lockable[type];
  throw invalid(
    `The ${name} is protected by a ${holds.lock_type} lock (Lock ID: ${holds.id}). Remove the lock first.`,
  );
}

/** Forgets the locks of something that goes away. */
export function removeLocksOf(world: World, type: Lockable, entityId: number): void {
  for (const one of locksFor(world, type, entityId)) world.store.remove("lock", one.id);
}

function entity(world: World, lock: LockRecord): EntityReference {
  const { entity_type: type, entity_id: id } = lock;
  const label = world.store.get(lockable[type].kind, id)?.label ?? "";
  return { id, type, label, url: `${lockable[type].path}/${id}` };
}

const lock = defineResource<"lock">({
  kind: "lock",
  path: "/locks",
  scope: "account",
  filterable: ["id", "lock_type", "entity.id", "entity.type", "entity.label"],
  indexes: ["entity_id"],
  view: (world, one) => ({ id: one.id, lock_type: one.lock_type, entity: entity(world, one) }),
  create: defineCreation({
    schema: z.object({
      entity_type: z.enum(entityTypes),
      entity_id: z.number().int(),
      lock_type: z.enum(lockTypes),
    }),
    build: (call, input): LockRecord => {
      const { store } = call.world;
      if (store.get(lockable[input.entity_type].kind, input.entity_id) === undefined) {
        throw invalid("entity_id is not valid", "entity_id");
      }
      const [other] = locksFor(call.world, input.entity_type, input.entity_id);
      if (other !== undefined) {
        throw invalid(
          `The ${other.lock_type} lock (Lock ID: ${other.id}) needs to be removed to add ${input.lock_type} lock. ` +
            `Can only have one of: ${lockTypes.join(", ")} locks`,
          "lock_type",
        );
      }
      return { id: store.nextId(), ...input };
    },
  }),
  remove: {},
});

export const locks: Section = { resources: [lock] };
