import { readFileSync } from "node:fs";
import { Agent } from "node:https";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectCommand,
  GetBucketAclCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  GetObjectLockConfigurationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectVersionsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  PutObjectLockConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, it } from "vitest";
import { findVersitygw } from "../../local-cloud/s3/versitygw";
import { type Session, start } from "./support";

interface Key {
  id: number;
  access_key: string;
  secret_key: string;
}

const region = "de-fra-2";
const regions = [region, "fr-par"];
const binary = findVersitygw();
const modes = [
  { name: "without an object server", versitygw: false as const, run: true },
  {
    name: binary === undefined ? "with versitygw (skipped: it is not on this machine)" : "with versitygw",
    versitygw: binary ?? (false as const),
    run: binary !== undefined,
  },
];

function s3(session: Session, key: Key, where = region): S3Client {
  const ca = readFileSync(session.cloud.caFile);
  return new S3Client({
    region: "auto",
    endpoint: `https://${session.cloud.s3Endpoints[where]}`,
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: key.access_key, secretAccessKey: key.secret_key },
    requestHandler: { httpsAgent: new Agent({ ca }) },
  });
}

async function fails(work: Promise<unknown>): Promise<string> {
  try {
    await work;
    return "succeeded";
  } catch (error) {
    return (error as Error).name;
  }
}

