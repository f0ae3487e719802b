import type { Addresses } from "./addresses";
import type { Clock } from "./clock";
import type { Jobs } from "./jobs";
import type { Settings } from "./settings";
import type { Store } from "./store";

/** Which objects of a bucket to list. */
export interface ObjectQuery {
  prefix: string;
  delimiter: string;
  /** The name after which to go on. */
  marker: string;
  limit: number;
}

/** An object, or a common beginning of several names (everything but the name is null then). */
export interface ListedObject {
  name: string;
  size: number | null;
  etag: string | null;
  /** With milliseconds and zone, unlike the API's other timestamps (recorded). */
  last_modified: string | null;
}

/** A part of a bucket's objects; `next` is where to go on, null at the end. */
export interface ObjectPage {
  objects: ListedObject[];
  next: string | null;
}

/** The object storage server, as far as the API needs it. */
export interface ObjectStore {
  /** `host:port` that clients reach a region's buckets at. */
  endpoint(region: string): string;
  /** Whether a bucket holds no object, version or marker. */
  isEmpty(bucket: string): Promise<boolean>;
  /** A bucket's objects in the order of their names; none without an object server. */
  list(bucket: string, query: ObjectQuery): Promise<ObjectPage>;
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
  /**
   * What StackScripts of Linodes were told, by the Linode's id: for whoever boots one as a host. No answer has it, as on Linode, and it is kept
   * in memory only, since it may hold what opens something.
   */
  readonly scriptData: Map<number, Readonly<Record<string, string>>>;
  /** How often each Linode was booted since this process began, by its id: a reboot leaves no other trace in the state. */
  readonly boots: Map<number, number>;
  /** Where clients reach the API, without a version; empty until it listens. */
  readonly api: { url: string };
}
