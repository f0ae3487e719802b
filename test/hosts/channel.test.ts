import { afterAll, beforeAll, describe, expect, it } from "vitest";

import type { Machine } from "../../local-cloud/hosts";
import { until } from "../../local-cloud/hosts/run";
import { foldersOfWorlds } from "../local-cloud/hosts/support/hosts";
import { attacks, type Report } from "./checks/attacks";
import { type Converged, converged, sh, works } from "./support/converged";
import { untold, whereTold } from "./support/exchange";
import { laySite, type Site } from "./support/site";

const minutes = 60_000;
const steps = ["05-channel", "06-people", "62-tunnel"];
const packages = "/usr/lib/bastide/converge.d/10-packages";

/** Everything that a message lays, with what is in it. */
const manifest = (host: Machine) =>
  sh(
    host,
    `find /etc /usr/lib/bastide -type f -not -path '/etc/systemd/network/*' -exec sha256sum {} + | sort -k 2
     find /etc/bastide -printf '%m %U %G %p\\n' | sort -k 4; getent passwd; getent group; wg show wg0 peers | sort`,
  );
describe.skipIf(untold !== "")(whereTold("the channel"), () => {
  const folders = foldersOfWorlds();
  let laid: Site | undefined;
  const site = (): Site => {
    if (laid === undefined) throw new Error("The site is not laid.");
    return laid;
  };
  const all = () => [site().gateway, site().data, site().far, site().farData];
  const report = async (host: Machine): Promise<Report> =>
    JSON.parse(
      (await site().exchange.get(site().bucket, `status/${host.name}`))?.toString() ?? "null",
    ) as Report;
  /** As the timer does it, up to the end of the run that follows. */
  const asks = async (host: Machine, serial: number) => {
    await sh(host, "systemctl start bastide-channel.service");
    await until(async () => ((await report(host)).serial === serial ? true : undefined), {
      seconds: 120,
      everyMs: 300,
      late: () => `${host.name} did not take message ${serial}.`,
    });
    return converged(host, 120);
  };

  beforeAll(async () => {
    laid = await laySite(folders.folder, { steps });
    await Promise.all(all().map((host) => host.boot()));
    await Promise.all(all().map((host) => host.waitFor({ seconds: 600 })));
    await Promise.all(all().map((host) => converged(host, 300)));
  }, 20 * minutes);

  afterAll(async () => {
    await laid?.close();
    folders.remove();
  });

  it("brings each host its secrets by a ticket that is then gone, here and in the bucket", async () => {
    for (const host of all()) {
      const message = await site().told.message(host.name);
      const names = Object.keys(message.secrets).sort();
      expect((await sh(host, "ls -1 /etc/bastide/secrets")).split("\n").sort()).toEqual(names);
      expect(names).toContain("wg0.conf");
      expect(await sh(host, "stat -c '%a %U:%G' /etc/bastide/secrets /var/lib/bastide/channel")).toBe(
        "700 root:root\n700 root:root",
      );
      expect(
        await sh(host, "stat -c '%a %U:%G' /etc/bastide/secrets/* /var/lib/bastide/channel/* | sort -u"),
      ).toBe("600 root:root");
      expect(await works(host, "test -e /var/lib/bastide/ticket")).toBe(false);
      expect(await site().exchange.get(site().bucket, `tickets/${host.name}-0001`)).toBeUndefined();
    }
  });

  it("reports what each host has reached, without a secret", async () => {
    for (const host of all()) {
      const said = await report(host);
      expect([said.converge.result, said.refused]).toEqual(["done", null]);
      const text = JSON.stringify(said);
      const { wireguard, certificates } = await site().told.secrets(host.name);
      for (const secret of [wireguard.privateKey, certificates.key.split("\n")[1] ?? "", "AGE-SECRET-KEY"])
        expect(text).not.toContain(secret);
      expect(await sh(host, "journalctl -q --no-pager | grep -c AGE-SECRET-KEY || true")).toBe("0");
    }
  });

  attacks({ site, report, asks });

  it(
    "shuts a person out who has left, with all that they run, and lets them in again",
    async () => {
      const { told, data } = site();
      const message = await told.message(data.name);
      const text = message.cloudConfig;
      const without = text
        .replace(/^.*\bbjarne:bastide.*\n/m, "")
        .replace(/ {2}- path: \/etc\/ssh\/people\/bjarne\n(?: {4}.*\n)+/, "");
      expect(without).not.toMatch(/path: \/etc\/ssh\/people\/bjarne/);
      await sh(data, "systemd-run -q --collect --uid=bjarne --unit=session-of-bjarne sleep 3600");
      const boot = await sh(data, "cat /proc/sys/kernel/random/boot_id");
      const left = { ...message, cloudConfig: without };
      await told.tell(left);
      const said = await asks(data, left.serial);
      expect(said.steps.find((one) => one.step === "06-people")?.said).toMatch(/bjarne is shut out/);
      expect(
        await sh(
          data,
          "passwd -S bjarne | cut -d ' ' -f 2; getent passwd bjarne | cut -d : -f 7; id -nG bjarne",
        ),
      ).toBe("L\n/usr/sbin/nologin\nbjarne");
      expect(await works(data, "pgrep -u bjarne")).toBe(false);
      expect(await works(data, "test -e /etc/ssh/people/bjarne")).toBe(false);
      expect(await works(data, "test -d /home/bjarne")).toBe(true);
      expect(await sh(data, "id -nG amara")).toContain("bastide-admin");
      const back = await told.message(data.name);
      await told.tell(back);
      await asks(data, back.serial);
      expect(await sh(data, "getent passwd bjarne | cut -d : -f 7; id -nG bjarne")).toMatch(
        /^\/bin\/bash\n.*bastide-people/,
      );
      expect(await works(data, "test -s /etc/ssh/people/bjarne")).toBe(true);
      expect(await sh(data, "cat /proc/sys/kernel/random/boot_id")).toBe(boot);
    },
    5 * minutes,
  );

  it(
    "ends a person's sessions while the packages are still on their way, also where they were before the message came",
    async () => {
      const { told, data } = site();
      const message = await told.message(data.name);
      const isGone = (login: string) =>
        until(async () => ((await works(data, `pgrep -u ${login}`)) ? undefined : true), {
          seconds: 60,
          everyMs: 300,
          late: () => `${login} is still there.`,
        });
      const without = (login: string) => ({
        ...message,
        cloudConfig: message.cloudConfig
          .replace(new RegExp(`^.*\\b${login}:bastide.*\\n`, "m"), "")
          .replace(new RegExp(` {2}- path: /etc/ssh/people/${login}\\n(?: {4}.*\\n)+`), ""),
      });
      const hangs = () => works(data, "pgrep -f 'sleep 3599'");
      await data.writeFile(packages, "#!/bin/sh\nexec sleep 3599\n", 0o755);
      for (const login of ["amara", "bjarne"])
        await sh(data, `systemd-run -q --collect --uid=${login} --unit=busy-${login} sleep 3600`);
      const first = without("bjarne");
      await told.tell(first);
      await sh(data, "systemctl start bastide-channel.service");
      await isGone("bjarne");
      await until(async () => ((await hangs()) ? true : undefined), {
        seconds: 60,
        everyMs: 300,
        late: () => "Nothing hangs.",
      });
      // The run hangs, and the next message comes.
      const second = { ...without("amara"), serial: (await told.message(data.name)).serial };
      await told.tell(second);
      await sh(data, "systemctl start bastide-channel.service");
      await isGone("amara");
      expect(await hangs()).toBe(true);
      expect(await sh(data, "systemctl show -P ActiveState bastide-converge.service")).toBe("activating");
      await until(
        async () => ((await works(data, "systemctl is-active bastide-shut-out.service")) ? undefined : true),
        {
          seconds: 60,
          everyMs: 300,
          late: () => "The message is not laid.",
        },
      );
      // What the message brought besides waits for the run, which is then made again.
      await sh(data, `rm ${packages}; pkill -f 'sleep 3599'`);
      const last = await told.message(data.name);
      await told.tell(last);
      await until(async () => ((await report(data)).serial === last.serial ? true : undefined), {
        seconds: 200,
        everyMs: 1000,
        late: () => "The host did not go on.",
      });
      await converged(data, 120);
      await sh(data, "systemctl start bastide-channel.service");
      await converged(data, 120);
      expect(await sh(data, "getent passwd amara bjarne | cut -d : -f 7 | sort -u")).toBe("/bin/bash");
    },
    8 * minutes,
  );

  it(
    "does nothing where there is nothing new",
    async () => {
      const { data, gateway } = site();
      for (const host of [data, gateway]) {
        const before = await manifest(host);
        const since = (await converged(host)) as Converged & { since: string };
        await sh(host, "systemctl start bastide-channel.service");
        expect(((await converged(host)) as Converged & { since: string }).since).toBe(since.since);
        await sh(host, "systemctl restart bastide-converge.service");
        expect((await converged(host)).steps.filter(({ said }) => said !== "")).toEqual([]);
        expect(await manifest(host)).toBe(before);
      }
    },
    3 * minutes,
  );

  it(
    "joins the regions: data nodes reach each other's database through their gateways, and nothing else",
    async () => {
      const { data, far, farData, gateway, told } = site();
      const there = told.hosts.get(farData.name)?.addresses.overlay ?? "";
      const gate = told.hosts.get(far.name)?.addresses.overlay ?? "";
      const listener =
        "import socket,time\nfor p in (5432,8008):\n s=socket.socket(); s.setsockopt(1,2,1); s.bind(('0.0.0.0',p)); s.listen(); globals()[f's{p}']=s\ntime.sleep(3600)";
      await sh(
        farData,
        `systemd-run -q --collect --unit=listener python3 -c "$(printf '%s' '${Buffer.from(listener).toString("base64")}' | base64 -d)"`,
      );
      const opens = (host: Machine, address: string, port: number) =>
        works(host, `timeout 4 bash -c 'exec 3<>/dev/tcp/${address}/${port}'`);
      await until(async () => ((await opens(data, there, 5432)) ? true : undefined), {
        seconds: 60,
        everyMs: 500,
        late: () => "The other region's database can't be reached.",
      });
      expect(await opens(data, there, 8008)).toBe(false);
      expect(await opens(data, there, 22)).toBe(false);
      expect(await opens(gateway, gate, 22)).toBe(false);
      // With the way through the firewalls open, the same is reached: it is they that stop it.
      for (const host of [data, gateway, far, farData]) await sh(host, "nft flush ruleset");
      expect(await opens(data, there, 8008)).toBe(true);
      for (const host of [data, gateway, far, farData]) await sh(host, "systemctl restart nftables.service");
      expect(await opens(data, there, 8008)).toBe(false);
    },
    4 * minutes,
  );

  it(
    "changes a tunnel's peers without a break for the others",
    async () => {
      const { told, gateway, data } = site();
      const message = await told.message(gateway.name);
      const conf = message.secrets["wg0.conf"] ?? "";
      const fewer = conf.replace(/# account-fr-par-data-2\n(?:.+\n)+/, "");
      expect(fewer.length).toBeLessThan(conf.length);
      const state = "pgrep -o wireguard-go; wg show wg0 latest-handshakes | sort";
      const ofData = (text: string) => text.split("\n").filter((line) => !line.endsWith("\t0"));
      const before = ofData(await sh(gateway, state));
      expect(before.length).toBeGreaterThan(1);
      await told.tell({ ...message, secrets: { ...message.secrets, "wg0.conf": fewer } });
      await asks(gateway, message.serial);
      expect(ofData(await sh(gateway, state))).toEqual(expect.arrayContaining([before[0]]));
      expect((await sh(gateway, "wg show wg0 peers")).split("\n")).toHaveLength(
        conf.split("[Peer]").length - 2,
      );
      const gone = told.hosts.get("account-fr-par-data-2")?.addresses.overlay ?? "none";
      const routes = await sh(gateway, "ip route show dev wg0");
      expect(routes).not.toContain(`${gone} `);
      expect(routes).toContain(told.hosts.get(data.name)?.addresses.overlay);
    },
    3 * minutes,
  );

  it(
    "is whole again after a power failure in the middle",
    async () => {
      const { told, data } = site();
      const message = await told.message(data.name);
      const more = Object.fromEntries(
        Array.from({ length: 200 }, (_, index) => [`extra-${index}`, "x".repeat(200)]),
      );
      await told.tell({ ...message, secrets: { ...message.secrets, ...more } });
      const run = data.exec(["/usr/lib/bastide/converge.d/05-channel"]).catch(() => undefined);
      await until(
        async () => ((await works(data, "test -e /etc/bastide/secrets/extra-1")) ? true : undefined),
        {
          seconds: 60,
          everyMs: 5,
          late: () => "The message was not taken.",
        },
      );
      await data.kill();
      await run;
      await data.boot();
      await data.waitFor({ seconds: 300 });
      await converged(data, 200);
      expect((await report(data)).serial).toBe(message.serial);
      expect(await sh(data, "ls /etc/bastide/secrets | grep -c extra-")).toBe("200");
      const last = await told.message(data.name);
      await told.tell(last);
      await asks(data, last.serial);
      expect(await works(data, "ls /etc/bastide/secrets | grep extra-")).toBe(false);
    },
    8 * minutes,
  );
});
