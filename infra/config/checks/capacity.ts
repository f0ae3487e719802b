import { instanceTypes } from "../../../catalogue/instanceTypes";
import type { Check } from "./check";

/** Months that the hardware must last (CM-8). */
const months = 12;

/** The share of a resource that load may take, so that a peak or a vacuum does not stop the database. */
const headroom = { vcpus: 0.8, memoryGiB: 0.85, storageGiB: 0.8 } as const;

/** Each data node alone carries the class's load of the next 12 months, since its peer may be lost (CM-8). */
export const checkCapacity: Check = ({ config }) =>
  Object.entries(config.classes ?? {}).flatMap(([id, section]) => {
    const type = instanceTypes.find((t) => t.id === section.data.type);
    if (type === undefined || section.hosting !== "linode") return [];
    const growth = (1 + section.forecast.growthPerMonth) ** months;
    const has = { vcpus: type.vcpus, memoryGiB: type.memoryMiB / 1024, storageGiB: section.data.volumeGiB };
    return (["vcpus", "memoryGiB", "storageGiB"] as const).flatMap((resource) => {
      const needs = (section.forecast[resource] * growth) / headroom[resource];
      if (needs <= has[resource]) return [];
      const setting = resource === "storageGiB" ? "volumeGiB" : "type";
      return [
        {
          key: `bastide:classes.${id}.data.${setting}`,
          message: `In ${months} months the class needs ${needs.toFixed(1)} ${resource}, headroom included; this has ${has[resource]}.`,
          fix: setting === "type" ? "Choose a larger instance type." : `Write ${Math.ceil(needs)} or more.`,
        },
      ];
    });
  });
