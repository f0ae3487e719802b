import { readFileSync } from "node:fs";
import { join } from "node:path";

import { type Doors, must, type Server } from "../doors";

const unit = "bastide-drill-load";
const folder = `/var/lib/private/${unit}`;
const program = `/run/${unit}.py`;
const ledger = `${folder}/ledger`;

export interface LoadOptions {
  /** Names the rows of this drill. */
  readonly run: string;
  readonly clients: readonly Server[];
  /** Seconds between two writes of one client. Default: 0.02. */
  readonly every?: number;
  /** After which it ends by itself, whatever becomes of the drill. Default: 900. */
  readonly seconds?: number;
}

/** The credentials of the class's service, as its own unit has them. */
const credentials = ["service.conf", "ca.pem", "host.pem", "host.key"]
  .map((name) => `--property=LoadCredential=${name}:/etc/bastide/secrets/${name}`)
  .join(" ");

/**
 * Starts the client on each service node, in a unit that can do as little as the service's own. Throws where one does not start; those that
 * did go on, and `stopLoad` ends them.
 */
export async function startLoad(
  doors: Pick<Doors, "shell">,
  { run, clients, every = 0.02, seconds = 900 }: LoadOptions,
): Promise<void> {
  const text = readFileSync(join(__dirname, "client.py"), "utf8");
  await Promise.all(
    clients.map(({ name }) =>
      must(
        doors,
        name,
        [
          `install -m 0755 /dev/stdin ${program} << 'END_OF_CLIENT'\n${text}\nEND_OF_CLIENT`,
          `rm -rf ${folder}/ledger`,
          [
            `systemd-run --quiet --collect --unit=${unit} --property=DynamicUser=yes --property=StateDirectory=${unit}`,
            `${credentials} --property=NoNewPrivileges=yes --property=ProtectSystem=strict --property=ProtectHome=yes`,
            "--property=PrivateTmp=yes --property=MemoryMax=256M --property=TimeoutStopSec=12s",
            `/usr/bin/python3 -I -B ${program} ${run} ${name} /var/lib/${unit}/ledger ${seconds} ${every}`,
          ].join(" "),
          `systemctl is-active --quiet ${unit}.service`,
        ].join("\n"),
      ),
    ),
  );
}

/** Ends the client on a host, and waits for what it has under way. */
export const stopLoad = (doors: Pick<Doors, "shell">, host: string): Promise<string> =>
  must(doors, host, `systemctl stop ${unit}.service 2> /dev/null || true`);

/** What the client on a host has noted, without the end of its last line; empty where it noted nothing. */
export const readLedger = (doors: Pick<Doors, "shell">, host: string): Promise<string> =>
  must(doors, host, `cat ${ledger} 2> /dev/null || true`);

/** Removes what the load has left on a host. */
export const removeLoad = (doors: Pick<Doors, "shell">, host: string): Promise<string> =>
  must(
    doors,
    host,
    `systemctl stop ${unit}.service 2> /dev/null || true; rm -rf ${folder} /var/lib/${unit} ${program}`,
  );
