import { z } from "zod";

import { connect, load } from "../../infra/provider/s3Client";

/** A step of a host's becoming itself, with what it said. */
const step = z.object({ step: z.string(), result: z.string(), said: z.string().default("") });

/** What a host writes to its site's exchange bucket (`/usr/lib/bastide/channel/report` on the host). */
const report = z.object({
  host: z.string(),
  /** ISO 8601. */
  at: z.iso.datetime(),
  boot: z.string().default(""),
  /** Of the message that the host has; 0 before the first. */
  serial: z.number().int().nonnegative(),
  /** Why it refused the newest message. */
  refused: z.string().nullable().default(null),
  /** Its key for the secure shell, as in a file of known hosts. */
  sshHostKey: z.string().default(""),
  converge: z
    .object({ result: z.enum(["running", "failed", "done"]), steps: z.array(step).default([]) })
    .nullable()
    .default(null),
});

/** One host's own word on what it has reached. */
export interface HostReport extends z.output<typeof report> {
  /** When S3 was given the message that lies there for the host now; null where none does. Nobody who writes there can choose it. */
  readonly told: Date | null;
}

/** A bucket that hosts report to, and a key that may read it. */
export interface ReportBucket {
  /** Host, or host and port, of S3. */
  readonly endpoint: string;
  readonly name: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

const folder = "status/";
const messages = "messages/";
/** A report has some 10 KB. What is larger is none. */
const mostBytes = 256 * 1024;

/**
 * Reads all reports of a bucket. What can't be read as one is left out: any host of the site can write there.
 *
 * @param environment its `AWS_CA_BUNDLE` names authorities to trust besides the public ones
 * @throws Error where S3 refuses or can't be reached
 */
export async function readReports(
  { endpoint, name: Bucket, accessKey, secretKey }: ReportBucket,
  environment: NodeJS.ProcessEnv,
): Promise<HostReport[]> {
  const { ListObjectsV2Command, GetObjectCommand } = await load();
  const client = await connect({ endpoint, accessKey, secretKey }, environment);
  try {
    const [found, told] = await Promise.all(
      [folder, messages].map((Prefix) => client.send(new ListObjectsV2Command({ Bucket, Prefix }))),
    );
    const toldAt = new Map(told?.Contents?.map(({ Key, LastModified }) => [Key, LastModified]));
    const objects = (found?.Contents ?? []).filter(({ Size = 0 }) => Size <= mostBytes);
    const texts = await Promise.all(
      objects.map(async ({ Key = "" }) => ({
        Key,
        text: await (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString(),
      })),
    );
    return texts.flatMap(({ Key, text = "" }) => {
      const parsed = report.safeParse(json(text));
      // A report for another than its own name is not its word.
      if (!parsed.success || `${folder}${parsed.data.host}` !== Key) return [];
      return [{ ...parsed.data, told: toldAt.get(`${messages}${parsed.data.host}.sig`) ?? null }];
    });
  } finally {
    client.destroy();
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
