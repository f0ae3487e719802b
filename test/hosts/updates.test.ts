import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import type { Machine } from "../../local-cloud/hosts";
import { until } from "../../local-cloud/hosts/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh, works } from "./support/converged";
import { databaseCluster } from "./support/databaseCluster";
import { type DatabaseSite, layDatabaseSite } from "./support/databaseSite";
import { securityArchive } from "./support/securityArchive";

const minutes = 60_000;
const gateway = "account-fr-par-gateway";
const farGateway = "account-de-fra-2-gateway";
const nodes = ["account-fr-par-data-1", "account-fr-par-data-2"] as const;
const farNodes = ["account-de-fra-2-data-1", "account-de-fra-2-data-2"] as const;
const unit = "bastide-updates.service";
const etcdctl = "/usr/lib/bastide/etcdctl";

/** A host's window begins so many minutes from now. */
const windowIn = (more: number) =>
  `sed -i "s/^START=.*/START='$((($(date +%s) / 60 + ${more}) % 1440))'/" /etc/bastide/updates.env`;
/** Answers as PostgreSQL does when asked for TLS. */
const database = (address: string) =>
  `python3 -c 'import socket
with socket.create_server(("${address}", 5432)) as server:
    while True:
        with server.accept()[0] as one: one.recv(8); one.sendall(b"S")'`;

