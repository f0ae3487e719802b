import { catalog, type StorageEndpoint } from "../catalog";
import type { Call, Endpoint } from "../core/definition";
import { notFound } from "../core/errors";
import { answerList } from "../core/routes";
import type { World } from "../core/world";
import { keysQuota } from "./objectStorageKeys";
import { bucketUsage } from "./objectStorageObjects";

const terabyte = 1_000_000_000_000;

/** What is limited at each endpoint; Linode sets the figures for each account, these are its published defaults. */
const metrics = [
  {
    type: "buckets",
    quota_name: "Number of Buckets",
    resource_metric: "bucket",
    description: "Current number of buckets per account, per endpoint",
    quota_limit: 1000,
  },
  {
    type: "objects",
    quota_name: "Number of Objects",
    resource_metric: "object",
    description: "Current number of objects per account, per endpoint",
    quota_limit: 100_000_000,
  },
  {
    type: "bytes",
    quota_name: "Total Capacity",
    resource_metric: "byte",
    description: "Current total capacity per account, per endpoint",
    quota_limit: 100 * terabyte,
  },
] as const;

interface Quota {
  view: Record<string, unknown> & { quota_id: string; quota_limit: number };
  metric: (typeof metrics)[number]["type"];
  endpoint: StorageEndpoint;
}

/** Every quota of every endpoint. Ids go by Linode's names of the endpoints, which stay the same at each start. */
function quotas(world: World): Quota[] {
  return catalog.storageEndpoints.flatMap((endpoint) =>
    metrics.map(({ type, ...shown }) => ({
      metric: type,
      endpoint,
      view: {
        quota_id: `obj-${type}-${endpoint.s3_endpoint}`,
        quota_type: `obj-${type}`,
        endpoint_type: endpoint.endpoint_type,
        s3_endpoint: world.objectStore.endpoint(endpoint.region),
        ...shown,
        has_usage: true,
      },
    })),
  );
}

function find(call: Call): Quota {
  const found = quotas(call.world).find((one) => one.view.quota_id === call.params.id);
  if (found === undefined) throw notFound();
  return found;
}

async function usage(call: Call): Promise<unknown> {
  const { metric, endpoint, view } = find(call);
  let sum = 0;
  for (const bucket of call.world.store.all("bucket")) {
    if (bucket.region !== endpoint.region || bucket.endpoint_type !== endpoint.endpoint_type) continue;
    const used = metric === "buckets" ? undefined : await bucketUsage(call.world, bucket.id);
    sum += used === undefined ? 1 : metric === "objects" ? used.objects : used.size;
  }
  return { quota_limit: view.quota_limit, usage: sum };
}

const globalQuota = {
  quota_id: "keys",
  quota_type: "keys",
  quota_name: "Number of Keys",
  description: "Current number of access keys per account",
  resource_metric: "key",
  quota_limit: keysQuota,
  has_usage: true,
};

function requireGlobal(call: Call): typeof globalQuota {
  if (call.params.id !== globalQuota.quota_id) throw notFound();
  return globalQuota;
}

function keysInUse(world: World): number {
  return [...world.store.all("objectStorageKey")].filter((key) => !key.service).length;
}

const scope = "object_storage";
const path = "/object-storage/quotas";
const globalPath = "/object-storage/global-quotas";
const filterable = ["quota_name", "s3_endpoint"];

/** How much of object storage the account may use, and does. */
export const storageQuotas: readonly Endpoint[] = [
  {
    method: "GET",
    path,
    scope,
    filterable,
    run: (call) =>
      answerList(
        call,
        quotas(call.world).map((one) => one.view),
        filterable,
      ),
  },
  { method: "GET", path: `${path}/:id`, scope, run: (call) => find(call).view },
  { method: "GET", path: `${path}/:id/usage`, scope, async: true, run: usage },
  {
    method: "GET",
    path: globalPath,
    scope,
    filterable: ["quota_id", "quota_name"],
    run: (call) => answerList(call, [globalQuota], ["quota_id", "quota_name"]),
  },
  { method: "GET", path: `${globalPath}/:id`, scope, run: requireGlobal },
  {
    method: "GET",
    path: `${globalPath}/:id/usage`,
    scope,
    run: (call) => ({ quota_limit: requireGlobal(call).quota_limit, usage: keysInUse(call.world) }),
  },
];
