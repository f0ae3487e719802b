import type { DataClass } from "../../catalogue/dataClasses";
import type { StackConfig } from "../config/sections";
import type { RecordPlan, SitePlan, ZonePlan } from "./plan";

type Site = Omit<SitePlan, "firewalls">;

/** The domain of a class's zone. */
export const zoneDomain = (dataClass: string, organisation: string): string => `${dataClass}.${organisation}`;

/** The name of a published endpoint in its class's zone: the active region's, or that of one region, active or not. */
export const endpointName = (endpoint: string, domain: string, region?: string): string =>
  [endpoint, ...(region === undefined ? [] : [region]), domain].join(".");

/** Plans a class's zone: a name for each gateway and balancer, and the endpoint's own name at the active region. */
export function planZone(
  dataClass: DataClass,
  sites: readonly Site[],
  endpoint: string | undefined,
  activeRegion: string,
  config: StackConfig,
): ZonePlan {
  const name = dataClass.id;
  const record = (
    host: string,
    type: RecordPlan["type"],
    part: "gateway" | "balancer",
    region: string,
  ): RecordPlan => ({
    name: `${name}-${host.replaceAll(".", "-")}-${type.toLowerCase()}`,
    host,
    type,
    target: { part, region },
  });
  const gateways = [
    // Says which region is active, for people and for classes that publish no endpoint.
    record("gateway", "A", "gateway", activeRegion),
    ...sites.map((site) => record(`gateway.${site.region}`, "A", "gateway", site.region)),
  ];
  const published =
    endpoint === undefined
      ? []
      : [
          { host: endpoint, region: activeRegion },
          ...sites.map((site) => ({ host: `${endpoint}.${site.region}`, region: site.region })),
        ].flatMap(({ host, region }) => [
          record(host, "A", "balancer", region),
          record(host, "AAAA", "balancer", region),
        ]);
  const domain = zoneDomain(name, config.organisation.domain);
  return {
    name: `${name}-zone`,
    domain,
    contact: config.organisation.contact,
    ...(endpoint === undefined ? {} : { endpoint: `https://${endpointName(endpoint, domain)}` }),
    records: [...gateways, ...published],
  };
}
