import { randomBytes } from "node:crypto";

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

const prefix = "bastide-temporary-";
/** After this a temporary key is one that an interrupted run has left. */
const staleMs = 3_600_000;

const madeAt = (label: string): number =>
  label.startsWith(prefix) ? Number.parseInt(label.slice(prefix.length).split("-")[0] ?? "", 36) : Number.NaN;

/**
 * Unlimited keys that exist only while they are used: a standing one would open every class's buckets (DC-6) and would have to be
 * kept in the state. Operations in one region at the same time share a key; the last one removes it.
 */
export class TemporaryKeys {
  private readonly open = new Map<string, Entry>();
  private swept: Promise<void> | undefined;

  constructor(private readonly api: LinodeApi) {}

  /** Runs an operation with a key for a region and removes the key behind it, whatever happens. */
  async use<T>(region: string, operation: (key: TemporaryKey) => Promise<T>): Promise<T> {
    this.swept ??= this.sweep();
    await this.swept.catch((error: unknown) => {
      this.swept = undefined;
      throw error;
    });
    const entry = this.open.get(region) ?? { users: 0, key: this.make(region) };
    this.open.set(region, entry);
    entry.users += 1;
    let result: T;
    try {
      result = await operation(await entry.key);
    } catch (error) {
      // What went wrong first is what people have to read; a key that stays behind is swept by a later run.
      await this.release(region, entry).catch(() => undefined);
      throw error;
    }
    await this.release(region, entry);
    return result;
  }

  private async release(region: string, entry: Entry): Promise<void> {
    entry.users -= 1;
    if (entry.users > 0) return;
    this.open.delete(region);
    await entry.key.then(
      ({ id }) => this.remove(id),
      () => undefined,
    );
  }

  private async make(region: string): Promise<{ id: number } & TemporaryKey> {
    const answer = await this.api.send<KeyAnswer>({
      method: "POST",
      path: "/object-storage/keys",
      body: {
        label: `${prefix}${Date.now().toString(36)}-${randomBytes(3).toString("hex")}`,
        regions: [region],
      },
      what: `make a temporary object storage key for ${region}`,
    });
    const endpoint = answer.regions?.find((r) => r.id === region)?.s3_endpoint;
    if (endpoint === undefined) {
      await this.remove(answer.id);
      throw new Error(
        `Linode names no object storage endpoint for ${region}. Choose a region with Object Storage.`,
      );
    }
    return { id: answer.id, accessKey: answer.access_key, secretKey: answer.secret_key, endpoint };
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
  private async sweep(): Promise<void> {
    const page = await this.api.send<{ data: readonly KeyAnswer[] }>({
      path: "/object-storage/keys?page_size=500",
      what: "list object storage keys",
    });
    const stale = page.data.filter(({ label }) => Date.now() - madeAt(label) > staleMs);
    for (const { id } of stale) await this.remove(id);
  }
}
