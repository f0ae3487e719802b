import { type Doors, must, type Server, withRole } from "./doors";
import { readLedger, stopLoad } from "./load/load";
import type { Measured } from "./run";
import { clusterSettings } from "./site/members";
import { sql } from "./site/sql";

/** Ends the load, and gives what all clients have noted. A client that can't be reached makes the verdict worthless: it throws. */
export async function collect(doors: Doors, clients: readonly Server[]): Promise<string[]> {
  await Promise.all(clients.map(({ name }) => stopLoad(doors, name)));
  return Promise.all(clients.map(({ name }) => readLedger(doors, name)));
}

/** Bytes that the other regions are behind, by what the primary has heard of them; null where it hears of none. */
export async function lag(
  doors: Doors,
  leader: string,
  servers: readonly Server[],
  active: string,
): Promise<number | null> {
  const others = withRole(servers, "data").filter(({ region }) => region !== active);
  if (others.length === 0) return null;
  const names = others.map(({ name }) => `'${name}'`).join(",");
  const text = await sql(
    doors,
    leader,
    `SELECT max(pg_wal_lsn_diff(pg_current_wal_lsn(), replay_lsn)) FROM pg_stat_replication WHERE application_name IN (${names})`,
  );
  return text === "" ? null : Number(text);
}

export async function describe(
  doors: Doors,
  leader: string,
): Promise<Pick<Measured, "versions" | "configuration">> {
  const text = await must(
    doors,
    leader,
    [
      "cd /",
      "echo debian $(cat /etc/debian_version)",
      "echo kernel $(uname -r)",
      "dpkg-query -W postgresql-17 patroni etcd-server pgbackrest | tr '\\t' ' '",
    ].join("\n"),
  );
  const versions = Object.fromEntries(
    text.split("\n").map((line) => {
      const [name = "", ...rest] = line.split(" ");
      return [name, rest.join(" ")];
    }),
  );
  const settings = await clusterSettings(doors, leader);
  return {
    versions: { ...versions, node: process.version },
    configuration: { patroni: settings, service: "service.conf of the class, as its own service uses it" },
  };
}
