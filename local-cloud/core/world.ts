import type { Addresses } from "./addresses";
import type { Clock } from "./clock";
import type { Jobs } from "./jobs";
import type { Settings } from "./settings";
import type { Store } from "./store";

/** The object storage server, as far as the API needs it. */
export interface ObjectStore {
  /** `host:port` that clients reach a region's buckets at. */
  endpoint(region: string): string;
  /** Whether a bucket holds no object, version or marker. */
  isEmpty(bucket: string): Promise<boolean>;
  /** Removes what is kept for a bucket that is gone. */
  forget(bucket: string): Promise<void>;
}

/** Everything a resource works on. */
export interface World {
  readonly store: Store;
  readonly clock: Clock;
  readonly jobs: Jobs<World>;
  readonly addresses: Addresses;
  readonly settings: Settings;
  readonly objectStore: ObjectStore;
}
