import { z } from "zod";
import { catalog } from "../catalog";
import type { Call, Section } from "../core/definition";
import { invalid, notFound } from "../core/errors";
import { answerList } from "../core/routes";
import { validate } from "../core/validate";
import type { World } from "../core/world";
import { cannedAcls } from "../s3/acl";
import { setAccountSettings } from "./accountSettings";
import { type BucketRecord, clusterOf, endpointsOf, findBucket, newBucket } from "./buckets";
import { accessEndpoints } from "./objectStorageAccess";
import { storageRegion } from "./objectStorageKeys";
import { bucketUsage, objectEndpoints } from "./objectStorageObjects";
import { storageQuotas } from "./objectStorageQuotas";

const bucketLabel = z
  .string()
  .min(3, "Length must be 3-63 characters")
  .max(63, "Length must be 3-63 characters")
  .regex(
    /^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/,
    "Must begin and end with a lowercase letter or number, and use only those, dashes and periods",
  );

async function view(world: World, bucket: BucketRecord): Promise<Record<string, unknown>> {
  const endpoint = world.objectStore.endpoint(bucket.region);
  const { size, objects } = await bucketUsage(world, bucket.id);
  return {
    hostname: `${bucket.label}.${endpoint}`,
    label: bucket.label,
    created: bucket.created,
    region: bucket.region,
    cluster: clusterOf(bucket),
    size,
    objects,
    endpoint_type: bucket.endpoint_type,
    s3_endpoint: endpoint,
  };
}

const creation = z.object({
  label: bucketLabel,
  region: z.string().nullish(),
  cluster: z.string().nullish(),
  acl: z.enum(cannedAcls).nullish(),
  cors_enabled: z.boolean().nullish(),
  endpoint_type: z.enum(["E0", "E1", "E2", "E3"]).nullish(),
  s3_endpoint: z.string().nullish(),
});

type Creation = z.output<typeof creation>;

/** The type of endpoint that a request names by its type or host. */
function endpointType(world: World, region: string, input: Creation): string | undefined {
  const offered = endpointsOf(region);
  if (input.endpoint_type != null && !offered.some((one) => one.endpoint_type === input.endpoint_type)) {
    throw invalid("endpoint_type is not valid", "endpoint_type");
  }
  const host = input.s3_endpoint;
  if (host != null && host !== world.objectStore.endpoint(region)) {
    const named = offered.find((one) => one.s3_endpoint === host);
    if (named === undefined) throw invalid("s3_endpoint is not valid", "s3_endpoint");
    return named.endpoint_type;
  }
  return input.endpoint_type ?? undefined;
}

async function create(call: Call): Promise<unknown> {
  const input = validate(creation, call.body);
  const { world } = call;
  const named = input.region ?? input.cluster;
  if (named == null) throw invalid("region is required", "region");
  const region = storageRegion(named);
  if (region === undefined) throw invalid("region is not valid", "region");
  const endpoint_type = endpointType(world, region, input);
  const existing = world.store.get("bucket", input.label);
  if (existing !== undefined) {
    if (existing.region === region) return view(world, existing);
    throw invalid("Bucket name is already in use", "label");
  }
  const bucket = world.store.transaction(() =>
    newBucket(world, {
      label: input.label,
      region,
      acl: input.acl ?? "private",
      cors_enabled: input.cors_enabled ?? false,
      ...(endpoint_type === undefined ? {} : { endpoint_type }),
    }),
  );
  return view(world, bucket);
}

async function remove(call: Call): Promise<unknown> {
  const bucket = findBucket(call);
  if (!(await call.world.objectStore.isEmpty(bucket.id))) {
    throw invalid("Bucket must be empty before it can be deleted");
  }
  await drop(call.world, bucket);
  return {};
}

async function drop(world: World, bucket: BucketRecord): Promise<void> {
  world.store.transaction(() => {
    world.store.remove("bucket", bucket.id);
    for (const one of world.store.where("objectAcl", "bucket", bucket.id)) {
      world.store.remove("objectAcl", one.id);
    }
  });
  await world.objectStore.forget(bucket.id);
}

/** Ends object storage for the account: every bucket with its objects, and every key. */
async function cancel(call: Call): Promise<unknown> {
  const { store } = call.world;
  for (const bucket of [...store.all("bucket")]) await drop(call.world, bucket);
  store.transaction(() => {
    for (const key of [...store.all("objectStorageKey")]) store.remove("objectStorageKey", key.id);
    setAccountSettings(call.world, { object_storage: "disabled" });
  });
  return {};
}

async function list(call: Call, region?: string): Promise<unknown> {
  const rows = [...call.world.store.all("bucket")].filter(
    (one) => region === undefined || one.region === region,
  );
  const views: unknown[] = [];
  for (const bucket of rows) views.push(await view(call.world, bucket));
  return answerList(call, views, filterable);
}

const scope = "object_storage";
const filterable = ["label", "region", "cluster", "created", "endpoint_type"];

/** Endpoints as recorded, except that every region is reached at this machine's. */
function endpoints(world: World): unknown[] {
  return catalog.storageEndpoints.map((one) => ({
    ...one,
    s3_endpoint: world.objectStore.endpoint(one.region),
  }));
}

/** What endpoints were called before regions; kept by Linode for older clients. */
function clusters(world: World): { id: string; [key: string]: unknown }[] {
  return catalog.storageEndpoints
    .filter((one) => one.endpoint_type === "E0" || one.endpoint_type === "E1")
    .map((one) => ({
      id: one.s3_endpoint.split(".")[0] ?? "",
      domain: world.objectStore.endpoint(one.region),
      static_site_domain: `website-${one.s3_endpoint}`,
      region: one.region,
      status: "available",
    }));
}

function oneCluster(call: Call): unknown {
  const found = clusters(call.world).find((one) => one.id === call.params.id);
  if (found === undefined) throw notFound();
  return found;
}

const buckets = "/object-storage/buckets";

export const objectStorage: Section = {
  endpoints: [
    { method: "GET", path: buckets, scope, async: true, filterable, run: (call) => list(call) },
    { method: "POST", path: buckets, scope, async: true, run: create },
    {
      method: "GET",
      path: `${buckets}/:region`,
      scope,
      async: true,
      filterable,
      run: (call) => list(call, storageRegion(call.params.region ?? "") ?? call.params.region),
    },
    {
      method: "GET",
      path: `${buckets}/:region/:label`,
      scope,
      async: true,
      run: (call) => view(call.world, findBucket(call)),
    },
    { method: "DELETE", path: `${buckets}/:region/:label`, scope, async: true, run: remove },
    ...accessEndpoints,
    ...objectEndpoints,
    ...storageQuotas,
    {
      method: "GET",
      path: "/object-storage/endpoints",
      scope,
      filterable: ["region", "endpoint_type", "s3_endpoint"],
      run: (call) => answerList(call, endpoints(call.world), ["region", "endpoint_type", "s3_endpoint"]),
    },
    {
      method: "GET",
      path: "/object-storage/clusters",
      scope: "public",
      filterable: ["id", "region", "domain", "status"],
      run: (call) => answerList(call, clusters(call.world), ["id", "region", "domain", "status"]),
    },
    { method: "GET", path: "/object-storage/clusters/:id", scope: "public", run: oneCluster },
    { method: "GET", path: "/object-storage/transfer", scope, run: () => ({ used: 0 }) },
    { method: "POST", path: "/object-storage/cancel", scope, async: true, run: cancel },
  ],
};
