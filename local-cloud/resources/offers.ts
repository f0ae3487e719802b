import { catalog, regionById, typeById } from "../catalog";
import type { Endpoint, Section } from "../core/definition";
import { notFound } from "../core/errors";
import { answerList } from "../core/routes";

/** A fixed list that needs no token. What is answered to a request without page and filter is written out once. */
function offered(
  path: string,
  rows: readonly unknown[],
  filterable: readonly string[] = ["id", "label"],
): Endpoint {
  let text: string | undefined;
  return {
    method: "GET",
    path,
    scope: "public",
    filterable,
    run: (call) => {
      if (call.filter !== undefined || call.query.size > 0) return answerList(call, rows, filterable);
      text ??= JSON.stringify(answerList(call, rows, filterable));
      return text;
    },
  };
}

/** One entry of a fixed list, by name. */
function one(path: string, find: (name: string) => unknown): Endpoint {
  return {
    method: "GET",
    path,
    scope: "public",
    run: (call) => {
      const found = find(call.params.id ?? "");
      if (found === undefined) throw notFound();
      return found;
    },
  };
}

const typeFilters = ["id", "label", "class", "memory", "disk", "vcpus", "gpus", "transfer", "network_out"];

/** What the platform can do with Linodes on a machine that it must work on; recorded. */
const maintenancePolicies = [
  {
    slug: "linode/migrate",
    label: "Migrate",
    description:
      "Migrates the Linode to a new host while it remains fully operational. Recommended for maximizing availability.",
    type: "migrate",
    notification_period_sec: 10_800,
    is_default: true,
  },
  {
    slug: "linode/power_off_on",
    label: "Power Off / Power On",
    description:
      "Powers off the Linode at the start of the maintenance event and reboots it once the maintenance finishes. " +
      "Recommended for maximizing performance.",
    type: "power_off_on",
    notification_period_sec: 604_800,
    is_default: false,
  },
];

/** What Linode sells and where. */
export const offers: Section = {
  endpoints: [
    offered("/linode/types", catalog.types, typeFilters),
    one("/linode/types/:id", typeById),
    // Plans that are no longer sold, each with the plan that took its place; @linode/api-v4 asks for them.
    offered(
      "/linode/types-legacy",
      catalog.types.filter(({ successor }) => successor !== null),
      typeFilters,
    ),
    offered("/linode/kernels", catalog.kernels, ["id", "label", "architecture", "kvm", "deprecated"]),
    one("/linode/kernels/:id", (name) => catalog.kernels.find((kernel) => kernel.id === name)),
    offered("/regions", catalog.regions, ["id", "label", "country", "status", "site_type", "capabilities"]),
    offered("/regions/availability", catalog.availability, ["region", "plan", "available"]),
    {
      ...offered("/regions/vpc-availability", catalog.vpcAvailability, ["region", "available"]),
      scope: "vpc",
    },
    one("/regions/:id", regionById),
    {
      method: "GET",
      path: "/regions/:id/availability",
      scope: "public",
      run: (call) => {
        if (regionById(call.params.id ?? "") === undefined) throw notFound();
        return catalog.availability.filter((row) => row.region === call.params.id);
      },
    },
    {
      method: "GET",
      path: "/regions/:id/vpc-availability",
      scope: "vpc",
      run: (call) => {
        const found = catalog.vpcAvailability.find((row) => row.region === call.params.id);
        if (found === undefined) throw notFound();
        return found;
      },
    },
    offered("/maintenance/policies", maintenancePolicies, ["slug", "label", "type"]),
    offered("/volumes/types", catalog.prices.volumes),
    offered("/nodebalancers/types", catalog.prices.nodebalancers),
    offered("/object-storage/types", catalog.prices.objectStorage),
    offered("/network-transfer/prices", catalog.prices.networkTransfer),
    offered("/networking/reserved/ips/types", catalog.prices.reservedIps),
  ],
};
