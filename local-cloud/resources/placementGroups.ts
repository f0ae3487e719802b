import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid } from "../core/errors";
import type { Entity, EntityReference } from "../core/kinds";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { instanceReference } from "./instanceRules";
import type { InstanceRecord } from "./instances";
import { id, label, requireRegion, requireUniqueLabel } from "./shared";

export interface PlacementGroupRecord extends Entity {
  id: number;
  label: string;
  region: string;
  placement_group_type: string;
  placement_group_policy: string;
}

declare module "../core/kinds" {
  interface Kinds {
    placementGroup: PlacementGroupRecord;
  }
}

const groupLabel = label(
  1,
  64,
  /^[a-zA-Z0-9](?:[a-zA-Z0-9._-]*[a-zA-Z0-9])?$/,
  "Must begin and end with an alphanumeric, and use only letters, numbers, dashes, underscores and periods",
);

/** Throws unless the group is in the region and takes that many more Linodes. */
export function requireRoom(call: Call, groupId: number, region: string, more: number): void {
  const group = call.world.store.get("placementGroup", groupId);
  if (group === undefined) throw invalid("placement_group.id is not valid", "placement_group.id");
  if (group.region !== region) {
    throw invalid("Placement group must be in the same region as the Linode", "placement_group.id");
  }
  const limits = requireRegion(region).placement_group_limits;
  const strict = group.placement_group_policy === "strict";
  const limit = strict ? limits.maximum_linodes_per_pg : limits.maximum_linodes_per_flexible_pg;
  if (membersOf(call.world, group).length + more > limit) {
    throw invalid(`Placement group may not have more than ${limit} Linodes`, "placement_group.id");
  }
}

/** Linodes of the group and those on their way to it: while it moves, a Linode is in both (recorded). */
function membersOf(world: World, group: PlacementGroupRecord): InstanceRecord[] {
  const inbound = world.store.where("instance", "migrating_to_group_id", group.id);
  return [...world.store.where("instance", "placement_group_id", group.id), ...inbound];
}

function view(world: World, group: PlacementGroupRecord): unknown {
  return {
    ...group,
    is_compliant: true,
    members: membersOf(world, group).map((linode) => ({ linode_id: linode.id, is_compliant: true })),
    migrations: migrations(world, group),
  };
}

/** Linodes that are moving to the group or away from it; only the directions that there are, or nothing. */
function migrations(world: World, group: PlacementGroupRecord): unknown {
  const ids = (linodes: readonly InstanceRecord[]): { linode_id: number }[] =>
    linodes.map((linode) => ({ linode_id: linode.id }));
  const inbound = world.store.where("instance", "migrating_to_group_id", group.id);
  const outbound = world.store
    .where("instance", "placement_group_id", group.id)
    .filter((linode) => linode.status === "migrating");
  if (inbound.length === 0 && outbound.length === 0) return null;
  return {
    ...(inbound.length > 0 ? { inbound: ids(inbound) } : {}),
    ...(outbound.length > 0 ? { outbound: ids(outbound) } : {}),
  };
}

function reference(one: PlacementGroupRecord): EntityReference {
  return { id: one.id, type: "placement_group", label: one.label, url: `/v4/placement/groups/${one.id}` };
}

function notifyMember(call: Call, group: PlacementGroupRecord, linode: InstanceRecord, action: string): void {
  const secondary = instanceReference(linode);
  call.world.jobs.notify({ action, kind: "placementGroup", entity: reference(group), secondary });
}

const membership = z.object({ linodes: z.array(id).min(1), compliant_only: z.boolean().nullish() });

function assign(call: Call, group: PlacementGroupRecord): unknown {
  const { linodes } = validate(membership, call.body);
  for (const linodeId of linodes) {
    const linode = call.world.store.get("instance", linodeId);
    if (linode === undefined) throw invalid(`Invalid Linode ID ${linodeId}`, "linodes");
    if (linode.placement_group_id === group.id) continue;
    if (linode.placement_group_id !== null) {
      throw invalid(`Linode ${linodeId} is already in a placement group`, "linodes");
    }
    requireRoom(call, group.id, linode.region, 1);
    call.world.store.patch("instance", linodeId, { placement_group_id: group.id });
    notifyMember(call, group, linode, "placement_group_assign");
  }
  return view(call.world, group);
}

function unassign(call: Call, group: PlacementGroupRecord): unknown {
  const { linodes } = validate(membership, call.body);
  for (const linodeId of linodes) {
    if (call.world.store.get("instance", linodeId)?.placement_group_id !== group.id) {
      throw invalid(`Linode ${linodeId} is not in the placement group`, "linodes");
    }
    const linode = call.world.store.patch("instance", linodeId, { placement_group_id: null });
    if (linode !== undefined) notifyMember(call, group, linode, "placement_group_unassign");
  }
  return view(call.world, group);
}

const placementGroup = defineResource<"placementGroup">({
  kind: "placementGroup",
  path: "/placement/groups",
  scope: "linodes",
  filterable: ["id", "label", "region", "placement_group_type", "placement_group_policy", "is_compliant"],
  indexes: ["label"],
  view,
  reference: (_, one) => reference(one),
  create: defineCreation({
    schema: z.object({
      label: groupLabel,
      region: z.string(),
      placement_group_type: z.enum(["anti_affinity:local"]),
      placement_group_policy: z.enum(["strict", "flexible"]),
    }),
    build: (call, input): PlacementGroupRecord => {
      const { maximum_pgs_per_customer: most } = requireRegion(
        input.region,
        "Placement Group",
      ).placement_group_limits;
      const there = [...call.world.store.all("placementGroup")].filter((one) => one.region === input.region);
      if (most !== null && there.length >= most) {
        throw invalid(`You may not have more than ${most} placement groups in a region`, "region");
      }
      requireUniqueLabel(call, "placementGroup", input.label, "placement groups");
      return { id: call.world.store.nextId(), ...input };
    },
  }),
  // A trap: only the label can change, and a changed policy is ignored without a word, as it is at Linode.
  update: defineChange({
    schema: z.object({ label: groupLabel.nullish() }),
    apply: (call, record: PlacementGroupRecord, input) => {
      if (input.label == null) return {};
      requireUniqueLabel(call, "placementGroup", input.label, "placement groups", record.id);
      return { label: input.label };
    },
  }),
  remove: {
    check: (call, record) => {
      if (membersOf(call.world, record).length > 0) {
        throw invalid("Placement group must have no Linodes assigned before it can be deleted");
      }
    },
  },
  notifications: {
    create: "placement_group_create",
    update: "placement_group_update",
    delete: "placement_group_delete",
  },
  actions: [
    { method: "POST", path: "assign", run: assign },
    { method: "POST", path: "unassign", run: unassign },
  ],
});

export const placementGroups: Section = { resources: [placementGroup] };
