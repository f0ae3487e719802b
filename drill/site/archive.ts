import { type Doors, must } from "../doors";
import { until } from "../wait";
import { sql } from "./sql";

/** Waits until a log that ended after this was asked is in the archive, and none waits. Default: 180 seconds. */
export async function archiveCaughtUp(
  doors: Pick<Doors, "shell">,
  leader: string,
  seconds = 180,
): Promise<void> {
  const last = await sql(doors, leader, "SELECT pg_walfile_name(pg_switch_wal())");
  await until(
    async () => {
      const waiting = await sql(
        doors,
        leader,
        `SELECT (SELECT count(*) FROM pg_ls_archive_statusdir() WHERE name LIKE '%.ready')
  + (SELECT count(*) FROM pg_stat_archiver WHERE last_archived_wal IS NULL OR last_archived_wal < '${last}')`,
      );
      return waiting === "0" ? true : undefined;
    },
    { seconds, everyMs: 1000, late: () => `The archive had not caught up within ${seconds} s.` },
  );
}

/** What of the log waits to be archived. */
export interface Waiting {
  /** Finished pieces that are not in every bucket. */
  readonly pieces: number;
  /** How long the oldest of them has waited. */
  readonly seconds: number;
  /** The last of them; empty where none waits. */
  readonly last: string;
}

/** What waits on the node that takes writes. */
export async function waitingLog(doors: Pick<Doors, "shell">, leader: string): Promise<Waiting> {
  const text = await sql(
    doors,
    leader,
    `SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(modification)), 0), max(name)
FROM pg_ls_archive_statusdir() WHERE name ~ '^[0-9A-F]{24}[.]ready$'`,
  );
  const [pieces = "", seconds = "", last = ""] = text.split("\t");
  return { pieces: Number(pieces), seconds: Number(seconds), last: last.replace(".ready", "") };
}

/** The last piece of the log that a bucket has, asked on a data node: 1 is its region's, 2 the other. Throws where the bucket doesn't answer. */
export async function lastInBucket(
  doors: Pick<Doors, "shell">,
  host: string,
  dataClass: string,
  bucket: number,
): Promise<string> {
  const text = await must(
    doors,
    host,
    [
      "systemd-run -q --pipe --wait --collect -p User=postgres -p BindReadOnlyPaths=/var/lib/bastide-database/hosts:/etc/hosts",
      `pgbackrest --config=/var/lib/bastide-database/pgbackrest.conf --stanza=${dataClass} --repo=${bucket} info --output=json`,
    ].join(" "),
  );
  return newestPiece(text);
}

/** The last piece that `pgbackrest info` tells of. Throws where it tells of none. */
export function newestPiece(info: string): string {
  const told = JSON.parse(info) as readonly {
    readonly archive: readonly { readonly max: string | null }[];
  }[];
  const pieces = told.flatMap(({ archive }) => archive.flatMap(({ max }) => (max === null ? [] : [max])));
  const last = pieces.sort().at(-1);
  if (last === undefined) throw new Error("The bucket has no log.");
  return last;
}
