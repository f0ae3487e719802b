import { type Doors, must, type Server, withRole } from "../doors";
import { isOff, switchOff } from "../linode/power";
import { messageOf } from "../messageOf";
import { until } from "../wait";

/** What became of the attempt to end a node's database for good. */
export interface Fenced {
  readonly host: string;
  /** `stopped`: the host says so; `off`: Linode says that the server is; null: nobody says anything, and it may go on. */
  readonly how: "stopped" | "off" | null;
  /** Why nothing is known; empty where it is. */
  readonly why: string;
}

export interface FenceOptions {
  /** Most seconds for all of it. Linode takes half a minute to switch a server off. Default: 90. */
  readonly seconds?: number;
  /** Of them, how many a host gets to answer itself. Default: 10. */
  readonly hostSeconds?: number;
}

const stop = [
  "systemctl stop bastide-database.service",
  "! (cd /; runuser -u postgres -- /usr/lib/postgresql/17/bin/pg_ctl -D /srv/data/postgresql/17 status > /dev/null)",
].join("\n");

/**
 * Ends the database on every data node of a region, as far as it can be reached: the host itself is asked first, then Linode, to switch it off.
 * A host whose database was stopped may start it again; it then finds that another region has gone on, and follows (`site may-lead`).
 * Never throws: what is not known is said.
 */
export function fence(
  doors: Pick<Doors, "shell" | "linode">,
  servers: readonly Server[],
  region: string,
  { seconds = 90, hostSeconds = 10 }: FenceOptions = {},
): Promise<readonly Fenced[]> {
  const end = Date.now() + seconds * 1000;
  const left = (): number => Math.max(0.1, (end - Date.now()) / 1000);
  return Promise.all(
    withRole(servers, "data", region).map(async ({ name }): Promise<Fenced> => {
      const reasons: string[] = [];
      try {
        const most = Math.min(hostSeconds, left());
        // Also a log-in that takes its time is not waited for.
        await within(
          most,
          must(doors, name, stop, { timeoutSeconds: most }),
          `${name} did not answer in time.`,
        );
        return { host: name, how: "stopped", why: "" };
      } catch (error) {
        reasons.push(messageOf(error));
      }
      try {
        await within(left(), switchOff(doors, name), silent);
        await until(async () => ((await within(left(), isOff(doors, name), silent)) ? true : undefined), {
          ...{ seconds: left(), everyMs: 500, late: () => `Linode has not switched ${name} off yet.` },
        });
        return { host: name, how: "off", why: "" };
      } catch (error) {
        reasons.push(messageOf(error));
      }
      return { host: name, how: null, why: reasons.join("; ") };
    }),
  );
}

const silent = "Linode's API did not answer in time.";

function within<T>(seconds: number, work: Promise<T>, late: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const isLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(late)), seconds * 1000);
  });
  return Promise.race([work, isLate]).finally(() => clearTimeout(timer));
}
