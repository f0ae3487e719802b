import recorded from "./instanceTypes.json";

/** What an instance type has; recorded from `GET /v4/linode/types` on the date in `instanceTypesRecorded`. */
export interface InstanceType {
  /** Linode's id, for example `g6-dedicated-4`. */
  readonly id: string;
  /** The name for people, for example `Dedicated 8GB`. */
  readonly label: string;
  /** Linode's class of the plan: nanode, standard, dedicated, highmem, premium. */
  readonly family: string;
  readonly vcpus: number;
  /** In MiB. */
  readonly memoryMiB: number;
  /** The local disk, in MiB. */
  readonly diskMiB: number;
}

/** All instance types. */
export const instanceTypes: readonly InstanceType[] = recorded.types;

/** The date of the recording. */
export const instanceTypesRecorded: string = recorded.recorded;
