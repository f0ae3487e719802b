import type { DataClass } from "../../catalogue/dataClasses";
import type { StackConfig } from "../config/sections";
import { formatNetwork, type Network, overlayNetwork, vpcNetwork } from "./addresses";
import { labeller, planNode } from "./nodes";
import type { BucketPlan, SitePlan } from "./plan";

/** One class's part of the configuration. */
export type ClassConfig = NonNullable<StackConfig["classes"]["account"]>;

/** What a site is planned from. */
export interface SiteInput {
  readonly config: StackConfig;
  readonly dataClass: DataClass;
  readonly section: ClassConfig;
  readonly region: string;
  readonly regionNumber: number;
  readonly space: Network;
}

function planBucket(input: SiteInput, site: string, role: BucketPlan["role"]): BucketPlan {
  const { organisation, backups } = input.config;
  const label = labeller(organisation.labelPrefix);
  const keyName = `${site}-${role}-writer`;
  return {
    name: `${site}-${role}`,
    label: label("bucket", `${organisation.name}-${site}-${role}`),
    role,
    lockDays: backups.retentionDays,
    key: { name: keyName, label: label("objectStorageKey", keyName) },
  };
}

/** Plans a class's part in one region, without its firewalls: those follow from the flows between all sites. */
export function planSite(input: SiteInput): Omit<SitePlan, "firewalls"> {
  const { dataClass, section, region } = input;
  const label = labeller(input.config.organisation.labelPrefix);
  const name = `${dataClass.id}-${region}`;
  const vpc = vpcNetwork(input.space, dataClass.number, input.regionNumber);
  const overlay = overlayNetwork(input.space, dataClass.number, input.regionNumber);
  const node = { site: name, vpc, overlay, label };
  const count = (n: number) => Array.from({ length: n }, (_, i) => i + 1);
  const strictGroup = (group: string) =>
    ({ name: group, label: label("placementGroup", group), policy: "strict" }) as const;
  const endpoint = section.endpoint;
  return {
    name,
    region,
    network: {
      vpcLabel: label("vpc", name),
      subnetLabel: label("subnet", name),
      cidr: formatNetwork(vpc),
      overlay: formatNetwork(overlay),
    },
    gateway: planNode({ ...node, role: "gateway", type: section.gateway.type }),
    dataNodes: count(section.data.count).map((index) =>
      planNode({ ...node, role: "data", index, type: section.data.type, volumeGiB: section.data.volumeGiB }),
    ),
    placementGroup: strictGroup(`${name}-strict`),
    ...(endpoint === undefined
      ? {}
      : {
          edge: {
            nodes: count(endpoint.edge.count).map((index) =>
              planNode({ ...node, role: "edge", index, type: endpoint.edge.type }),
            ),
            balancer: { name: `${name}-edge`, label: label("nodeBalancer", `${name}-edge`) },
          },
          service: {
            nodes: count(endpoint.service.count).map((index) =>
              planNode({ ...node, role: "service", index, type: endpoint.service.type }),
            ),
            placementGroup: strictGroup(`${name}-service-strict`),
          },
        }),
    exchange: {
      name: `${name}-exchange`,
      label: label("bucket", `${input.config.organisation.name}-${name}-exchange`),
      key: { label: label("objectStorageKey", `${name}-exchange`) },
    },
    buckets: [
      planBucket(input, name, "backup"),
      ...(section.objects ? [planBucket(input, name, "objects")] : []),
    ],
  };
}
