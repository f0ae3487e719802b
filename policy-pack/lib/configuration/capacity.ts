import { instanceTypes } from "../../../catalogue/instanceTypes";
import { type Node, usersThrough } from "../graph";
import { section } from "./entry";

/** What hardware gives, or a load needs. */
export interface Capacity {
  readonly vcpus: number;
  readonly memoryGiB: number;
  readonly storageGiB: number;
}

/** Months that hardware must last (CM-8). */
const months = 12;
/** The share that load may take, so that neither a peak nor a vacuum stops a database. */
const share: Capacity = { vcpus: 0.8, memoryGiB: 0.85, storageGiB: 0.8 };

/**
 * What a class needs in twelve months, its reserve included, by `bastide:classes.CLASS.forecast`.
 *
 * @returns `undefined` where the configuration does not have the class, which is another rule's business
 * @throws Misfit when the forecast is incomplete
 */
export function loadOf(dataClass: string): Capacity | undefined {
  const entry = section("classes").get(dataClass);
  if (!entry.isThere) {
    return undefined;
  }
  const forecast = entry.get("forecast");
  const growth = (1 + forecast.get("growthPerMonth").number(0)) ** months;
  const needs = (kind: keyof Capacity): number => (forecast.get(kind).number(0) * growth) / share[kind];
  return { vcpus: needs("vcpus"), memoryGiB: needs("memoryGiB"), storageGiB: needs("storageGiB") };
}

/** What an instance has: its volumes' storage, or its own disk's where it has none; `undefined` when that is not known. */
export function capacityOf(node: Node): Capacity | undefined {
  const type = instanceTypes.find(({ id }) => id === node.value("type"));
  const sizes = usersThrough(node, "linode:index/volume:Volume", ["linodeId"]).map((volume) =>
    volume.value("size"),
  );
  const known = sizes.filter((size) => typeof size === "number");
  if (!type || known.length < sizes.length) {
    return undefined;
  }
  return {
    vcpus: type.vcpus,
    memoryGiB: type.memoryMiB / 1024,
    storageGiB: known.length === 0 ? type.diskMiB / 1024 : known.reduce((sum, size) => sum + size, 0),
  };
}
