import { z } from "zod";
import { catalog, publicImageById } from "../catalog";
import { type Call, defineChange, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { username } from "../core/jobs";
import type { Entity, EntityReference } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { removeShares, sharesOf } from "./imageShares";
import { instanceReference, queueBehind } from "./instanceRules";
import { defined, id, label } from "./shared";

/** An image of the account's own; its id is `private/N`. */
export interface ImageRecord extends Entity {
  id: string;
  label: string;
  description: string;
  created: string;
  updated: string;
  status: "creating" | "pending_upload" | "available";
  /** MB; that of a captured one shrinks to what is used when it is ready. */
  size: number;
  tags: string[];
  cloud_init: boolean;
  /** Where it is stored. */
  regions: { region: string; status: "available" | "pending replication" }[];
  /** Whether it was ever shared; stays true after the last share is gone (recorded). */
  was_shared: boolean;
}

declare module "../core/kinds" {
  interface Kinds {
    image: ImageRecord;
  }
}

/** The image, public or private and ready, or the API's complaint. */
export function requireImage(
  world: World,
  name: string,
  field: string,
): { id: string; label: string; size: number } {
  const image = publicImageById(name) ?? world.store.get("image", name);
  if (image === undefined) throw invalid(`${field} is not valid`, field);
  if (image.status !== "available") throw invalid("The image is not available yet", field);
  return image;
}

/** An image as events name it; of its own ones, the platform gives the number only (recorded). */
export function imageReference(one: { id: string; label: string }): EntityReference {
  const own = /^private\/(\d+)$/.exec(one.id)?.[1];
  return {
    id: own === undefined ? one.id : Number(own),
    type: "image",
    label: one.label,
    url: `/v4/images/${one.id}`,
  };
}

/** An image of the account's own as its owner sees it. */
export function imageView(world: World, image: ImageRecord): unknown {
  const { cloud_init, was_shared, regions, ...shown } = image;
  return {
    ...shown,
    created_by: username,
    type: "manual",
    is_public: false,
    is_shared: was_shared,
    deprecated: false,
    vendor: null,
    expiry: null,
    eol: null,
    capabilities: capabilities(image),
    regions,
    total_size: image.size * Math.max(1, regions.length),
    image_sharing: {
      shared_with: {
        sharegroup_count: sharesOf(world, image.id).length,
        sharegroup_list_url: `/images/${image.id}/sharegroups`,
      },
      shared_by: null,
    },
  };
}

/** What an image can be used for; small sites take it once it is ready (recorded). */
export function capabilities(image: ImageRecord): string[] {
  return [
    ...(image.cloud_init ? ["cloud-init"] : []),
    ...(image.status === "available" ? ["distributed-sites"] : []),
  ];
}

/** Images have longer tags than the rest. */
const tagText = "Length must be 3-100 characters";
const imageTags = z
  .array(z.string().min(3, tagText).max(100, tagText))
  .max(500, "An image may have 500 tags")
  .nullish()
  .transform((value) => (value == null ? undefined : [...new Set(value)].sort()));

const imageLabel = label(1, 50, /^[^<>]*$/, "Must not contain angle brackets");
const filterable = [
  "id",
  "label",
  "is_public",
  "is_shared",
  "type",
  "vendor",
  "deprecated",
  "size",
  "status",
  "tags",
  "created_by",
];

/** Ready: stored in its region, no larger than what is in it (recorded: 366 MB of 25,088). */
function finishCapture(world: World, imageId: string, region: string, used: number): void {
  const image = world.store.get("image", imageId);
  if (image === undefined) return;
  world.store.patch("image", imageId, {
    status: "available",
    size: used,
    updated: world.clock.timestamp(),
    regions: [{ region, status: "available" }],
  });
}

const image = defineResource<"image">({
  kind: "image",
  path: "/images",
  named: true,
  scope: "images",
  list: false,
  get: false,
  filterable,
  view: imageView,
  reference: (_, one) => imageReference(one),
  update: defineChange({
    schema: z.object({ label: imageLabel.optional(), description: z.string().nullish(), tags: imageTags }),
    apply: (_call, _record: ImageRecord, input) =>
      defined({ label: input.label, description: input.description ?? undefined, tags: input.tags }),
  }),
  remove: {
    before: (call, record) => {
      call.world.jobs.cancel("image", record.id);
      removeShares(call.world, record.id);
    },
  },
  notifications: { update: "image_update", delete: "image_delete" },
  jobs: {
    disk_imagize: {
      seconds: 144,
      finish: (world, job) =>
        finishCapture(world, String(job.details.image), String(job.details.region), Number(job.details.used)),
      fail: (world, job) => world.store.remove("image", String(job.details.image)),
    },
    image_replicate: {
      seconds: 60,
      // The API's list of events has none of its own for it.
      event: "image_update",
      finish: (world, job) => {
        const name = String(job.details.image);
        const regions = world.store
          .get("image", name)
          ?.regions.map((one) => ({ ...one, status: "available" as const }));
        if (regions !== undefined) world.store.patch("image", name, { regions });
      },
      fail: (world, job) => {
        const name = String(job.details.image);
        const regions = world.store.get("image", name)?.regions.filter((one) => one.status === "available");
        if (regions !== undefined) world.store.patch("image", name, { regions });
      },
    },
  },
});

/** A new image's record. */
export function newImage(
  world: World,
  fields: Pick<ImageRecord, "label" | "description" | "status" | "size" | "tags" | "cloud_init">,
): ImageRecord {
  const now = world.clock.timestamp();
  return world.store.insert("image", {
    ...fields,
    id: `private/${world.store.nextId()}`,
    created: now,
    updated: now,
    regions: [],
    was_shared: false,
  });
}

/** What every way to make an image takes. */
export const imageFields = {
  description: z.string().nullish(),
  tags: imageTags,
  cloud_init: z.boolean().nullish(),
};

const captureSchema = z.object({ disk_id: id, label: imageLabel.nullish(), ...imageFields });

/** Also of a disk that is still being made: the capture waits for it (recorded). */
function capture(call: Call): unknown {
  const input = validate(captureSchema, call.body);
  const { store, jobs } = call.world;
  const disk = store.get("disk", input.disk_id);
  const linode = disk && store.get("instance", disk.instance_id);
  if (disk === undefined || linode === undefined) throw invalid("disk_id is not valid", "disk_id");
  const after = queueBehind(call.world, linode, ["linode_create", "linode_boot"]);
  const record = newImage(call.world, {
    label: input.label ?? disk.label,
    description: input.description ?? "",
    status: "creating",
    size: disk.size,
    tags: input.tags ?? [],
    cloud_init: input.cloud_init ?? false,
  });
  jobs.start({
    action: "disk_imagize",
    kind: "instance",
    entity: instanceReference(linode),
    secondary: imageReference(record),
    details: { image: record.id, region: linode.region, used: Math.max(1, disk.used) },
    ...(after === undefined ? {} : { after }),
  });
  return imageView(call.world, record);
}

function show(call: Call, name: string): unknown {
  const found = publicImageById(name);
  if (found !== undefined) return found;
  const own = call.world.store.get("image", name);
  if (own === undefined) throw notFound();
  return imageView(call.world, own);
}

function list(call: Call): unknown {
  const own = [...call.world.store.all("image")].map((one) => imageView(call.world, one));
  const answer = answerList(call, [...own, ...catalog.images], filterable) as { results: number };
  // Where nothing fits, this list alone has no page (recorded).
  return answer.results === 0 ? { ...answer, page: 0, pages: 0 } : answer;
}

const scope = "images";

export const images: Section = {
  resources: [image],
  endpoints: [
    { method: "GET", path: "/images", scope, filterable, run: list },
    { method: "POST", path: "/images", scope, run: capture },
    { method: "GET", path: "/images/:id", scope, run: (call) => show(call, call.params.id ?? "") },
  ],
};
