import availability from "./data/availability.json";
import firewallTemplates from "./data/firewallTemplates.json";
import images from "./data/images.json";
import kernels from "./data/kernels.json";
import endpoints from "./data/objectStorageEndpoints.json";
import prices from "./data/prices.json";
import regions from "./data/regions.json";
import stackScripts from "./data/stackScripts.json";
import types from "./data/types.json";
import vpcAvailability from "./data/vpcAvailability.json";
import vpcRanges from "./data/vpcRanges.json";

/** A region as `/regions` shows it. */
export type Region = (typeof regions.data)[number];
/** A plan as `/linode/types` shows it; memory and disk in MiB. */
export type LinodeType = (typeof types.data)[number];
/** A public image as `/images` shows it; size in MB. */
export type PublicImage = (typeof images.data)[number];
/** A region's object storage endpoint, with the host name that the platform gives it. */
export type StorageEndpoint = (typeof endpoints.data)[number];

/** What Linode offers, recorded; each file says when and where. */
export const catalog = {
  regions: regions.data,
  types: types.data,
  images: images.data,
  kernels: kernels.data,
  availability: availability.data,
  vpcAvailability: vpcAvailability.data,
  storageEndpoints: endpoints.data,
  firewallTemplates: firewallTemplates.data,
  stackScripts: stackScripts.data,
  prices,
  /** What a VPC spans by default, and the space that none may use: Linode's own, and what nobody may have. */
  vpcRanges: {
    default_ipv4_ranges: vpcRanges.default_ipv4_ranges,
    forbidden_ipv4_ranges: vpcRanges.forbidden_ipv4_ranges,
  },
};

const regionsById = new Map(catalog.regions.map((region) => [region.id, region]));
const typesById = new Map(catalog.types.map((type) => [type.id, type]));
const imagesById = new Map(catalog.images.map((image) => [image.id, image]));

export function regionById(id: string): Region | undefined {
  return regionsById.get(id);
}

export function typeById(id: string): LinodeType | undefined {
  return typesById.get(id);
}

export function publicImageById(id: string): PublicImage | undefined {
  return imagesById.get(id);
}
