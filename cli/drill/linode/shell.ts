import { setTimeout as sleep } from "node:timers/promises";

import type { Doors, Outcome } from "../../../drill/doors";
import { runProgram } from "../program";
import type { Connections } from "./connections";
import { Turns } from "./turns";

/** So many sessions at once are what a host takes on one connection (`MaxSessions`). */
const mostAtOnce = 2;
/** For the host to end a script whose time is over, and to say so. */
const graceSeconds = 1;

/**
 * How a script on standard input is run as root with all that root may: the secure shell's daemon is confined, and sessions with it, so systemd
 * starts it. The script is in no argument, what it runs has no standard input, and it ends with its time where nobody listens any more, too.
 */
const asRoot = (seconds: number): string =>
  [
    "sudo -n systemd-run --quiet --collect --pipe --wait --service-type=exec",
    `--property=RuntimeMaxSec=${seconds.toFixed(2)} --property=KillSignal=SIGKILL`,
    "--setenv=HOME=/root --setenv=LANG=C.UTF-8 --setenv=TERM=dumb",
    "-- /bin/bash -c 'exec /bin/bash <(cat) < /dev/null'",
  ].join(" ");

/** Whether a host had as many sessions as it takes. */
const isRefused = ({ code, stderr }: Outcome): boolean =>
  code === 255 && stderr.startsWith("mux_client_request_session: session request failed");

/** A shell on hosts by SSH. */
export function linodeShell(connections: Connections, login: string): Doors["shell"] {
  const turns = new Map<string, Turns>();
  return async (host, script, { timeoutSeconds = 60 } = {}) => {
    await connections.require(host, timeoutSeconds);
    const own = turns.get(host) ?? new Turns(mostAtOnce);
    turns.set(host, own);
    return own.take(async () => {
      const began = Date.now();
      const end = AbortSignal.timeout((timeoutSeconds + graceSeconds) * 1000);
      const ask = (): Promise<Outcome> =>
        runProgram(connections.argv(host, asRoot(timeoutSeconds)), {
          ...{ stdin: script, end, by: "SIGKILL" },
        });
      let outcome = await ask();
      // A host takes a moment to have done with the session before, and has run nothing yet.
      while (isRefused(outcome) && !end.aborted) {
        await sleep(100);
        outcome = await ask();
      }
      // OpenSSH's client says 255 where the connection is lost; systemd does where the time is over, and so may a script.
      const isLost = end.aborted || (outcome.code === 255 && !(await connections.isOpen(host)));
      if (isLost) connections.drop(host);
      if (Date.now() - began >= timeoutSeconds * 1000)
        throw new Error(`${host} did not answer within ${timeoutSeconds} s.`);
      if (isLost)
        throw new Error(
          `${host} can't be reached any more: ${outcome.stderr.trim() || "its connection ended"}`,
        );
      if (outcome.code !== 0 && /^sudo: /.test(outcome.stderr))
        throw new Error(
          `${login} does not become root on ${host}, which takes the duty \`security\`: ${outcome.stderr.trim()}`,
        );
      return outcome;
    });
  };
}
