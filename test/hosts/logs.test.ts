import { describe, expect, it } from "vitest";

import { until } from "../../local-cloud/hosts/run";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh } from "./support/converged";
import { described } from "./support/lightSite";
import { kept, logWay, names, step } from "./support/logWay";

describe.skipIf(noHosts !== "")(withHosts("the way of logs"), () => {
  const { on, lines, waitFor, tell, killed, speak, identity, theirs } = logWay();

  it("brings a host's log through its gateway to both regions, by class, host and day", async () => {
    await sh(on("data"), "logger -t hello 'FIRST of all'");
    const [line = ""] = await waitFor("receiver", "FIRST of all");
    expect(line).toMatch(
      new RegExp(
        `^<13>1 \\S+Z ${names.data} hello \\d+ - \\[via@32473 sender="${names.gateway}" at="[^"]+"\\]\\[bastide@32473 journal="[0-9a-f]{16}" number="\\d+"\\] FIRST of all$`,
      ),
    );
    await waitFor("other", "FIRST of all");
    for (const name of ["receiver", "other"] as const) {
      const day = new Date().toISOString().slice(0, 10);
      expect(await sh(on(name), `grep -rlF 'FIRST of all' ${kept}`)).toBe(
        `${kept}/account/${names.data}/${day}.log`,
      );
    }
  });

  it("keeps from leaving what is secret or customers' data, and says that it did", async () => {
    await sh(
      on("data"),
      `logger -t app 'connecting with password=Hunter2Hunter2'
logger -t postgres "LOG:  statement: SELECT name FROM customers WHERE name = 'Alice Hidden'"
logger -t audisp-syslog 'type=PROCTITLE msg=audit(1.1:1): proctitle=48696464656E'
logger -t app 'AFTER the secrets'`,
    );
    await waitFor("receiver", "AFTER the secrets");
    for (const never of ["Hunter2", "Hidden", "48696464656E"])
      expect(await lines("receiver", never)).toEqual([]);
    const [secret = "", statement = ""] = await lines("receiver", "withheld");
    expect(secret).toMatch(/ app \d+ - .*\] \[withheld: it may hold a secret\]$/);
    expect(statement).toMatch(/ postgres \d+ - .*\] LOG: {2}statement \[withheld\]$/);
  });

  it(
    "loses nothing while the receivers are away and every hop is killed, and repeats recognisably",
    async () => {
      await sh(on("receiver"), "systemctl stop bastide-logs.service");
      await sh(on("other"), "systemctl stop bastide-logs.service");
      const write = (from: number, to: number) =>
        sh(on("data"), `seq -f 'numbered %06g' ${from} ${to} | logger -t numbered`);
      await write(1, 3000);
      await killed("gateway");
      await killed("data");
      await write(3001, 6000);
      await until(
        async () =>
          Number(
            await sh(on("gateway"), "cat /var/lib/bastide-logs/relayed/*.lines | grep -c numbered || true"),
          ) >= 6000
            ? true
            : undefined,
        { seconds: 60, everyMs: 500, late: () => "the gateway never had the log" },
      );
      await killed("gateway");
      // The gateway's host crashes with the log on it.
      await on("gateway").kill();
      await on("gateway").boot();
      await on("gateway").waitFor({ seconds: 120 });
      await sh(on("gateway"), `mkdir -p /run/bastide; ${step}`);
      await write(6001, 9000);
      await sh(on("receiver"), "systemctl start bastide-logs.service");
      const round = async (times: number): Promise<void> => {
        for (let i = 0; i < times; i += 1) {
          await killed("receiver");
          await killed("gateway");
          await killed("data");
          await new Promise((resolve) => setTimeout(resolve, 700));
        }
      };
      await round(4);
      await write(9001, 12_000);
      await round(2);
      await sh(on("other"), "systemctl start bastide-logs.service");
      const numbers = async (receiver: "receiver" | "other") => {
        const found = await lines(receiver, " numbered 0");
        return {
          all: found,
          distinct: new Set(found.map((line) => / numbered (\d{6})$/.exec(line)?.[1])),
          ids: new Set(found.map((line) => /journal="\S+" number="\d+"/.exec(line)?.[0])),
        };
      };
      for (const receiver of ["receiver", "other"] as const) {
        await until(async () => ((await numbers(receiver)).distinct.size >= 12_000 ? true : undefined), {
          seconds: 120,
          everyMs: 2000,
          late: () => `${names[receiver]} lacks messages`,
        }).catch(tell);
        const { all, distinct, ids } = await numbers(receiver);
        console.log(
          `${names[receiver]}: 12000 sent, ${distinct.size} there, ${all.length - distinct.size} twice`,
        );
        expect(ids.size).toBe(distinct.size);
      }
      expect(await lines("receiver", " LOST ")).toEqual([]);
    },
    6 * 60_000,
  );

  it("refuses whoever has no certificate of the class that it says it is of", async () => {
    await theirs("gateway", "events");
    const tries: [string, string, readonly string[]][] = [
      // An authority of one class certifies a host of another.
      ["/root/other-class", "account", ["contact-fr-par-gateway"]],
      // A host of the class that is no gateway.
      ["/root/no-gateway", "account", ["account-fr-par-data-1"]],
    ];
    for (const [place, authority, certified] of tries) {
      await identity("gateway", place, authority, certified);
      expect(await speak("gateway", "receiver", place, `<13>1 - x y - - - FORGED ${place}`)).toMatch(
        /^refused: /,
      );
    }
    await identity("gateway", "/root/right", "account", [names.gateway]);
    expect(
      await speak(
        "gateway",
        "receiver",
        "/root/right",
        `<13>1 2026-11-25T00:00:00Z ${names.data} y - - - TAKEN`,
      ),
    ).toBe("taken");
    expect(await lines("receiver", "FORGED")).toEqual([]);
    expect(await sh(on("receiver"), "journalctl -u bastide-logs -o cat")).toMatch(/REFUSED a log from 10\./);
    // Without any certificate, and without TLS 1.3.
    for (const options of ["-tls1_3", "-tls1_2 -cert /root/right/host.pem -key /root/right/host.key"]) {
      const address = `${described(names.receiver).addresses.overlay}:6514`;
      const said = await sh(
        on("gateway"),
        `(printf '1 open 0\\n'; sleep 2) | openssl s_client -quiet -connect ${address} ${options} 2> /dev/null || true`,
      );
      expect(said).not.toContain("rsp");
    }
  });

  it("believes certificates and not messages about whose a log is", async () => {
    await theirs("data", "account");
    await identity("data", "/root/own", "account", [names.data]);
    const forged = "<13>1 2026-11-25T00:00:00Z contact-fr-par-data-1 sshd 1 - - FORGED by a host";
    expect(await speak("data", "gateway", "/root/own", forged)).toBe("taken");
    await theirs("gateway", "events");
    expect(
      await speak("gateway", "receiver", "/root/right", forged.replace("by a host", "by a gateway")),
    ).toBe("taken");
    const [byHost = ""] = await waitFor("receiver", "FORGED by a host");
    expect(byHost).toContain(` ${names.data} sshd `);
    expect(byHost).toMatch(/ \[MISNAMED: it said contact-fr-par-data-1\]$/);
    const [byGateway = ""] = await waitFor("receiver", "FORGED by a gateway");
    expect(byGateway).toContain(` ${names.gateway} sshd `);
    expect(await sh(on("receiver"), `ls ${kept}`)).not.toContain("contact");
  });

  it(
    "makes nobody wait when queues are full, and goes on when they are not",
    async () => {
      await sh(on("receiver"), "systemctl stop bastide-logs.service");
      await sh(on("other"), "systemctl stop bastide-logs.service");
      await sh(
        on("gateway"),
        `systemctl stop bastide-logs.service
mount -t tmpfs -o size=768k,mode=0700,uid=$(id -u bastide-logs),gid=$(id -g bastide-logs) tmpfs /var/lib/bastide-logs/relayed
systemctl start bastide-logs.service`,
      );
      const filler = "f".repeat(400);
      await sh(on("data"), `seq -f 'full %05g ${filler}' 1 4000 | logger -t full`);
      await until(
        async () =>
          /bastide_logs_next_hop_up\{queue="journal"\} 0/.test(
            await sh(on("data"), "cat /run/bastide-logs/logs.prom || true"),
          )
            ? true
            : undefined,
        { seconds: 60, late: () => "the host never noticed that its gateway takes no more" },
      );
      expect(await sh(on("data"), "journalctl -u bastide-logs -o cat -n 20")).toMatch(/No space|full/);
      // Logging, sessions and services go on.
      await sh(on("data"), "timeout 5 logger -t quick done && timeout 10 runuser -l postgres -c true");
      await sh(on("receiver"), "systemctl start bastide-logs.service");
      await sh(on("other"), "systemctl start bastide-logs.service");
      await waitFor("receiver", " full 0", 4000);
      const distinct = new Set(
        (await lines("receiver", " full 0")).map((line) => / full (\d{5})/.exec(line)?.[1]),
      );
      expect(distinct.size).toBe(4000);
    },
    4 * 60_000,
  );

  it(
    "waits while a receiver's disk is full",
    async () => {
      await sh(
        on("receiver"),
        "fallocate -l $(($(df --output=avail -k /srv/data | tail -n 1) - 2048))K /srv/data/filler",
      );
      await sh(on("data"), "logger -t hello 'LATE but there'");
      await waitFor("other", "LATE but there");
      await until(
        async () =>
          /refuses: 500 the disk of logs is full/.test(
            await sh(on("other"), "journalctl -u bastide-logs -o cat -n 50"),
          )
            ? true
            : undefined,
        { seconds: 60, late: () => "the other receiver was never refused" },
      );
      await sh(on("receiver"), "rm /srv/data/filler");
      await waitFor("receiver", "LATE but there");
    },
    2 * 60_000,
  );

  it("records what people do with sudo where customers' data is, and logs that they did alone", async () => {
    await sh(
      on("data"),
      "groupadd -f bastide-admin; useradd -m -s /bin/bash -G bastide-admin amy; systemd-tmpfiles --create /etc/tmpfiles.d/bastide-recordings.conf",
    );
    await on("data").writeFile(
      "/usr/local/bin/session",
      "sudo -u postgres bash -c 'echo SHOWN-$((40 + 2))'\n",
    );
    await sh(
      on("data"),
      `runuser -l amy -c "script -qec 'bash /usr/local/bin/session' /dev/null"
logger -t hello 'AFTER the recording'`,
    );
    const number = await sh(on("data"), "sudoreplay -l user amy | sed -n 's/.*TSID=\\([0-9A-Z]*\\).*/\\1/p'");
    expect(number).toMatch(/^[0-9A-Z]{6}$/);
    expect(await sh(on("data"), `sudoreplay -n -s 100 ${number}`)).toContain("SHOWN-42");
    expect(
      await sh(on("data"), "stat -c '%U %a' /var/log/sudo-io; find /var/log/sudo-io -perm /077 | wc -l"),
    ).toBe("root 700\n0");
    await waitFor("receiver", "AFTER the recording");
    const [entry = ""] = await lines("receiver", `TSID=${number}`);
    expect(entry).toMatch(/ sudo .* amy : .*USER=postgres ; TSID=\S+ ; COMMAND=\S+ \[arguments withheld\]$/);
    expect(await lines("receiver", "SHOWN-")).toEqual([]);
  });

  it("packs the logs of past days, and forgets them after their time", async () => {
    const place = `${kept}/contact/contact-fr-par-gateway`;
    const ago = (days: number) => `$(date -u -d '${days} days ago' +%F)`;
    await sh(
      on("receiver"),
      `runuser -u bastide-logs -- bash -c "mkdir -p ${place}; for d in ${ago(0)} ${ago(3)} ${ago(400)} ${ago(401)}; do echo old > ${place}/\\$d.log; done"
systemctl start bastide-logs-keep.service`,
    );
    expect(await sh(on("receiver"), `ls ${place} | sort`)).toBe(
      await sh(on("receiver"), `printf '%s\\n' ${ago(400)}.log.gz ${ago(3)}.log.gz ${ago(0)}.log`),
    );
    expect(
      await sh(on("receiver"), `zcat ${place}/${ago(3)}.log.gz; stat -c %a ${place}/${ago(3)}.log.gz`),
    ).toBe("old\n440");
  });

  it("runs in units that can do little, and whose files others can't read", async () => {
    for (const unit of ["bastide-logs", "bastide-logs-keep"]) {
      const said = await sh(on("receiver"), `systemd-analyze security --no-pager ${unit}.service | tail -1`);
      expect(Number(/: ([\d.]+) /.exec(said)?.[1]), said).toBeLessThanOrEqual(4.9);
    }
    const file = await sh(on("receiver"), `find ${kept} -name '*.log' -size +0 -print -quit`);
    const cat = (user: string) => sh(on("receiver"), `runuser -u ${user} -- cat ${file} 2>&1 || true`);
    expect(await cat("postgres")).toMatch(/^cat: .*\.log: Permission denied$/);
    expect(await cat("bastide-logs")).not.toMatch(/^(cat: .*)?$/);
    expect(await sh(on("receiver"), `stat -c '%U %G %a' ${kept}`)).toBe("bastide-logs adm 2750");
  });

  it("changes nothing when its step runs again", async () => {
    for (const name of Object.keys(names) as (keyof typeof names)[])
      expect(await sh(on(name), step), name).toBe("");
  });
});