for (const mode of modes) {
  describe.skipIf(!mode.run)(`buckets over S3, ${mode.name}`, () => {
    const begin = async () => {
      const session = await start({ versitygw: mode.versitygw });
      const key: Key = await session.ok("POST", "/object-storage/keys", { label: "temporary", regions });
      return { session, key, client: s3(session, key) };
    };

    it("are made with object lock, versioning, retention and lifecycle, and deleted", async () => {
      const { client, session } = await begin();
      const Bucket = "locked";
      await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
      expect(await fails(client.send(new CreateBucketCommand({ Bucket })))).toBe("BucketAlreadyOwnedByYou");
      expect((await client.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe(region);
      expect((await client.send(new GetBucketVersioningCommand({ Bucket }))).Status).toBe("Enabled");
      const suspend = { Bucket, VersioningConfiguration: { Status: "Suspended" as const } };
      expect(await fails(client.send(new PutBucketVersioningCommand(suspend)))).toBe("InvalidBucketState");
      const rule = { DefaultRetention: { Mode: "COMPLIANCE" as const, Days: 7 } };
      const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled" as const, Rule: rule };
      await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
      const lock = await client.send(new GetObjectLockConfigurationCommand({ Bucket }));
      expect(lock.ObjectLockConfiguration).toEqual(ObjectLockConfiguration);
      const get = () => client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
      expect(await fails(get())).toBe("NoSuchLifecycleConfiguration");
      const Rules = [
        {
          ID: "old",
          Status: "Enabled" as const,
          Filter: { Prefix: "" },
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
        },
      ];
      await client.send(
        new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
      );
      expect((await get()).Rules).toEqual(Rules);
      await client.send(new DeleteBucketLifecycleCommand({ Bucket }));
      expect(await fails(get())).toBe("NoSuchLifecycleConfiguration");
      expect((await client.send(new GetBucketAclCommand({ Bucket }))).Grants).toHaveLength(1);
      expect((await client.send(new ListObjectVersionsCommand({ Bucket }))).Versions).toBeUndefined();
      expect(await session.ok("GET", `/object-storage/buckets/${region}/${Bucket}`)).toMatchObject({
        label: Bucket,
        region,
        endpoint_type: "E3",
        s3_endpoint: session.cloud.s3Endpoints[region],
      });
      await client.send(new DeleteBucketCommand({ Bucket }));
      expect((await session.call("GET", `/object-storage/buckets/${region}/${Bucket}`)).status).toBe(404);
    });

    it("take no lock after they were made", async () => {
      const { client, session } = await begin();
      await session.ok("POST", "/object-storage/buckets", { label: "plain", region });
      const Bucket = "plain";
      expect(await fails(client.send(new GetObjectLockConfigurationCommand({ Bucket })))).toBe(
        "ObjectLockConfigurationNotFoundError",
      );
      const put = new PutObjectLockConfigurationCommand({
        Bucket,
        ObjectLockConfiguration: { ObjectLockEnabled: "Enabled" },
      });
      expect(await fails(client.send(put))).toBe("InvalidBucketState");
    });

    it("belong to one region", async () => {
      const { client, session, key } = await begin();
      await client.send(new CreateBucketCommand({ Bucket: "here" }));
      const elsewhere = s3(session, key, "fr-par");
      expect(await fails(elsewhere.send(new HeadBucketCommand({ Bucket: "here" })))).toBe("NotFound");
      expect(await fails(elsewhere.send(new CreateBucketCommand({ Bucket: "here" })))).toBe(
        "BucketAlreadyExists",
      );
      expect((await elsewhere.send(new ListBucketsCommand({}))).Buckets ?? []).toEqual([]);
    });

    it("open to no wrong secret, no deleted key, and a limited key only as far as it goes", async () => {
      const { client, session, key } = await begin();
      for (const Bucket of ["mine", "theirs"]) await client.send(new CreateBucketCommand({ Bucket }));
      const limited: Key = await session.ok("POST", "/object-storage/keys", {
        label: "limited",
        bucket_access: [{ region, bucket_name: "mine", permissions: "read_only" }],
      });
      const narrow = s3(session, limited);
      await narrow.send(new HeadBucketCommand({ Bucket: "mine" }));
      expect(await fails(narrow.send(new GetBucketVersioningCommand({ Bucket: "theirs" })))).toBe(
        "AccessDenied",
      );
      const put = { Bucket: "mine", VersioningConfiguration: { Status: "Enabled" as const } };
      expect(await fails(narrow.send(new PutBucketVersioningCommand(put)))).toBe("AccessDenied");
      const forged = s3(session, { ...key, secret_key: limited.secret_key });
      expect(await fails(forged.send(new GetBucketVersioningCommand({ Bucket: "mine" })))).toBe(
        "SignatureDoesNotMatch",
      );
      await session.ok("DELETE", `/object-storage/keys/${key.id}`);
      expect(await fails(client.send(new GetBucketVersioningCommand({ Bucket: "mine" })))).toBe(
        "InvalidAccessKeyId",
      );
    });
  });
}

describe("objects without an object server", () => {
  it("are refused with the way to get one", async () => {
    const session = await start();
    const key: Key = await session.ok("POST", "/object-storage/keys", { label: "temporary", regions });
    await session.ok("POST", "/object-storage/buckets", { label: "plain", region });
    const put = s3(session, key).send(new PutObjectCommand({ Bucket: "plain", Key: "a", Body: "b" }));
    await expect(put).rejects.toMatchObject({
      name: "NotImplemented",
      message: expect.stringContaining("versitygw"),
    });
  });
});

const withServer =
  binary === undefined
    ? "objects with versitygw (skipped: it is not on this machine)"
    : "objects with versitygw";
describe.skipIf(binary === undefined)(withServer, () => {
  it("are kept, locked against deletion, and keep their bucket", async () => {
    const session = await start({ versitygw: binary ?? false });
    const key: Key = await session.ok("POST", "/object-storage/keys", { label: "temporary", regions });
    const client = s3(session, key);
    const Bucket = "locked";
    await client.send(new CreateBucketCommand({ Bucket, ObjectLockEnabledForBucket: true }));
    const rule = { DefaultRetention: { Mode: "COMPLIANCE" as const, Days: 7 } };
    const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled" as const, Rule: rule };
    await client.send(new PutObjectLockConfigurationCommand({ Bucket, ObjectLockConfiguration }));
    const Key = "a folder/é+(1).txt";
    const { VersionId } = await client.send(new PutObjectCommand({ Bucket, Key, Body: "kept" }));
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe("kept");
    expect(VersionId).toBeTruthy();
    expect(await fails(client.send(new DeleteObjectCommand({ Bucket, Key, VersionId })))).toBe(
      "AccessDenied",
    );
    expect(await fails(client.send(new DeleteBucketCommand({ Bucket })))).toBe("BucketNotEmpty");
    expect((await session.call("DELETE", `/object-storage/buckets/${region}/${Bucket}`)).status).toBe(400);
  });

  it("are gone after a reset", async () => {
    const session = await start({ versitygw: binary ?? false });
    const key: Key = await session.ok("POST", "/object-storage/keys", { label: "temporary", regions });
    const client = s3(session, key);
    await client.send(new CreateBucketCommand({ Bucket: "short" }));
    await client.send(new PutObjectCommand({ Bucket: "short", Key: "a", Body: "b" }));
    await session.ok("POST", "/_local/reset");
    const again: Key = await session.ok("POST", "/object-storage/keys", { label: "temporary", regions });
    const next = s3(session, again);
    await next.send(new CreateBucketCommand({ Bucket: "short" }));
    expect((await next.send(new ListObjectVersionsCommand({ Bucket: "short" }))).Versions).toBeUndefined();
  });
});
