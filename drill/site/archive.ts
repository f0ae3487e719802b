import type { Doors } from "../doors";
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
