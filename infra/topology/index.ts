import { type DataClass, dataClasses } from "../../catalogue/dataClasses";
import type { Role } from "../../catalogue/roles";
import type { Problem } from "../config/problems";
import type { StackConfig } from "../config/sections";
import { parseNetwork } from "./addresses";
import { indexFlows, planFirewalls } from "./firewalls";
import { planFlows } from "./flows";
import { labeller } from "./nodes";
import type { EnclavePlan, Plan } from "./plan";
import { type ClassConfig, planSite } from "./sites";
import { planZone } from "./zones";

export type * from "./plan";

/** The passwords that each enclave has of its own, and whose hosts need them (AC-6). */
const secretPurposes = {
  "postgres-replication": ["data"],
  "postgres-rewind": ["data"],
  "patroni-rest": ["data"],
  "backup-passphrase": ["data"],
} as const;

/** The passwords of a class that publishes an endpoint: of its service, and of who owns the service's tables. */
const servicePurposes = { "service-owner": ["data", "service"], service: ["data", "service"] } as const;

/** Characters of a generated password: 40 of 62 are 238 bits. */
const secretLength = 40;

/** A class that has an enclave in this stack. */
export interface PlannedClass {
  readonly dataClass: DataClass;
  readonly section: ClassConfig;
}

/** The classes of a configuration that live on Linode, in the catalogue's order. */
export const classesOf = (config: StackConfig): PlannedClass[] =>
  dataClasses.flatMap((dataClass) => {
    const section = config.classes[dataClass.id];
    return section?.hosting === "linode" ? [{ dataClass, section }] : [];
  });

/**
 * Plans everything that the stack will have. Pure: the same configuration gives the same plan, and adding a class or a region
 * leaves the names and addresses of all others as they are.
 *
 * @param config a configuration that `readConfig` has accepted
 * @param classes which classes to plan; those of the configuration where it is left out
 */
export function planTopology(
  config: StackConfig,
  classes: readonly PlannedClass[] = classesOf(config),
): { plan: Plan; problems: readonly Problem[] } {
  const space = parseNetwork(config.organisation.addressSpace) ?? { base: 0, prefix: 0 };
  const label = labeller(config.organisation.labelPrefix);
  const regions = Object.entries(config.regions).sort(([, a], [, b]) => a.number - b.number);
  const activeRegion = regions.find(([, region]) => region.role === "active")?.[0] ?? "";

  const enclaves = classes.map(({ dataClass, section }) => {
    const sites = regions.map(([region, { number }]) =>
      planSite({ config, dataClass, section, region, regionNumber: number, space }),
    );
    const seed = `${dataClass.id}-seed`;
    return {
      dataClass,
      sites,
      zone: planZone(dataClass, sites, section.endpoint?.name, activeRegion, config),
      seed: { name: seed, label: label("stackScript", seed) },
      secrets: Object.entries<readonly Role[]>({
        ...secretPurposes,
        ...(section.endpoint === undefined ? {} : servicePurposes),
      }).map(([purpose, roles]) => ({
        name: `${dataClass.id}-${purpose}`,
        purpose,
        length: secretLength,
        roles,
      })),
    };
  });

  const flows = planFlows(enclaves, config);
  const index = indexFlows(flows);
  const problems: Problem[] = [];
  const complete = enclaves.map((enclave): EnclavePlan => {
    const sites = enclave.sites.map((site) => {
      const planned = planFirewalls(site, index, config.organisation.labelPrefix);
      problems.push(...planned.problems);
      return { ...site, firewalls: planned.firewalls };
    });
    return { ...enclave, sites };
  });
  return { plan: { activeRegion, enclaves: complete, flows }, problems };
}
