import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import { rootCertificates } from "node:tls";

import type { S3Client } from "@aws-sdk/client-s3";

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
/** How long a new key may take until S3 knows it. */
const keyPatience = { attempts: 40, waitMs: 1_500 } as const;

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");
const absent = new Set(["NoSuchBucket", "NotFound"]);

/** Whether an answer says that the bucket can't be locked, and not that the request or the network failed. */
const refusesLock = (error: unknown): boolean => {
  const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
  return status === 400 || status === 404 || status === 409;
};

/** The SDK, loaded when it is first needed: a preview never needs it. */
const load = () => import("@aws-sdk/client-s3");

async function connect(key: TemporaryKey, environment: NodeJS.ProcessEnv): Promise<S3Client> {
  const { S3Client } = await load();
  const bundle = environment.AWS_CA_BUNDLE;
  const ca = bundle ? [...rootCertificates, readFileSync(bundle, "utf8")] : undefined;
  return new S3Client({
    endpoint: `https://${key.endpoint}`,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: key.accessKey, secretAccessKey: key.secretKey },
    maxAttempts: 6,
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      requestTimeout: 60_000,
      httpsAgent: new Agent({ ...(ca ? { ca } : {}), keepAlive: false }),
    },
  });
}

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
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await operation(store);
        } catch (error) {
          if (nameOf(error) !== "InvalidAccessKeyId" || attempt >= keyPatience.attempts) throw error;
          await sleep(keyPatience.waitMs);
        }
      }
    } finally {
      client.destroy();
    }
  }

  /** Makes the bucket with object lock, unless it is there. */
  async create(): Promise<void> {
    const { CreateBucketCommand } = await load();
    try {
      await this.client.send(
        new CreateBucketCommand({ Bucket: this.bucket, ObjectLockEnabledForBucket: true }),
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
