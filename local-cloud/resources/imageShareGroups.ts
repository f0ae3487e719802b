import { randomUUID } from "node:crypto";
import { z } from "zod";
import { type Call, defineChange, defineCreation, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import type { SharedImageRecord, ShareGroupRecord } from "./imageShares";
import { sharesOf } from "./imageShares";
import { capabilities } from "./images";
import { defined } from "./shared";

const groupFilters = ["id", "uuid", "label", "is_suspended", "created", "updated"];
const imageFilters = ["id", "label", "status", "size", "type"];

function groupView(world: World, group: ShareGroupRecord): unknown {
  return {
    ...group,
    is_suspended: false,
    expiry: null,
    images_count: world.store.where("sharedImage", "sharegroup_id", group.id).length,
    members_count: 0,
  };
}

/** A shared image as the group's owner sees it. */
function shareView(world: World, shared: SharedImageRecord): unknown {
  const image = world.store.get("image", shared.source);
  const group = world.store.get("shareGroup", shared.sharegroup_id);
  return {
    id: shared.id,
    label: shared.label,
    description: shared.description,
    created: shared.created,
    updated: shared.updated,
    size: image?.size ?? 0,
    status: image?.status ?? "available",
    capabilities: image === undefined ? [] : capabilities(image),
    tags: [],
    is_public: false,
    is_shared: null,
    type: "shared",
    deprecated: false,
    regions: image?.regions ?? [],
    total_size: image?.size ?? 0,
    image_sharing: {
      shared_with: null,
      shared_by: {
        sharegroup_id: shared.sharegroup_id,
        sharegroup_uuid: group?.uuid ?? "",
        sharegroup_label: group?.label ?? "",
        source_image_id: shared.source,
      },
    },
    created_by: null,
    vendor: null,
    expiry: null,
    eol: null,
  };
}

const labelText = "Length must be 1-128 characters";
const groupLabel = z.string().min(1, labelText).max(128, labelText);
const description = z.string().nullish();
const image = z.object({ id: z.string(), label: groupLabel.nullish(), description });
const images = z.array(image);

/** Adds images of one's own to a group; each once. */
function share(call: Call, group: ShareGroupRecord, wanted: z.output<typeof images>): SharedImageRecord[] {
  const { store, clock } = call.world;
  return wanted.map((one, index) => {
    const own = store.get("image", one.id);
    if (own === undefined) throw invalid("id is not valid", `images[${index}].id`);
    if (own.status !== "available") throw invalid("The image is not available yet", `images[${index}].id`);
    if (sharesOf(call.world, own.id).some((other) => other.sharegroup_id === group.id)) {
      throw invalid("The image is in the group already", `images[${index}].id`);
    }
    store.patch("image", own.id, { was_shared: true });
    return store.insert("sharedImage", {
      id: `shared/${store.nextId()}`,
      sharegroup_id: group.id,
      source: own.id,
      label: one.label ?? own.label,
      description: one.description ?? own.description,
      created: clock.timestamp(),
      updated: null,
    });
  });
}

function listShares(call: Call, shares: readonly SharedImageRecord[]): unknown {
  return answerList(
    call,
    shares.map((one) => shareView(call.world, one)),
    imageFilters,
  );
}

function find(call: Call, group: ShareGroupRecord): SharedImageRecord {
  const found = call.world.store.get("sharedImage", call.params.image ?? "");
  if (found?.sharegroup_id !== group.id) throw notFound();
  return found;
}

function change(call: Call, group: ShareGroupRecord): unknown {
  const found = find(call, group);
  const input = validate(z.object({ label: groupLabel.nullish(), description }), call.body);
  const changes = defined({
    label: input.label ?? undefined,
    description: input.description ?? undefined,
    updated: call.world.clock.timestamp(),
  });
  return shareView(call.world, call.world.store.patch("sharedImage", found.id, changes) ?? found);
}

const shareGroup = defineResource<"shareGroup">({
  kind: "shareGroup",
  path: "/images/sharegroups",
  scope: "images",
  filterable: groupFilters,
  view: groupView,
  create: defineCreation({
    schema: z.object({ label: groupLabel, description, images: images.nullish() }),
    build: (call, input): ShareGroupRecord => ({
      id: call.world.store.nextId(),
      uuid: randomUUID(),
      label: input.label,
      description: input.description ?? "",
      created: call.world.clock.timestamp(),
      updated: null,
    }),
    created: (call, record, input) => void share(call, record, input.images ?? []),
  }),
  update: defineChange({
    schema: z.object({ label: groupLabel.nullish(), description }),
    apply: (_call, _record: ShareGroupRecord, input) =>
      defined({ label: input.label ?? undefined, description: input.description ?? undefined }),
  }),
  remove: {
    before: (call, record) => {
      for (const one of call.world.store.where("sharedImage", "sharegroup_id", record.id)) {
        call.world.store.remove("sharedImage", one.id);
      }
    },
  },
  actions: [
    {
      method: "GET",
      path: "images",
      run: (call, group) =>
        listShares(call, call.world.store.where("sharedImage", "sharegroup_id", group.id)),
    },
    {
      method: "POST",
      path: "images",
      run: (call, group) =>
        listShares(call, share(call, group, validate(z.object({ images }), call.body).images)),
    },
    { method: "PUT", path: "images/:image", run: change },
    {
      method: "DELETE",
      path: "images/:image",
      run: (call, group) => {
        call.world.store.remove("sharedImage", find(call, group).id);
        return {};
      },
    },
    // Nobody else has an account here, so that nobody joins.
    {
      method: "GET",
      path: "members",
      run: (call) => answerList(call, [], ["token_uuid", "status", "label"]),
    },
  ],
});

/** The groups that an image is in. */
function groupsOf(call: Call): unknown {
  const own = call.world.store.get("image", call.params.id ?? "");
  if (own === undefined) throw notFound();
  const groups = sharesOf(call.world, own.id).flatMap(
    (one) => call.world.store.get("shareGroup", one.sharegroup_id) ?? [],
  );
  return answerList(
    call,
    groups.map((one) => groupView(call.world, one)),
    groupFilters,
  );
}

export const imageShareGroups: Section = {
  resources: [shareGroup],
  indexes: { sharedImage: ["sharegroup_id", "source"] },
  endpoints: [
    {
      method: "GET",
      path: "/images/:id/sharegroups",
      scope: "images",
      filterable: groupFilters,
      run: groupsOf,
    },
  ],
};
