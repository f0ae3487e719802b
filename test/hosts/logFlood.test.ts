import { describe, expect, it } from "vitest";

import { until } from "../../local-cloud/hosts/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh } from "./support/converged";
import { described } from "./support/lightSite";
import { logWay, names } from "./support/logWay";

/** Speaks to the receiver as a gateway would that is another's; prints how many MiB were taken, and why no more. */
const flood = (line: string): string => `cd / && python3 - << 'END'
import sys
sys.path.insert(0, "/usr/lib/bastide/logs")
import ssl, relp
tls = relp.context(ssl.PROTOCOL_TLS_CLIENT, "/root/account", [open("/root/theirs.pem").read()])
hop = relp.Hop({"name": "${names.receiver}", "address": "${described(names.receiver).addresses.overlay}", "port": 6514}, tls)
taken = 0
try:
    while taken < 60:
        hop.exchange(b"syslog", [b"${line}".ljust(60000, b"x")] * 17)
        taken += 1
    print("taken", taken)
except OSError as error:
    print("refused after", taken, error)
END`;

describe.skipIf(noHosts !== "")(withHosts("a flood of one class's logs"), () => {
  const { on, lines, speak, identity, theirs } = logWay();
  const measures = (name: "receiver" | "other") => sh(on(name), "cat /run/bastide-logs/logs.prom");
  const line = (host: string, text: string) => `<13>1 2026-11-26T10:00:00Z ${host} x - - - ${text}`;

  it(
    "takes half of the room at most, and another class's lines arrive in both regions all the same",
    async () => {
      await theirs("gateway", "events");
      await identity("gateway", "/root/account", "account", [names.gateway]);
      await identity("gateway", "/root/contact", "contact", ["contact-fr-par-gateway"]);
      const said = await sh(on("gateway"), flood(line(names.data, "FLOOD")));
      // Of 64 MiB nine tenths are for logs.
      expect(said).toMatch(/^refused after (2[5-9]|3[0-2]) it refuses: 500 account has more than its share/);
      const of = line("contact-fr-par-data-1", "HEARD all the same");
      expect(await speak("gateway", "receiver", "/root/contact", of)).toBe("taken");
      expect(await lines("receiver", "HEARD all the same")).toHaveLength(1);
      await until(async () => ((await lines("other", "HEARD all the same")).length > 0 ? true : undefined), {
        seconds: 120,
        everyMs: 1000,
        late: () => "The other region never had it.",
      });
      await until(
        async () => (/over_share.log_class="account". 1/.test(await measures("receiver")) ? true : undefined),
        { seconds: 30, everyMs: 1000, late: () => "Nobody is told of the flood." },
      );
      expect(await measures("receiver")).toMatch(/over_share.log_class="contact". 0/);
      // Its own lines wait where they are, and come once there is room.
      await sh(on("data"), "logger -t hello 'LATER, once there is room'");
      await sh(on("receiver"), "rm -r /srv/data/logs/account; systemctl restart bastide-logs.service");
      await until(async () => ((await lines("receiver", "LATER, once")).length > 0 ? true : undefined), {
        seconds: 120,
        everyMs: 1000,
        late: () => "What waited never came.",
      });
    },
    10 * 60_000,
  );
});
