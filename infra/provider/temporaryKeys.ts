import { createHash, randomBytes } from "node:crypto";
import { hostname } from "node:os";

import { type LinodeApi, LinodeError } from "./linodeApi";

/** A key for S3 that lives for one operation. */
export interface TemporaryKey {
  readonly accessKey: string;
  readonly secretKey: string;
  /** Where S3 answers in the region, as host or host:port. */
  readonly endpoint: string;
}

interface KeyAnswer {
  readonly id: number;
  readonly label: string;
  readonly access_key: string;
  readonly secret_key: string;
  readonly regions?: readonly { readonly id: string; readonly s3_endpoint: string }[] | null;
}

/** A key in use, and by how many operations. */
interface Entry {
  users: number;
  readonly key: Promise<{ id: number } & TemporaryKey>;
}

/** How often a key is asked for where the answer is lost. */
const creations = 4;
const prefix = "bastide-temporary-";
/** After this a temporary key is one that an interrupted run has left. */
const staleMs = 3_600_000;

/** This machine, in a label: a short digest, since host names say more than a label should. */
const machine = createHash("sha256").update(hostname()).digest("hex").slice(0, 6);

/** Whether a process of this machine has ended. */
const hasEnded = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
};

/** Whether a key is one that an interrupted run has left: its process is gone, or it is older than any operation takes. */
export function isStale(label: string, now: number): boolean {
  if (!label.startsWith(prefix)) return false;
  const [time = "", owner, pid = ""] = label.slice(prefix.length).split("-");
  if (owner === machine && hasEnded(Number.parseInt(pid, 36))) return true;
  return now - Number.parseInt(time, 36) > staleMs;
}

/**
 * Keys that exist only while they are used: a standing one would open every class's buckets (DC-6) and would have to be
 * kept in the state. Operations in one region, or in one bucket, at the same time share a key; the last one removes it.
 */
export class TemporaryKeys {
  private readonly open = new Map<string, Entry>();
  private swept: Promise<void> | undefined;

  constructor(private readonly api: LinodeApi) {}

  /**
   * Runs an operation with a key for a region and removes the key behind it, whatever happens.
   *
   * @param bucket the one bucket of the region that the key opens, which has to be there. Default: all of them, and it makes new ones
   */
  async use<T>(region: string, operation: (key: TemporaryKey) => Promise<T>, bucket?: string): Promise<T> {
    this.swept ??= this.sweep();
    await this.swept.catch((error: unknown) => {
      this.swept = undefined;
      throw error;
    });
    const scope = bucket === undefined ? region : `${region}/${bucket}`;
    const entry = this.open.get(scope) ?? { users: 0, key: this.make(region, bucket) };
    this.open.set(scope, entry);
    entry.users += 1;
    let result: T;
    try {
      result = await operation(await entry.key);
    } catch (error) {
      // What went wrong first is what people have to read; a key that stays behind is swept by a later run.
      await this.release(scope, entry).catch(() => undefined);
      throw error;
    }
    await this.release(scope, entry);
    return result;
  }

  private async release(scope: string, entry: Entry): Promise<void> {
    entry.users -= 1;
    if (entry.users > 0) return;
    this.open.delete(scope);
    await entry.key.then(
      ({ id }) => this.remove(id),
      () => undefined,
    );
  }

  private async make(region: string, bucket: string | undefined): Promise<{ id: number } & TemporaryKey> {
    const answer = await this.create(
      region,
      bucket === undefined
        ? { regions: [region] }
        : { bucket_access: [{ bucket_name: bucket, region, permissions: "read_write" }] },
    );
    const endpoint = answer.regions?.find((r) => r.id === region)?.s3_endpoint;
    if (endpoint === undefined) {
      await this.remove(answer.id);
      throw new Error(
        `Linode names no object storage endpoint for ${region}. Choose a region with Object Storage.`,
      );
    }
    return { id: answer.id, accessKey: answer.access_key, secretKey: answer.secret_key, endpoint };
  }

  /** Makes a key. Where the answer is lost, the key may be there, and nobody knows its secret: it goes, and another is made. */
  private async create(region: string, scope: object): Promise<KeyAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const label = [
        `${prefix}${Date.now().toString(36)}`,
        machine,
        process.pid.toString(36),
        randomBytes(3).toString("hex"),
      ].join("-");
      try {
        return await this.api.send<KeyAnswer>({
          method: "POST",
          path: "/object-storage/keys",
          body: { label, ...scope },
          what: `make a temporary object storage key for ${region}`,
          unclearIsMine: true,
        });
      } catch (error) {
        if (error instanceof LinodeError && error.status < 500) throw error;
        await this.removeAll((key) => key.label === label);
        if (attempt === creations) throw error;
      }
    }
  }

  private async removeAll(isMeant: (key: KeyAnswer) => boolean): Promise<void> {
    const page = await this.api.send<{ data: readonly KeyAnswer[] }>({
      path: "/object-storage/keys?page_size=500",
      what: "list object storage keys",
    });
    for (const { id } of page.data.filter(isMeant)) await this.remove(id);
  }

  private async remove(id: number): Promise<void> {
    const request = this.api.send({
      method: "DELETE",
      path: `/object-storage/keys/${id}`,
      what: `remove the temporary object storage key ${id}`,
    });
    await request.catch((error: unknown) => {
      // Gone already: another run has swept it, or an answer was lost on its way.
      if (!(error instanceof LinodeError && error.status === 404)) throw error;
    });
  }

  /** Removes what interrupted runs have left. */
  async sweep(): Promise<void> {
    await this.removeAll(({ label }) => isStale(label, Date.now()));
  }
}
