import { type Doors, must } from "../doors";
import type { Row } from "../ledger/judge";
import { checksum, rowsOf } from "../load/table";
import type { Stage } from "../scenarios/scenario";

/** Where servers of copies have their socket. */
const socket = "/srv/data/pgbackrest";
const folder = `${socket}/drill-copy`;
const control = `runuser -u postgres -- /usr/lib/postgresql/17/bin/pg_ctl -D ${folder} -w`;

/** As `restore-copy` takes it, of Unix seconds. */
export const momentText = (moment: number): string =>
  new Date(Math.round(moment * 1000)).toISOString().replace("T", " ").replace("Z", "+00");

export interface CopyOptions {
  /** Where it is made, beside the data. */
  readonly host: string;
  /** Unix seconds, or all that the bucket has. */
  readonly moment: number | "end";
  /** 1: the bucket of the host's region; 2: the other one. */
  readonly bucket: number;
}

/** A copy that runs. */
export interface Copy {
  /** How long making it took. */
  readonly seconds: number;
  /** All that the load had written. */
  rows(): Promise<readonly Row[]>;
  /** As of the database: of all that the load doesn't write. */
  checksum(): Promise<string>;
  /** Stops and removes it; that does no harm twice. */
  remove(): Promise<void>;
}

/** Makes a copy of the database and starts it, as the guide on restoring says. It is removed at the end whatever becomes of the drill. */
export async function makeCopy(
  { doors, leaving, now }: Pick<Stage, "doors" | "leaving" | "now">,
  { host, moment, bucket }: CopyOptions,
): Promise<Copy> {
  const clear = `cd /; ${control} -m immediate stop > /dev/null 2>&1 || true; rm -rf ${folder} ${folder}.log`;
  const remove = leaving(`the copy on ${host}`, [{ does: "run", host, script: clear }]);
  await must(doors, host, clear);
  const began = now();
  const when = moment === "end" ? moment : momentText(moment);
  await must(doors, host, `/usr/lib/bastide/restore-copy ${folder} '${when}' ${bucket}`, {
    timeoutSeconds: 590,
  });
  const seconds = now() - began;
  await must(doors, host, `cd /; ${control} -l ${folder}.log start > /dev/null`);
  return {
    seconds,
    rows: () => rowsOf(doors, host, undefined, { socket }),
    checksum: () => checksum(doors, host, { socket }),
    remove,
  };
}

/** Brings the load's table from the copy into the database on the same host, by a pipe, as the guide says of a table that was dropped. */
export const bringTableBack = (doors: Pick<Doors, "shell">, host: string): Promise<string> =>
  must(
    doors,
    host,
    `cd /
runuser -u postgres -- bash -euo pipefail << 'END'
pg_dump -h ${socket} -d bastide -t bastide_drill.writes | psql -Xq -v ON_ERROR_STOP=1 -1 -d bastide > /dev/null
END`,
    { timeoutSeconds: 300 },
  );
