import type { ObjectPage, ObjectQuery, ObjectStore } from "../core/world";
import type { ObjectStorage } from "./index";

/** Object storage that starts when it is first asked for: the API answers before S3 does. */
export class LateObjectStorage implements ObjectStore {
  private running: ObjectStorage | undefined;
  private starting: Promise<ObjectStorage> | undefined;

  constructor(private readonly start: () => Promise<ObjectStorage>) {}

  /** Whether it has started, so that its addresses are known. */
  get isRunning(): boolean {
    return this.running !== undefined;
  }

  /** Starts it, unless that was done; throws what keeps it from starting. */
  started(): Promise<ObjectStorage> {
    this.starting ??= this.start().then((storage) => {
      this.running = storage;
      return storage;
    });
    return this.starting;
  }

  endpoint(region: string): string {
    return this.running?.told[region] ?? "";
  }

  async isEmpty(bucket: string): Promise<boolean> {
    return (await this.started()).isEmpty(bucket);
  }

  async list(bucket: string, query: ObjectQuery): Promise<ObjectPage> {
    return (await (await this.started()).list(bucket, query)) ?? { objects: [], next: null };
  }

  async forget(bucket: string): Promise<void> {
    await (await this.started()).forget(bucket);
  }

  /** Ends it, if it was started; waits for a start that is under way. */
  async close(): Promise<void> {
    const storage = await this.starting?.catch(() => undefined);
    await storage?.close();
  }
}
