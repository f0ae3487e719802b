import recorded from "./regions.json";

/** What Linode offers in a region; recorded from `GET /v4beta/regions` on the date in `regionsRecorded`. */
export interface Region {
  /** The canonical id, for example `fr-par`. */
  readonly id: string;
  /** The name for people, for example `Paris, FR`. */
  readonly label: string;
  /** The country, as two lower-case letters. */
  readonly country: string;
  /** Linode's names of what can be had there. */
  readonly capabilities: readonly string[];
  /** The most nodes that one placement group takes. */
  readonly nodesPerPlacementGroup: number;
}

/** All regions. */
export const regions: readonly Region[] = recorded.regions;

/** The date of the recording. */
export const regionsRecorded: string = recorded.recorded;

/** The capabilities that an enclave cannot do without. */
export const requiredCapabilities = [
  "Linodes",
  "Cloud Firewall",
  "VPCs",
  "Placement Group",
  "Block Storage",
  "Block Storage Encryption",
  "Disk Encryption",
  "Metadata",
  "StackScripts",
  "NodeBalancers",
  "Object Storage",
] as const;

/** Member states of the European Union, as Linode writes countries. */
const memberStates = "at be bg cy cz de dk ee es fi fr gr hr hu ie it lt lu lv mt nl pl pt ro se si sk".split(
  " ",
);

/** The regions of the European Union that have everything an enclave needs: what is allowed where nothing else is said. */
export const unionRegions: readonly string[] = regions
  .filter(({ country }) => memberStates.includes(country))
  .filter(({ capabilities }) => requiredCapabilities.every((needed) => capabilities.includes(needed)))
  .map(({ id }) => id);
