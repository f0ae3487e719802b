import type { Machine } from "../../../local-cloud/hosts";
import { until } from "../../../local-cloud/hosts/run";
import { sh, works } from "./converged";
import type { DatabaseSite } from "./databaseSite";

/** How curl shows a host's own certificate. */
export const asMember =
  "--cacert /etc/bastide/secrets/ca.pem --cert /etc/bastide/secrets/host.pem --key /etc/bastide/secrets/host.key";

const steps = "/usr/lib/bastide/converge.d";

/** The steps of a data node, as far as they are the database's. */
export const dataSteps = [
  "15-volume",
  "64-etcd",
  "66-database",
  "66-fencing",
  "67-logins",
  "67-logins-service",
  "67-people",
  "68-backup",
];

/** `f` where the database takes writes, `t` where it follows. Throws where it doesn't answer. */
export const inRecovery = (host: Machine): Promise<string> =>
  sh(host, "cd /; runuser -u postgres -- psql -XAtqc 'SELECT pg_is_in_recovery()'");

/** The pieces of the log that the archive has from a leader after the place where the node that leads now went on without it. */
export async function archivedAfterFork(on: Machine): Promise<string[]> {
  const [timeline = "", high = "", low = ""] = (
    await sh(
      on,
      "tail -n 1 $(ls /srv/data/postgresql/*/pg_wal/*.history | tail -n 1) | tr '/' '\\t' | cut -f 1-3",
    )
  ).split("\t");
  const hex = (value: number) => value.toString(16).toUpperCase().padStart(8, "0");
  const fork = hex(Number(timeline)) + hex(Number.parseInt(high, 16)) + hex(Number.parseInt(low, 16) >>> 24);
  const paths = await sh(
    on,
    "systemd-run -q --pipe --wait --collect -p User=postgres -p BindReadOnlyPaths=/var/lib/bastide-database/hosts:/etc/hosts pgbackrest --config=/var/lib/bastide-database/pgbackrest.conf --stanza=account repo-ls --recurse archive/account",
  );
  const pieces = paths.split("\n").flatMap((path) => /\/([0-9A-F]{24})-/.exec(path)?.[1] ?? []);
  // None at all would show nothing.
  if (!pieces.some((name) => name < fork)) throw new Error(`The archive has nothing from before ${fork}.`);
  return pieces.filter((name) => name.startsWith(fork.slice(0, 8)) && name >= fork);
}

/** What tests ask of a site's two data nodes. To be asked only once the site is there. */
export function databaseCluster(site: () => DatabaseSite, nodes: readonly string[]) {
  const sql = (on: Machine, query: string, database = "postgres") =>
    sh(on, `cd /; runuser -u postgres -- psql -XAtq -v ON_ERROR_STOP=1 -d ${database} -c "${query}"`);

  /** Runs a step until it has succeeded, as converging does. */
  const step = (on: Machine, name: string) =>
    until(async () => ((await works(on, `${steps}/${name} > /tmp/said 2>&1`)) ? true : undefined), {
      seconds: 180,
      everyMs: 300,
      late: () => `${name} does not succeed on ${on.name}.`,
    });
  const becomes = async (name: string, ...names: readonly string[]) => {
    for (const each of names) await step(site().host(name), each);
  };
  /** The node that takes writes, once there is one. */
  const leader = (seconds = 90): Promise<Machine> =>
    until(
      async () => {
        for (const name of nodes) {
          if (!site().host(name).isOn()) continue;
          const { overlay } = site().description(name).addresses;
          const isOpen = `psql -XAtq -d postgres -c 'SELECT pg_is_in_recovery()' | grep -q f`;
          if (
            (await works(
              site().host(name),
              `curl -fsS -m 3 -o /dev/null ${asMember} https://${overlay}:8008/primary`,
            )) &&
            (await works(site().host(name), isOpen, "postgres"))
          )
            return site().host(name);
        }
        return undefined;
      },
      { seconds, everyMs: 200, late: () => "No node takes writes." },
    );
  const other = (one: Machine) => site().host(nodes.find((name) => name !== one.name) ?? "");
  const inSync = (seconds = 120) =>
    until(
      async () => {
        const state = await sql(
          await leader(),
          "SELECT string_agg(sync_state, ',') FROM pg_stat_replication",
        );
        // Other regions follow too, and are waited for by nobody.
        const waitedFor = state.split(",").filter((each) => each !== "async");
        // After a hand-over it is named alone, until it comes anew: the same promise in other words.
        return ["quorum", "sync"].includes(waitedFor.join()) ? true : undefined;
      },
      { seconds, everyMs: 300, late: () => "The standby that commits wait for does not follow." },
    );

  return { sql, step, becomes, leader, other, inSync };
}