/** Updates on a site of the class, whose other region has its gateway here, and for its data nodes only what answers. */
describe.skipIf(noHosts !== "")(withHosts("updates"), () => {
  vi.setConfig({ testTimeout: 5 * minutes });
  let running: DatabaseSite | undefined;
  let folder = "";
  const site = (): DatabaseSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const host = (name: string): Machine => site().host(name);
  const { sql, becomes, leader, other, inSync } = databaseCluster(site, nodes);

  /** Runs the unit and returns what it told the log. */
  const update = (on: Machine): Promise<string> =>
    sh(
      on,
      `cursor=$(journalctl -q -n 0 --show-cursor | sed -n 's/^-- cursor: //p')
      systemctl start ${unit}; journalctl --sync; journalctl -q -o cat --after-cursor "$cursor" -u ${unit}`,
    );
  const bootOf = (on: Machine) => sh(on, "cat /proc/sys/kernel/random/boot_id");
  /** Runs the unit where a reboot is due; returns once the host has booted again. */
  const reboots = async (on: Machine): Promise<void> => {
    const before = await bootOf(on);
    await sh(on, `systemctl start --no-block ${unit}`);
    await until(
      async () => {
        const boot = on.isOn() ? await bootOf(on).catch(() => before) : before;
        return boot === before ? undefined : true;
      },
      { seconds: 120, everyMs: 500, late: () => `${on.name} did not reboot` },
    );
    await on.waitFor({ seconds: 120 });
  };

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    running = await layDatabaseSite(folder, [gateway, farGateway, ...nodes], undefined);
    await running.boot(gateway, farGateway, ...nodes);
    for (const name of [gateway, ...nodes])
      await sh(
        host(name),
        "echo nameserver 127.0.0.1 > /etc/resolv.conf; install -d -m 0700 /var/lib/bastide/updates; printf '#!/bin/sh\\n' > /usr/lib/bastide/reach-archives; : > /etc/apt/sources.list; rm -f /etc/apt/sources.list.d/*",
      );
    await Promise.all([
      becomes(gateway, "64-etcd"),
      ...nodes.map((name) => becomes(name, "15-volume", "64-etcd", "66-database")),
    ]);
    await inSync();
  }, 12 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const on = (script: string) => sh(host(gateway), `${securityArchive}${script}`);
  const version = () => on("version");
  const runs = () => works(host(gateway), `${securityArchive}runs`);

  it("installs a security update in the host's window alone, and runs it", async () => {
    await on(
      "build 1.0; dpkg -i /srv/archive/aged_1.0.deb > /dev/null; systemctl daemon-reload; systemctl start aged.service",
    );
    await on("build 2.0; publish Debian-Security");
    await on(windowIn(60));
    expect(await update(host(gateway))).toMatch(/not the host's window/);
    await on(windowIn(0));
    // Switched off: nothing may be installed by itself.
    const off = "/etc/apt/apt.conf.d/99-off";
    await on(`echo '#clear Unattended-Upgrade::Origins-Pattern;' > ${off}`);
    await update(host(gateway));
    expect([await version(), await runs()]).toEqual(["1.0", true]);
    await on(`rm ${off}; publish Somebody`);
    await update(host(gateway));
    expect(await version()).toBe("1.0");
    // What installs restarts nothing.
    await on("publish Debian-Security; systemctl start apt-daily-upgrade.service");
    expect([await version(), await runs()]).toEqual(["2.0", false]);
    await on("rm -f /var/lib/bastide/updates/running");
    expect(await update(host(gateway))).toMatch(/aged.service is restarted/);
    expect(await runs()).toBe(true);
    expect(Number(await on("cat /var/lib/bastide/updates/running"))).toBeGreaterThan(1_700_000_000);
  });

  it("leaves watched files known: an update is accepted, what anybody else changes is not", async () => {
    // The few that matter here: all of them take minutes.
    await on(`sed -i '/^\\/\\(usr\\|boot\\)/d' /etc/aide.conf; echo '/usr/lib/aged Watched' >> /etc/aide.conf
      mkdir -p /run/bastide; build 3.0; publish Debian-Security; /usr/lib/bastide/converge.d/90-file-database`);
    await update(host(gateway));
    expect(await version()).toBe("3.0");
    const differing = () => sh(host(gateway), "/usr/lib/bastide/watched-files check 2>&1 || true");
    expect(await differing()).toBe("");
    expect(await on("journalctl -q -o cat -t bastide-files")).toMatch(
      /accepted after .*\/usr\/lib\/aged\/aged/,
    );
    await on("echo more >> /usr/lib/aged/aged.new; mv /usr/lib/aged/aged.new /usr/lib/aged/aged");
    expect(await differing()).toMatch(/FILE-INTEGRITY .*\/usr\/lib\/aged\/aged/);
    await on(
      "/usr/lib/bastide/watched-files settle > /dev/null; rm -r /usr/lib/aged /var/lib/bastide/aide.db",
    );
  });

  it("says that it could not install, and doesn't count as up to date", async () => {
    await on("rm /var/lib/bastide/updates/running; mv /srv/archive /srv/archive.kept");
    expect(await update(host(gateway))).toMatch(/could not be installed/);
    expect(await works(host(gateway), "test -e /var/lib/bastide/updates/running")).toBe(false);
    await on("mv /srv/archive.kept /srv/archive; systemctl reset-failed apt-daily-upgrade.service");
  });

  it("does not make up for a window that the host missed", async () => {
    const timer = "/etc/systemd/system/bastide-updates.timer";
    const started = () => sh(host(gateway), `systemctl show -P InactiveExitTimestampMonotonic ${unit}`);
    const missed = async (change: string) => {
      const before = await started();
      await on(`systemctl stop bastide-updates.timer; touch -d '3 days ago' /var/lib/systemd/timers/stamp-bastide-updates.timer
        sed -i "${change}; s/^OnCalendar=.*/OnCalendar=*-*-* $(date -u -d '2 hours ago' +%H:%M) UTC/; s/^Random.*/RandomizedDelaySec=0/" ${timer}
        systemctl daemon-reload; systemctl start bastide-updates.timer; sleep 3; systemctl is-active bastide-updates.timer`);
      return (await started()) !== before;
    };
    await on(`mkdir -p /var/lib/systemd/timers; cp ${timer} /root/kept.timer`);
    expect(await missed("")).toBe(false);
    expect(await missed("s/^Persistent=no/Persistent=yes/")).toBe(true);
    await on(`systemctl stop bastide-updates.timer; cp /root/kept.timer ${timer}; systemctl daemon-reload`);
  });

  it("reboots a gateway where it is due, once all members and other gateways are there and it has its turn", async () => {
    const due = () => on(`touch /run/reboot-required; ${windowIn(0)}`);
    const before = await bootOf(host(gateway));
    await due();
    await sh(host(nodes[0]), "systemctl stop bastide-etcd.service");
    expect(await update(host(gateway))).toMatch(
      /waits for a reboot: 40-etcd: not every member.*is unhealthy/,
    );
    await sh(host(nodes[0]), "systemctl start bastide-etcd.service");
    await inSync();
    await on(`${etcdctl} put /bastide-updates/away ${nodes[1]} > /dev/null`);
    expect(await update(host(gateway))).toMatch(new RegExp(`it is ${nodes[1]}'s turn`));
    await on(`${etcdctl} del /bastide-updates/away > /dev/null`);
    expect(await update(host(gateway))).toMatch(
      new RegExp(`50-gateways: .*${farGateway} does not answer`, "s"),
    );
    await sh(host(farGateway), "systemctl start bastide-host-metrics.service");
    await on(windowIn(-31));
    expect(await update(host(gateway))).toMatch(/the window is nearly over/);
    expect(await bootOf(host(gateway))).toBe(before);
    await due();
    await reboots(host(gateway));
    await on("mkdir -p /run/bastide");
    await becomes(gateway, "64-etcd");
    expect(await on(`${etcdctl} get --print-value-only /bastide-updates/away`)).toBe(gateway);
  });

  it("reboots the node that takes writes after it has handed over, and not while it stands alone", async () => {
    const first = await leader();
    const second = other(first);
    const boot = await bootOf(first);
    await sh(first, `touch /run/reboot-required; ${windowIn(0)}; apt-get update -qq`);
    // The gateway was away a moment ago.
    expect(await update(first)).toMatch(new RegExp(`it is ${gateway}'s turn`));
    await on(`${etcdctl} del /bastide-updates/away > /dev/null`);
    expect(await update(first)).toMatch(/the database on account-de-fra-2-data-1 does not answer/);
    for (const [index, name] of farNodes.entries()) {
      const { overlay } = site().description(name).addresses;
      await host(farGateway).writeFile(`/root/database-${index}`, database(overlay));
      await sh(
        host(farGateway),
        `ip address add ${overlay}/12 dev eth0; systemd-run -q bash /root/database-${index}; sleep 1`,
      );
    }
    await sh(second, "systemctl stop bastide-database.service");
    expect(await update(first)).toMatch(new RegExp(`90-database: ${second.name} is `));
    expect([await bootOf(first), (await leader()).name]).toEqual([boot, first.name]);
    await sh(second, "systemctl start bastide-database.service");
    await inSync();
    await sql(first, "CREATE TABLE kept (n int); INSERT INTO kept SELECT generate_series(1, 1000)");
    await reboots(first);
    expect((await leader()).name).toBe(second.name);
    expect(await sh(second, "journalctl -q -o cat -u bastide-database | grep -c 'promoted self'")).not.toBe(
      "0",
    );
    expect(await sql(second, "SELECT count(*) FROM kept")).toBe("1000");
    await inSync();
  });
});
