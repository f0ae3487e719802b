import { expect, it } from "vitest";

import { base, type Machine } from "../../../local-cloud/hosts";
import { type Converged, sh, works } from "../support/converged";
import { type Message, makeWriter } from "../support/letters";
import type { Site } from "../support/site";

const minutes = 60_000;
const step = "/usr/lib/bastide/converge.d/05-channel";

/** What a host writes to its exchange bucket. */
export interface Report {
  readonly serial: number;
  readonly refused: string | null;
  readonly converge: Converged;
}

/** What the attacks are made on. */
export interface Attacked {
  site(): Site;
  report(host: Machine): Promise<Report>;
  /** Lets the host ask for news, and waits until it has become itself with that message. */
  asks(host: Machine, serial: number): Promise<unknown>;
}

const secretsOf = (host: Machine) =>
  sh(host, "cd /etc/bastide/secrets && sha256sum * && ls -la --time-style=full-iso");

/** Who has read user data, or may write to the exchange bucket, gains nothing. */
export function attacks({ site, report, asks }: Attacked): void {
  it(
    "gives nothing to who reads the user data a day later",
    async () => {
      const { exchange, bucket, told, world, internet, data } = site();
      const attacker = await world.place("attacker", [
        { network: internet, addresses: ["203.0.113.66/24"], gateway: "203.0.113.1" },
      ]);
      const fetched = async (url: string) => {
        const flags = [
          "-sk",
          "-o",
          "/dev/null",
          "-w",
          "%{http_code}",
          "--resolve",
          "fr-par-1.linodeobjects.com:443:192.0.2.80",
        ];
        return (await attacker.run(["curl", ...flags, url])).stdout;
      };
      const key = `tickets/${data.name}-0001`;
      // The address is still good, and what it led to is gone.
      expect(await fetched(await exchange.presigned(bucket, key))).toBe("404");
      // Where nobody had redeemed it, the address is good for a day and no longer.
      const fresh = await told.ticket(data.name);
      const url = (line: string) => line.split(" ")[0] ?? "";
      expect(await fetched(url(fresh.line))).toBe("200");
      const old = await exchange.presigned(bucket, key, new Date(Date.now() - 25 * 3_600_000));
      expect(await fetched(old)).toBe("403");
      // A host with a ticket that is no good says that it is an incident, and gets nothing.
      await sh(data, "mv /var/lib/bastide/channel /root/kept");
      await data.writeFile("/var/lib/bastide/ticket", `${old} ${fresh.line.split(" ")[1]}\n`, 0o600);
      const { code, stdout } = await data.exec([step]);
      expect([code, stdout]).toEqual([
        1,
        expect.stringMatching(/^INCIDENT the ticket was used or has expired \(403, AccessDenied/),
      ]);
      expect(await works(data, "test -e /var/lib/bastide/channel/channel.json")).toBe(false);
      expect(await sh(data, "journalctl -q --no-pager -t bastide-channel -p crit | grep -c INCIDENT")).toBe(
        "1",
      );
      await sh(
        data,
        "rm -r /var/lib/bastide/channel /var/lib/bastide/ticket; mv /root/kept /var/lib/bastide/channel",
      );
    },
    2 * minutes,
  );

  it(
    "gives a host that is made again no message from before",
    async () => {
      const { told, data, exchange, bucket } = site();
      const old = await told.message(data.name);
      const later = old.serial + 3_600_000;
      const fresh = await told.ticket(data.name, undefined, later);
      await told.tell(old);
      await sh(data, "mv /var/lib/bastide/channel /root/kept");
      try {
        await data.writeFile("/var/lib/bastide/ticket", `${fresh.line}\n`, 0o600);
        expect(await sh(data, step)).toMatch(
          /^the ticket is redeemed\nINCIDENT a message was refused: its serial \d+ is from before the host was made/,
        );
        expect(await works(data, "test -e /var/lib/bastide/channel/message")).toBe(false);
        await told.tell({ ...old, serial: later });
        expect(await sh(data, step)).not.toMatch(/INCIDENT/);
        expect(await sh(data, "cat /var/lib/bastide/channel/serial")).toBe(String(later));
        expect(await exchange.get(bucket, fresh.key)).toBeUndefined();
      } finally {
        await sh(data, "rm -r /var/lib/bastide/channel; mv /root/kept /var/lib/bastide/channel");
      }
      const next = await told.message(data.name);
      await told.tell(next);
      await asks(data, next.serial);
    },
    3 * minutes,
  );

  it(
    "refuses what is altered, old, another's or no message, and leaves the host as it is",
    async () => {
      const { exchange, bucket, told, data, far } = site();
      const stranger = makeWriter(await base("full"));
      const put = async (sealed: Buffer, signature: Buffer) => {
        await exchange.put(bucket, `messages/${data.name}`, sealed);
        await exchange.put(bucket, `messages/${data.name}.sig`, signature);
      };
      const own = told.identity(data.name).public;
      const good = async (change: Partial<Message> = {}) => told.message(data.name, change);
      const cases: [RegExp, () => Promise<void>][] = [
        [
          /not signed by the class's key/,
          async () => {
            const { sealed, signature } = site().writer.write(await good(), own);
            sealed[sealed.length - 1] = (sealed.at(-1) ?? 0) ^ 1;
            await put(sealed, signature);
          },
        ],
        [
          /not signed by the class's key/,
          async () => {
            const { sealed, signature } = stranger.write(await good(), own);
            await put(sealed, signature);
          },
        ],
        [/its serial 1 is not above/, async () => told.tell(await good({ serial: 1 }))],
        [
          /it is for account-de-fra-2-gateway/,
          async () => told.tell(await good({ host: far.name }), data.name),
        ],
        [
          /sealed for another host/,
          async () => {
            const { sealed, signature } = site().writer.write(await good(), told.identity(far.name).public);
            await put(sealed, signature);
          },
        ],
        [
          /it is not a message: a secret's name/,
          async () => told.tell(await good({ secrets: { "../x": "y" } })),
        ],
        [/it is not a message/, async () => told.tell(await good({ cloudConfig: "bm90IGd6aXA=" }))],
      ];
      const before = await secretsOf(data);
      for (const [reason, write] of cases) {
        await write();
        const { code, stdout } = await data.exec([step]);
        expect([code, stdout]).toEqual([0, expect.stringMatching(/^INCIDENT a message was refused: /)]);
        expect(stdout).toMatch(reason);
        expect(await secretsOf(data)).toBe(before);
      }
      await sh(data, "/usr/lib/bastide/channel/report");
      expect((await report(data)).refused).toMatch(/not a message/);
      const next = await good();
      await told.tell(next);
      await asks(data, next.serial);
      expect((await report(data)).refused).toBeNull();
    },
    5 * minutes,
  );
}
