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
