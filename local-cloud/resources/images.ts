import { z } from "zod";
import { catalog, publicImageById } from "../catalog";
import { type Call, defineChange, defineResource, type Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import type { Entity } from "../core/kinds";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { defined, id, label, tags } from "./shared";

/** An image of the account's own; its id is `private/N`. */
export interface ImageRecord extends Entity {
  id: string;
  label: string;
  description: string;
  created: string;
  updated: string;
  status: string;
  size: number;
  tags: string[];
}

declare module "../core/kinds" {
  interface Kinds {
    image: ImageRecord;
  }
}

/** The image, public or private, or the API's complaint. */
export function requireImage(
  world: World,
  name: string,
  field: string,
): { id: string; label: string; size: number } {
  const image = publicImageById(name) ?? world.store.get("image", name);
  if (image === undefined) throw invalid(`${field} is not valid`, field);
  return image;
}

function view(_: World, image: ImageRecord): unknown {
  return {
    ...image,
    type: "manual",
    is_public: false,
    is_shared: false,
    deprecated: false,
    created_by: "local-cloud",
    vendor: null,
    expiry: null,
    eol: null,
    capabilities: ["cloud-init"],
    total_size: image.size,
    regions: [],
  };
}

const imageLabel = label(1, 50, /^[^<>]*$/, "Must not contain angle brackets");
const filterable = [
  "id",
  "label",
  "is_public",
  "type",
  "vendor",
  "deprecated",
  "size",
  "status",
  "tags",
  "created_by",
];

const image = defineResource<"image">({
  kind: "image",
  path: "/images",
  named: true,
  scope: "images",
  list: false,
  get: false,
  filterable,
  view,
  reference: (_, one) => ({ id: one.id, type: "image", label: one.label, url: `/v4/images/${one.id}` }),
  update: defineChange({
    schema: z.object({ label: imageLabel.optional(), description: z.string().nullish(), tags }),
    apply: (_call, _record: ImageRecord, input) =>
      defined({ label: input.label, description: input.description ?? undefined, tags: input.tags }),
  }),
  remove: {},
  notifications: { update: "image_update", delete: "image_delete" },
  jobs: {
    disk_imagize: {
      seconds: 144,
      finish: (world, job) =>
        void world.store.patch("image", String(job.details.image), { status: "available" }),
    },
  },
});

function create(call: Call): unknown {
  const input = validate(
    z.object({
      disk_id: id,
      label: imageLabel.nullish(),
      description: z.string().nullish(),
      tags,
      cloud_init: z.boolean().nullish(),
    }),
    call.body,
  );
  const { store, clock, jobs } = call.world;
  const disk = store.get("disk", input.disk_id);
  const linode = disk && store.get("instance", disk.instance_id);
  if (disk === undefined || linode === undefined) throw invalid("disk_id is not valid", "disk_id");
  const now = clock.timestamp();
  const record = store.insert("image", {
    id: `private/${store.nextId()}`,
    label: input.label ?? disk.label,
    description: input.description ?? "",
    created: now,
    updated: now,
    status: "creating",
    size: disk.size,
    tags: input.tags ?? [],
  });
  jobs.start({
    action: "disk_imagize",
    kind: "instance",
    entity: { id: linode.id, type: "linode", label: linode.label, url: `/v4/linode/instances/${linode.id}` },
    secondary: { id: record.id, type: "image", label: record.label, url: `/v4/images/${record.id}` },
    details: { image: record.id },
  });
  return view(call.world, record);
}

function get(call: Call, name: string): unknown {
  const found = publicImageById(name);
  if (found !== undefined) return found;
  const own = call.world.store.get("image", name);
  if (own === undefined) throw notFound();
  return view(call.world, own);
}

function list(call: Call): unknown {
  const own = [...call.world.store.all("image")].map((one) => view(call.world, one));
  return answerList(call, [...catalog.images, ...own], filterable);
}

export const images: Section = {
  resources: [image],
  endpoints: [
    { method: "GET", path: "/images", scope: "images", run: list },
    { method: "POST", path: "/images", scope: "images", run: create },
    { method: "GET", path: "/images/:id", scope: "images", run: (call) => get(call, call.params.id ?? "") },
    {
      method: "GET",
      path: "/images/:owner/:name",
      scope: "images",
      run: (call) => get(call, `${call.params.owner}/${call.params.name}`),
    },
  ],
};
