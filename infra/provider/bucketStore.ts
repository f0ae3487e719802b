import type { S3Client } from "@aws-sdk/client-s3";

import { connect, load, nameOf, patiently } from "./s3Client";
import type { TemporaryKey } from "./temporaryKeys";

/** How a bucket is set up. */
export interface BucketSettings {
  readonly versioned: boolean;
  readonly lockMode: string;
  readonly lockDays: number;
  readonly noncurrentDays: number;
}

/** Days after which parts of an upload that was never finished are removed. */
const abandonedUploadDays = 7;

/** The name of the rule that removes what was not fetched. */
const expiryRule = "not-fetched";
const absent = new Set(["NoSuchBucket", "NotFound"]);

/** Whether an answer says that the bucket can't be locked, and not that the request or the network failed. */
const refusesLock = (error: unknown): boolean => {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 400 || status === 404 || status === 409;
};

/** One bucket, over S3. */
export class BucketStore {
  private constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  /** Runs an operation on a bucket with a key that may be seconds old. */
  static async with<T>(
    key: TemporaryKey,
    bucket: string,
    environment: NodeJS.ProcessEnv,
    operation: (store: BucketStore) => Promise<T>,
  ): Promise<T> {
    const client = await connect(key, environment);
    try {
      const store = new BucketStore(client, bucket);
      return await patiently(() => operation(store));
    } finally {
      client.destroy();
    }
  }

  /** Makes the bucket, with object lock unless it is said otherwise, unless it is there. */
  async create(locked = true): Promise<void> {
    const { CreateBucketCommand } = await load();
    try {
      await this.client.send(
        new CreateBucketCommand({ Bucket: this.bucket, ObjectLockEnabledForBucket: locked }),
      );
    } catch (error) {
      if (!["BucketAlreadyOwnedByYou", "BucketAlreadyExists"].includes(nameOf(error))) throw error;
      if (await this.isOwn()) {
        // What an interrupted run has made is empty; anything else is somebody's data.
        if (await this.isEmpty()) return;
        throw new Error(
          `The bucket ${this.bucket} exists already and holds data. Choose another \`bastide:organisation.name\`, or import it.`,
        );
      }
      throw new Error(
        `The bucket name ${this.bucket} belongs to someone else. Choose another \`bastide:organisation.name\`.`,
      );
    }
  }

  private async isOwn(): Promise<boolean> {
    const { HeadBucketCommand } = await load();
    return this.client.send(new HeadBucketCommand({ Bucket: this.bucket })).then(
      () => true,
      () => false,
    );
  }

  private async isEmpty(): Promise<boolean> {
    const { ListObjectVersionsCommand } = await load();
    const found = await this.client.send(new ListObjectVersionsCommand({ Bucket: this.bucket, MaxKeys: 1 }));
    return (found.Versions?.length ?? 0) + (found.DeleteMarkers?.length ?? 0) === 0;
  }

