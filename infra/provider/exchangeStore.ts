import type { S3Client } from "@aws-sdk/client-s3";

import type { ExchangeAccess } from "../channel";
import { isUnknown, type Properties } from "./resource";
import { connect, load, nameOf, patiently } from "./s3Client";

const gone = new Set(["NoSuchKey", "NoSuchBucket", "NotFound", "InvalidAccessKeyId"]);

/** A site's exchange bucket, with the key for it alone. */
export class ExchangeStore {
  private constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
    private readonly forgetful: boolean,
  ) {}

  /** Does something in the bucket. @param environment AWS_CA_BUNDLE and LINODE_URL are read from it */
  static async with<T>(
    access: ExchangeAccess,
    environment: NodeJS.ProcessEnv,
    operation: (store: ExchangeStore) => Promise<T>,
  ): Promise<T> {
    const client = await connect(access, environment);
    try {
      return await operation(new ExchangeStore(client, access.name, isThisMachine(environment.LINODE_URL)));
    } finally {
      client.destroy();
    }
  }

  /**
   * A local cloud without an S3 server keeps no objects and says so. Where it boots no hosts, nobody would read them, and the rest of a
   * stack can be tried all the same; the real Linode never answers like this.
   */
  private async orNothing<T>(request: Promise<T>): Promise<T | undefined> {
    return request.catch((error: unknown) => {
      if (this.forgetful && nameOf(error) === "NotImplemented") return undefined;
      throw error;
    });
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const { PutObjectCommand } = await load();
    await this.orNothing(
      patiently(() => this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: bytes }))),
    );
  }

  /** What lies there: `gone` where nothing does, `unkept` where this machine's cloud keeps no objects. */
  async get(key: string): Promise<Uint8Array | "gone" | "unkept"> {
    const { GetObjectCommand } = await load();
    try {
      const answer = await this.orNothing(
        this.client.send(new GetObjectCommand({ Bucket: this.bucket, Key: key })),
      );
      return answer === undefined ? "unkept" : ((await answer.Body?.transformToByteArray()) ?? "gone");
    } catch (error) {
      if (gone.has(nameOf(error))) return "gone";
      throw error;
    }
  }

  /** Removes objects; what is gone is fine. */
  async remove(...keys: readonly string[]): Promise<void> {
    const { DeleteObjectCommand } = await load();
    for (const Key of keys) {
      try {
        await this.orNothing(this.client.send(new DeleteObjectCommand({ Bucket: this.bucket, Key })));
      } catch (error) {
        if (!gone.has(nameOf(error))) throw error;
      }
    }
  }

  /** An address from which an object can be fetched without a key, for so many seconds. */
  async address(key: string, seconds: number): Promise<string> {
    const [{ GetObjectCommand }, { getSignedUrl }] = await Promise.all([
      load(),
      import("@aws-sdk/s3-request-presigner"),
    ]);
    const command = new GetObjectCommand({ Bucket: this.bucket, Key: key });
    return getSignedUrl(this.client, command, { expiresIn: seconds });
  }
}

const isThisMachine = (url: string | undefined): boolean =>
  url !== undefined && ["127.0.0.1", "localhost", "[::1]"].includes(new URL(url).hostname);

/** The property `access`. @throws TypeError where it is not whole */
export function accessOf(properties: Properties): ExchangeAccess {
  const access = properties.access as Partial<Record<keyof ExchangeAccess, unknown>> | undefined;
  const part = (name: keyof ExchangeAccess): string => {
    const value = access?.[name];
    if (typeof value !== "string" || value === "" || isUnknown(value))
      throw new TypeError(`access.${name} is not text.`);
    return value;
  };
  return {
    endpoint: part("endpoint"),
    region: part("region"),
    name: part("name"),
    accessKey: part("accessKey"),
    secretKey: part("secretKey"),
  };
}
