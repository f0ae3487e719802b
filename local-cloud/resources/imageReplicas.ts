import { z } from "zod";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { validate } from "../core/validate";
import { type ImageRecord, imageFields, imageReference, imageView, newImage } from "./images";
import { requireRegion } from "./shared";

const uploadSchema = z.object({ label: z.string().min(1).max(50), region: z.string(), ...imageFields });

/** Where uploads go, below the API's own address. */
const uploads = "/images/uploads";

/** Makes an empty image and says where to put its content. */
function startUpload(call: Call): unknown {
  const input = validate(uploadSchema, call.body);
  requireRegion(input.region, "Linodes");
  const record = newImage(call.world, {
    label: input.label,
    description: input.description ?? "",
    status: "pending_upload",
    size: 0,
    tags: input.tags ?? [],
    cloud_init: input.cloud_init ?? false,
  });
  call.world.store.setMeta(`upload ${record.id}`, input.region);
  const entity = imageReference(record);
  call.world.jobs.notify({ action: "image_upload", kind: "image", entity });
  const number = record.id.replace("private/", "");
  return { upload_to: `${call.world.api.url}/v4${uploads}/${number}`, image: imageView(call.world, record) };
}

/** Takes what a client uploads; the content itself is dropped, as no host boots from it here. */
function upload(call: Call): unknown {
  const record = call.world.store.get("image", `private/${call.params.number}`);
  if (record?.status !== "pending_upload") throw notFound();
  const megabytes = Math.max(1, Math.ceil(call.raw.length / 2 ** 20));
  const region = String(call.world.store.getMeta(`upload ${record.id}`) ?? "");
  call.world.store.patch("image", record.id, {
    status: "available",
    size: megabytes,
    updated: call.world.clock.timestamp(),
    regions: [{ region, status: "available" }],
  });
  return {};
}

/** Stores an image in exactly the regions named, of which one must have it. */
function replicate(call: Call, image: ImageRecord): unknown {
  const { regions } = validate(z.object({ regions: z.array(z.string()) }), call.body);
  if (image.status !== "available") throw invalid("The image is not available yet");
  const kept = image.regions.filter((one) => regions.includes(one.region));
  if (!kept.some((one) => one.status === "available")) {
    throw invalid("Must include a region that the image is available in", "regions");
  }
  regions.forEach((region, index) => {
    requireRegion(region, "Object Storage", `regions[${index}]`);
  });
  const known = new Set(kept.map((one) => one.region));
  const added = [...new Set(regions)].filter((region) => !known.has(region));
  const changed = call.world.store.patch("image", image.id, {
    regions: [...kept, ...added.map((region) => ({ region, status: "pending replication" as const }))],
  });
  if (added.length > 0) {
    call.world.jobs.start({
      action: "image_replicate",
      kind: "image",
      // The whole name, unlike where images come second: it is what the job is about.
      entity: { ...imageReference(image), id: image.id },
      details: { image: image.id },
    });
  }
  return imageView(call.world, changed ?? image);
}

function find(call: Call): ImageRecord {
  const record = call.world.store.get("image", call.params.id ?? "");
  if (record === undefined) throw notFound();
  return record;
}

export const imageReplicas: Section = {
  endpoints: [
    { method: "POST", path: "/images/upload", scope: "images", run: startUpload },
    { method: "PUT", path: `${uploads}/:number`, scope: "public", raw: true, run: upload },
    {
      method: "POST",
      path: "/images/:id/regions",
      scope: "images",
      run: (call) => replicate(call, find(call)),
    },
  ],
};
