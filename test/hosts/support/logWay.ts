import { afterAll, beforeAll } from "vitest";

import type { Machine } from "../../../local-cloud/hosts";
import { until } from "../../../local-cloud/hosts/run";
import { foldersOfWorlds } from "../../local-cloud/hosts/support/hosts";
import { sh } from "./converged";
import { bootLightSite, described, type LightSite } from "./lightSite";

/** A host of each part in the way of logs. */
export const names = {
  data: "account-fr-par-data-1",
  gateway: "account-fr-par-gateway",
  receiver: "events-fr-par-data-1",
  other: "events-de-fra-2-data-1",
} as const;

/** Where receivers keep logs. */
export const kept = "/srv/data/logs";

/** What brings logs on their way. */
export const step = "/usr/lib/bastide/converge.d/80-logs";

/** Boots one host of each part, with room for logs on the receivers, and has each run its step. */
async function startLogs(folder: string): Promise<LightSite> {
  const site = await bootLightSite(folder, Object.values(names));
  for (const name of [names.receiver, names.other])
    await sh(site.host(name), "mkdir -p /srv/data && mount -t tmpfs -o size=64m,mode=0755 tmpfs /srv/data");
  for (const name of [names.receiver, names.other, names.gateway, names.data])
    await sh(site.host(name), `mkdir -p /run/bastide; ${step}`);
  return site;
}

/** Has the hosts there for all tests of a suite. Gives what those ask them. */
export function logWay() {
  const { folder, remove } = foldersOfWorlds();
  let running: LightSite | undefined;
  beforeAll(async () => {
    running = await startLogs(folder);
  }, 20 * 60_000);
  afterAll(async () => {
    await running?.close();
    remove();
  });
  const site = (): LightSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const on = (name: keyof typeof names): Machine => site().host(names[name]);
  /** All lines that a receiver keeps and that hold a text. */
  const lines = async (receiver: "receiver" | "other", text: string): Promise<string[]> =>
    (await sh(on(receiver), `grep -rhF -e '${text}' ${kept} || true`)).split("\n").filter(Boolean);
  const waitFor = (receiver: "receiver" | "other", text: string, count = 1) =>
    until(
      async () => {
        const found = await lines(receiver, text);
        return found.length >= count ? found : undefined;
      },
      { seconds: 90, everyMs: 500, late: () => `${names[receiver]} never had "${text}"` },
    ).catch(tell);
  /** For whoever has to find out why a test failed. */
  const tell = async (error: unknown): Promise<never> => {
    for (const name of Object.keys(names) as (keyof typeof names)[])
      console.log(
        name,
        await sh(
          on(name),
          "date; cat /run/bastide-logs/logs.prom || true; ls -l /var/lib/bastide-logs/*; journalctl -u bastide-logs -n 25 --no-pager",
        ),
      );
    throw error;
  };
  const killed = (name: keyof typeof names) =>
    sh(on(name), "systemctl kill -s KILL bastide-logs.service || true");
  /** The sender's side of RELP on a host, with a certificate of the test's choice; prints what became of it. */
  const speak = (from: keyof typeof names, to: keyof typeof names, certificates: string, line: string) =>
    sh(
      on(from),
      `cd / && python3 - << 'END'
import sys
sys.path.insert(0, "/usr/lib/bastide/logs")
import ssl, relp
tls = relp.context(ssl.PROTOCOL_TLS_CLIENT, "${certificates}", [open("/root/theirs.pem").read()])
try:
    hop = relp.Hop({"name": "${names[to]}", "address": "${described(names[to]).addresses.overlay}", "port": 6514}, tls)
    hop.exchange(b"syslog", [b"""${line}"""])
    print("taken")
except OSError as error:
    print("refused:", error)
END`,
    );
  const identity = async (
    host: keyof typeof names,
    place: string,
    ofAuthority: string,
    names_: readonly string[],
  ) => {
    const issued = await site().authorities[ofAuthority]?.issue([...names_]);
    if (issued === undefined) throw new Error(`There is no authority of ${ofAuthority}.`);
    await sh(on(host), `mkdir -p ${place}`);
    await on(host).writeFile(`${place}/host.pem`, issued.cert);
    await on(host).writeFile(`${place}/host.key`, issued.key, 0o600);
  };
  const theirs = (host: keyof typeof names, dataClass: string) =>
    on(host).writeFile("/root/theirs.pem", site().authorities[dataClass]?.pem ?? "");
  return { on, lines, waitFor, tell, killed, speak, identity, theirs };
}
