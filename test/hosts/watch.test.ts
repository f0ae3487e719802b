import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh } from "./support/converged";
import { described, type LightSite } from "./support/lightSite";
import { names, startWatched, watch } from "./support/watched";

const minutes = 60_000;
const packets = (what: string) => `bastide_firewall_packets_total{what="${what}"}`;
const of = (name: keyof typeof names) => described(names[name]).addresses;
const tries = (address: string, ports: string) =>
  `for port in ${ports}; do timeout 0.2 bash -c "echo > /dev/tcp/${address}/$port" 2> /dev/null || true; done`;

describe.skipIf(noHosts !== "")(withHosts("the watch of traffic, workloads and logs"), () => {
  let running: LightSite | undefined;
  let folder = "";
  const { on, look, findings, lookAtLogs, arrived, fires } = watch(() => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  });

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    running = await startWatched(folder);
  }, 20 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("finds nothing on hosts that do what their plans say", async () => {
    for (const name of Object.keys(names) as (keyof typeof names)[]) {
      expect([name, await findings(name)]).toEqual([name, {}]);
      expect((await look(name)).get("bastide_watch_broken")).toBe(0);
    }
    const { calls } = await lookAtLogs();
    expect(calls).toEqual({});
  });

  it("counts what tries to leave against the plan, and what the plan allows not", async () => {
    const out = async () => (await look("data")).get(packets("out_refused"));
    const ours = of("gateway").overlay;
    await sh(on("data"), tries(ours, "2379 2379 2379"));
    const before = (await out()) ?? Number.NaN;
    await sh(on("data"), tries(ours, "2379 2379 2379"));
    expect(await out()).toBe(before);
    await sh(on("data"), tries("10.79.255.9", "443 443 443"));
    expect(await out()).toBeGreaterThanOrEqual(before + 3);
    // Switched off.
    await sh(on("data"), "nft flush ruleset");
    await sh(on("data"), tries("10.79.255.9", "443 443 443"));
    const off = await look("data");
    expect([off.get(packets("out_refused")), off.get("bastide_firewall_as_planned")]).toEqual([undefined, 0]);
    await sh(on("data"), "systemctl restart nftables.service");
    expect((await look("data")).get("bastide_firewall_as_planned")).toBe(1);
  });

  it("sees one rule more in the firewall, and one less", async () => {
    const planned = async () => (await look("data")).get("bastide_firewall_as_planned");
    await sh(on("data"), "nft insert rule inet bastide input tcp dport 4444 accept");
    expect(await planned()).toBe(0);
    await sh(
      on("data"),
      "systemctl restart nftables.service; nft chain inet bastide output '{ policy accept; }'",
    );
    expect(await planned()).toBe(0);
    await sh(on("data"), "systemctl restart nftables.service; nft add table inet more");
    expect(await planned()).toBe(0);
    await sh(on("data"), "systemctl restart nftables.service");
    expect(await planned()).toBe(1);
  });

  it("counts the ports that somebody inside tries", async () => {
    const probed = async () => (await look("data")).get("bastide_firewall_probed_ports");
    await sh(on("gateway"), tries(of("data").overlay, "9100 8008 2379"));
    expect(await probed()).toBe(0);
    await sh(on("gateway"), tries(of("data").overlay, "$(seq 1 15)"));
    expect(await probed()).toBe(15);
    await sh(on("data"), "nft flush ruleset");
    await sh(on("gateway"), tries(of("data").overlay, "$(seq 20 35)"));
    expect(await probed()).toBe(0);
    await sh(on("data"), "systemctl restart nftables.service");
  });

  it("counts the names that a gateway's proxy refuses", async () => {
    const refused = async () => (await look("gateway")).get("bastide_proxy_refused");
    await sh(on("gateway"), "systemctl restart tinyproxy.service; sleep 1");
    const ask = (name: string) =>
      sh(on("gateway"), `curl -sS -m 3 -x http://${of("gateway").vpc}:3128 https://${name}/ 2>&1 || true`);
    await ask("deb.debian.org");
    expect(await refused()).toBe(0);
    expect(await ask("drop.example.org")).toContain("403");
    expect(await refused()).toBe(1);
  });

  it("finds what listens and is not in the plan", async () => {
    const listen =
      "exec python3 -c 'import socket, time; s = socket.create_server((\"\", 4444)); time.sleep(600)'";
    await sh(
      on("data"),
      `systemd-run -q --collect --unit listens -- bash -c ${JSON.stringify(listen)}; sleep 1`,
    );
    expect(await findings("data")).toEqual({ listener: 1 });
    expect(await sh(on("data"), "journalctl -q -o cat -t bastide-watch")).toContain(
      "WATCH listener: tcp port 4444, which the plan does not know, is open: python3 of root",
    );
    // A port of the plan, on the same host, and one that nobody else can reach.
    await sh(
      on("data"),
      'systemctl stop listens; systemd-run -q --collect --unit listens -- python3 -c \'import socket, time; s = socket.create_server(("", 5432)); t = socket.create_server(("127.0.0.1", 4444)); time.sleep(600)\'; sleep 1',
    );
    expect(await findings("data")).toEqual({});
    await sh(on("data"), "systemctl stop listens");
  });

  it("finds shells of services, programs from places that can be written, and those whose file is gone", async () => {
    const run = (unit: string, script: string) =>
      sh(on("data"), `systemd-run -q --collect --unit ${unit} -p User=postgres -- ${script}; sleep 0.5`);
    await run("mine", "/usr/bin/sleep 600");
    expect(await findings("data")).toEqual({});
    await on("data").writeFile(
      "/usr/lib/bastide/parent",
      "#!/bin/bash\npython3 -c 'import time; time.sleep(600)'\ntrue\n",
      0o755,
    );
    await run("ours", "/usr/lib/bastide/parent");
    expect(await findings("data")).toEqual({});
    await sh(on("data"), "systemctl stop ours; rm /usr/lib/bastide/parent");
    await run("shell", "/bin/bash -c 'sleep 600; true'");
    expect(await findings("data")).toEqual({ shell: 1 });
    await sh(
      on("data"),
      "systemctl stop shell mine; install -o postgres -m 755 /usr/bin/sleep /var/tmp/tool",
    );
    await run("tool", "/var/tmp/tool 600");
    expect(await findings("data")).toEqual({ program: 1 });
    await sh(on("data"), "rm /var/tmp/tool");
    expect(await findings("data")).toEqual({ deleted: 1 });
    await sh(on("data"), "systemctl stop tool");
    // What an update has replaced is none.
    await sh(
      on("data"),
      "cp /usr/bin/sleep /usr/bin/doze; systemd-run -q --collect --unit doze -- /usr/bin/doze 600; sleep 0.5; rm /usr/bin/doze; cp /usr/bin/sleep /usr/bin/doze",
    );
    expect(await findings("data")).toEqual({});
    await sh(on("data"), "systemctl stop doze; rm /usr/bin/doze");
  });

  it("finds programs that run as another than who calls them", async () => {
    const again = () => sh(on("data"), "rm -f /var/lib/bastide-watch/state.json");
    await sh(on("data"), "install -m 4755 /usr/bin/id /usr/local/bin/id");
    await again();
    expect(await findings("data")).toEqual({ setuid: 1 });
    await sh(on("data"), "chmod 755 /usr/local/bin/id");
    await again();
    expect(await findings("data")).toEqual({});
  });

  it("finds who is on a host or asks its database and may not", async () => {
    const session = (who: string) =>
      on("data").writeFile("/run/systemd/sessions/x1", `UID=1500\nUSER=${who}\nCLASS=user\nSTATE=active\n`);
    const [person = ""] = (await sh(on("data"), "grep -v '^#' /etc/bastide/people | cut -d : -f 1")).split(
      "\n",
    );
    await session(person);
    expect(await findings("data")).toEqual({});
    await session("mallory");
    expect(await findings("data")).toEqual({ session: 1 });
    await sh(on("data"), "rm /run/systemd/sessions/x1");
    const asks = (who: string) =>
      sh(
        on("data"),
        `systemctl stop asks 2> /dev/null || true; systemd-run -q --collect --unit asks --setenv=SUDO_USER=${who} -- bash -c 'sleep 600; true' /usr/lib/bastide/query; sleep 0.5`,
      );
    const now = Math.floor(Date.now() / 1000);
    const grant = (end: number) =>
      sh(on("data"), `printf 'grant eve ${now - 60} ${end} support T-1\\n' >> /etc/bastide/database-people`);
    await asks("eve");
    expect(await findings("data")).toEqual({ session: 1 });
    await grant(now - 30);
    expect(await findings("data")).toEqual({ session: 1 });
    await grant(now + 600);
    expect(await findings("data")).toEqual({});
    await sh(on("data"), "systemctl stop asks");
  });

  it("sees in what was recorded that a service ran a shell, which is over", async () => {
    const uid = await sh(on("data"), "id -u postgres");
    const event = (
      number: number,
      command: string,
    ) => `logger -t audisp-syslog 'type=SYSCALL msg=audit(1764108000.123:${number}): arch=c000003e syscall=59 success=yes exit=0 a0=7f a1=7f a2=7f a3=8 items=2 ppid=812 pid=901 auid=4294967295 uid=${uid} gid=${uid} euid=${uid} suid=${uid} fsuid=${uid} egid=${uid} sgid=${uid} fsgid=${uid} tty=(none) ses=4294967295 comm="sh" exe="/usr/bin/dash" subj=unconfined key="service-shell"'
logger -t audisp-syslog 'type=EXECVE msg=audit(1764108000.123:${number}): argc=3 a0="sh" a1="-c" a2=${Buffer.from(command).toString("hex").toUpperCase()}'`;
    await sh(
      on("data"),
      `${event(501, '/usr/lib/bastide/pgbackrest-push account "pg_wal/000000010000000000000001"')}; sleep 0.5`,
    );
    expect(await findings("data")).toEqual({});
    await sh(on("data"), `${event(502, "id > /tmp/x")}; sleep 0.5`);
    expect(await findings("data")).toEqual({ shell: 1 });
  });

  it("calls for what the logs of hosts say, by rules, and not for what they say else", async () => {
    await sh(
      on("data"),
      `logger -t sudo 'amy : TTY=pts/0 ; PWD=/home/amy ; USER=root ; COMMAND=/usr/lib/bastide/operate status'
logger -t sshd-session 'Accepted publickey for amy from 10.64.9.1 port 5 ssh2: ED25519-SK SHA256:abc'
logger -t hello 'AFTER what is right'`,
    );
    await arrived("AFTER what is right");
    const only = (calls: Readonly<Record<string, number>>) =>
      Object.keys(calls).filter((each) => !each.startsWith("watch-found"));
    expect(only((await lookAtLogs()).calls)).toEqual([]);
    await sh(
      on("data"),
      `logger -t sudo 'amy : TTY=pts/0 ; PWD=/home/amy ; USER=root ; COMMAND=/usr/bin/systemctl stop auditd.service'
logger -t sudo 'amy : command not allowed ; TTY=pts/0 ; PWD=/home/amy ; USER=root ; COMMAND=/usr/bin/id'
logger -t hello 'AFTER what is wrong'`,
    );
    await sh(
      on("gateway"),
      'for i in $(seq 1 20); do logger -t sshd-session "Invalid user guess$i from 10.64.9.1 port 5"; done',
    );
    await sh(
      on("watcher"),
      "for i in $(seq 1 20); do logger -t sshd-session \"Invalid user guess$i from 10.64.9.1 port 5\"; done; logger -t hello 'AFTER the guesses'",
    );
    for (const text of ["AFTER what is wrong", "AFTER the guesses"]) await arrived(text);
    await new Promise((resolve) => setTimeout(resolve, 3000));
    expect(only((await lookAtLogs()).calls).sort()).toEqual([
      "guessed-log-ins every",
      `root-beyond-duties ${names.data}`,
      `sudo-denied ${names.data}`,
      `watch-commanded-away ${names.data}`,
    ]);
    // Its own findings are lines too, so that they are seen where the host's own class is not believed.
    expect((await lookAtLogs()).calls[`watch-found ${names.data}`]).toBeGreaterThanOrEqual(6);
    // Without its rules it sees none of it.
    const off = await sh(
      on("receiver"),
      `mkdir /root/off; printf 'rule = []\\n' > /root/off/rules
STATE_DIRECTORY=/root/off RULES=/root/off/rules /usr/lib/bastide/watch-logs; grep -c hits /root/off/log-watch.prom || true`,
    );
    expect(off).toBe("0");
  });

  it("counts how long a host has been silent", { timeout: 2 * minutes }, async () => {
    await sh(on("data"), "systemctl stop bastide-logs.service");
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    await sh(on("gateway"), "logger -t hello 'GOES on'");
    await arrived("GOES on");
    const { silence } = await lookAtLogs();
    expect(silence[names.data]).toBeGreaterThan(15);
    expect(silence[names.gateway]).toBeLessThan(10);
    await sh(on("data"), "systemctl start bastide-logs.service; logger -t hello 'IS back'");
    await arrived("IS back");
    expect((await lookAtLogs()).silence[names.data]).toBeLessThan(10);
  });

  it("calls a person by the gateway of the host, and by that of the receiver", {
    timeout: 4 * minutes,
  }, async () => {
    await sh(on("data"), "nft insert rule inet bastide input tcp dport 4444 accept");
    expect((await findings("data")).shell).toBe(1);
    await fires("gateway", `alertname="StrangeWorkload",instance="${names.data}",kind="shell"`);
    await fires(
      "watcher",
      `alertname="LogCalls",log_host="${names.data}",rule="watch-commanded-away",severity="critical"`,
    );
  });

  it("runs in units that can do little, each minute", async () => {
    for (const [name, unit] of [
      ["data", "bastide-watch"],
      ["receiver", "bastide-log-watch"],
    ] as const) {
      const said = await sh(on(name), `systemd-analyze security --no-pager ${unit}.service | tail -1`);
      expect(Number(/: ([\d.]+) /.exec(said)?.[1]), said).toBeLessThanOrEqual(4.9);
      expect(await sh(on(name), `systemctl start ${unit}.timer; systemctl is-enabled ${unit}.timer`)).toBe(
        "enabled",
      );
    }
    expect(
      await sh(on("receiver"), "for step in 80-logs 83-watch; do /usr/lib/bastide/converge.d/$step; done"),
    ).toBe("");
  });
});
