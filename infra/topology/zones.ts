import type { DataClass } from "../../catalogue/dataClasses";
import type { StackConfig } from "../config/sections";
import type { RecordPlan, SitePlan, ZonePlan } from "./plan";

type Site = Omit<SitePlan, "firewalls">;

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
  return {
    name: `${name}-zone`,
    domain: `${name}.${config.organisation.domain}`,
    contact: config.organisation.contact,
    ...(endpoint === undefined
      ? {}
      : { endpoint: `https://${endpoint}.${name}.${config.organisation.domain}` }),
    records: [...gateways, ...published],
  };
}