  /** Sets versioning, the default lock and the removal of old versions. @throws Error where the bucket has no object lock */
  async configure(settings: BucketSettings): Promise<void> {
    const sdk = await load();
    const Bucket = this.bucket;
    await this.client.send(
      new sdk.PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }),
    );
    try {
      await this.client.send(
        new sdk.PutObjectLockConfigurationCommand({
          Bucket,
          ObjectLockConfiguration: {
            ObjectLockEnabled: "Enabled",
            Rule: {
              DefaultRetention: {
                Mode: settings.lockMode as "COMPLIANCE" | "GOVERNANCE",
                Days: settings.lockDays,
              },
            },
          },
        }),
      );
    } catch (error) {
      if (!refusesLock(error)) throw error;
      throw new Error(
        `The bucket ${Bucket} takes no object lock (${nameOf(error)}): it was made without. Object lock can't be added; ` +
          "choose another name, or empty and remove the bucket.",
        { cause: error },
      );
    }
    await this.client.send(
      new sdk.PutBucketLifecycleConfigurationCommand({
        Bucket,
        LifecycleConfiguration: {
          Rules: [
            {
              ID: "old-versions",
              Status: "Enabled",
              Filter: { Prefix: "" },
              NoncurrentVersionExpiration: { NoncurrentDays: settings.noncurrentDays },
              AbortIncompleteMultipartUpload: { DaysAfterInitiation: abandonedUploadDays },
            },
          ],
        },
      }),
    );
  }

  /** How the bucket is set up; undefined where there is none. */
  async read(): Promise<BucketSettings | undefined> {
    const sdk = await load();
    const Bucket = this.bucket;
    const unless = async <T>(missing: ReadonlySet<string>, request: Promise<T>): Promise<T | undefined> =>
      request.catch((error: unknown) => {
        if (missing.has(nameOf(error))) return undefined;
        throw error;
      });
    const versioning = await unless(absent, this.client.send(new sdk.GetBucketVersioningCommand({ Bucket })));
    if (versioning === undefined) return undefined;
    const lock = await unless(
      new Set(["ObjectLockConfigurationNotFoundError", "NoSuchObjectLockConfiguration"]),
      this.client.send(new sdk.GetObjectLockConfigurationCommand({ Bucket })),
    );
    const lifecycle = await unless(
      new Set(["NoSuchLifecycleConfiguration"]),
      this.client.send(new sdk.GetBucketLifecycleConfigurationCommand({ Bucket })),
    );
    const retention = lock?.ObjectLockConfiguration?.Rule?.DefaultRetention;
    const rule = lifecycle?.Rules?.find((r) => r.ID === "old-versions" && r.Status === "Enabled");
    return {
      versioned: versioning.Status === "Enabled",
      lockMode: retention?.Mode ?? "none",
      lockDays: retention?.Days ?? 0,
      noncurrentDays: rule?.NoncurrentVersionExpiration?.NoncurrentDays ?? 0,
    };
  }

  /** Sets that objects below a prefix are removed after days; nothing else is. */
  async expire(prefix: string, days: number): Promise<void> {
    const { PutBucketLifecycleConfigurationCommand } = await load();
    await this.client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: this.bucket,
        LifecycleConfiguration: {
          Rules: [
            { ID: expiryRule, Status: "Enabled", Filter: { Prefix: prefix }, Expiration: { Days: days } },
          ],
        },
      }),
    );
  }

  /** After how many days objects below the prefix are removed, 0 for never; undefined where there is no bucket. */
  async readExpiry(prefix: string): Promise<number | undefined> {
    const { GetBucketLifecycleConfigurationCommand, HeadBucketCommand } = await load();
    try {
      await this.client.send(new HeadBucketCommand({ Bucket: this.bucket }));
      const found = await this.client.send(
        new GetBucketLifecycleConfigurationCommand({ Bucket: this.bucket }),
      );
      const rule = found.Rules?.find(({ ID, Status }) => ID === expiryRule && Status === "Enabled");
      return rule?.Filter?.Prefix === prefix ? (rule.Expiration?.Days ?? 0) : 0;
    } catch (error) {
      if (absent.has(nameOf(error))) return undefined;
      if (nameOf(error) === "NoSuchLifecycleConfiguration") return 0;
      throw error;
    }
  }

  /** Removes every object of a bucket without versions. What is not there is fine. */
  async empty(): Promise<void> {
    const { ListObjectsV2Command, DeleteObjectCommand } = await load();
    const Bucket = this.bucket;
    try {
      for (;;) {
        const { Contents = [] } = await this.client.send(new ListObjectsV2Command({ Bucket }));
        if (Contents.length === 0) return;
        for (const { Key } of Contents) await this.client.send(new DeleteObjectCommand({ Bucket, Key }));
      }
    } catch (error) {
      if (!absent.has(nameOf(error))) throw error;
    }
  }

  /** Removes the bucket. @throws Error where it holds anything: data is never removed by the way */
  async remove(): Promise<void> {
    const sdk = await load();
    const Bucket = this.bucket;
    try {
      if (!(await this.isEmpty())) {
        throw new Error(
          `The bucket ${Bucket} still holds versions of objects, which are locked until their retention ends. ` +
            "Wait until then and empty it, then run `pulumi destroy` again; or keep it and take it out of the state with " +
            "`pulumi state delete`.",
        );
      }
      await this.client.send(new sdk.DeleteBucketCommand({ Bucket }));
    } catch (error) {
      if (!absent.has(nameOf(error))) throw error;
    }
  }
}
