import { linodeApi } from "../../infra/provider/linodeApi";
import { connect, load, nameOf, patiently } from "../../infra/provider/s3Client";
import { TemporaryKeys } from "../../infra/provider/temporaryKeys";
import type { StackView } from "../show/view";
import { contentType, type Piece } from "./piece";

/** The bucket that keeps the evidence of drills. */
export interface EvidenceBucket {
  readonly name: string;
  readonly region: string;
}

/**
 * Where a stack keeps evidence: the backup bucket of the class `events` in its active region, which is locked against deletion. Evidence
 * is metadata of a class, and no customer's data, so `events` may have it (DC-8).
 *
 * @returns the bucket, or why there is none, as the end of a sentence
 */
export function evidenceBucket(view: StackView): EvidenceBucket | string {
  const events = view.enclaves.find(({ dataClass }) => dataClass === "events");
  if (events === undefined) return "the stack has no class `events`, whose bucket keeps it";
  if (events.active === null)
    return "neither the names of `events` nor the outputs of the last `up` say which of its regions is active";
  const { region } = events.active;
  const bucket = events.regions
    .find((one) => one.region === region)
    ?.buckets.find(({ role }) => role === "backup");
  return bucket === undefined
    ? `\`events\` has no backup bucket in its active region ${region}`
    : { name: bucket.name, region };
}

/**
 * Stores a drill's evidence, with a key that lives as long as that takes and opens this bucket alone. What is there already stays as it
 * is: the same is left, and another one refused.
 *
 * @param environment of the API and S3: `LINODE_URL`, `LINODE_TOKEN`, `AWS_CA_BUNDLE`
 * @returns the names of its objects
 * @throws Error where Linode or S3 refuses or can't be reached, or something else lies there by that name
 */
export async function store(
  piece: Piece,
  { name: Bucket, region }: EvidenceBucket,
  environment: NodeJS.ProcessEnv,
): Promise<readonly string[]> {
  const { GetObjectCommand, PutObjectCommand } = await load();
  const put = async (key: Parameters<typeof connect>[0]): Promise<readonly string[]> => {
    const client = await connect(key, environment);
    const found = (Key: string): Promise<Uint8Array | undefined> =>
      client.send(new GetObjectCommand({ Bucket, Key })).then(
        ({ Body }) => Body?.transformToByteArray(),
        (error: unknown) => {
          if (nameOf(error) === "NoSuchKey") return undefined;
          throw error;
        },
      );
    const storeOne = async (Key: string, bytes: Buffer): Promise<void> => {
      const there = await patiently(() => found(Key));
      if (there === undefined) {
        await client.send(
          new PutObjectCommand({
            ...{ Bucket, Key, Body: bytes, ContentType: contentType(Key) },
            // Of two at once one is refused. A locked bucket wants a checksum.
            ...{ IfNoneMatch: "*", ChecksumAlgorithm: "SHA256" },
          }),
        );
      } else if (!bytes.equals(there)) {
        throw new Error(`${Key} is there already, and is not the same; it was left as it is`);
      }
    };
    try {
      for (const { name, bytes } of piece.files) await storeOne(`${piece.prefix}${name}`, bytes);
    } finally {
      client.destroy();
    }
    return piece.files.map(({ name }) => `${piece.prefix}${name}`);
  };
  return new TemporaryKeys(linodeApi(environment)).use(region, put, Bucket);
}
