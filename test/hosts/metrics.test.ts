import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { type Machine, makeAuthority } from "../../local-cloud/hosts";
import { until } from "../../local-cloud/hosts/run";
import { promtoolTests, ruleCases } from "../infra/hosts/metrics/ruleCases";
import { noHosts, withHosts } from "../local-cloud/hosts/support/hosts";
import { sh } from "./support/converged";
import { alertsToken, bootLightSite, described, type LightSite } from "./support/lightSite";

const minutes = 60_000;
const names = { data: "account-fr-par-data-1", gateway: "account-fr-par-gateway" } as const;
const step = "/usr/lib/bastide/converge.d/84-metrics";
const onCall = { name: "oncall.example.org", address: "10.79.255.9" };

const database = `
pg_createcluster 17 main
printf 'local all postgres peer\\nlocal postgres bastide_metrics peer\\n' > /etc/postgresql/17/main/pg_hba.conf
systemctl start postgresql@17-main.service
cd /; runuser -u postgres -- psql -Xq -c 'CREATE ROLE bastide_metrics LOGIN IN ROLE pg_monitor'`;

interface Call {
  readonly authorization: string;
  readonly alerts: readonly { readonly status: string; readonly labels: Readonly<Record<string, string>> }[];
}

describe.skipIf(noHosts !== "")(withHosts("measures and alerts"), () => {
  let running: LightSite | undefined;
  let folder = "";
  const calls: Call[] = [];
  const site = (): LightSite => {
    if (running === undefined) throw new Error("The hosts have not booted.");
    return running;
  };
  const on = (name: keyof typeof names): Machine => site().host(names[name]);
  /** The values of an expression, by host. */
  const ask = async (expression: string): Promise<Map<string, number>> => {
    const said = await sh(
      on("gateway"),
      `curl -sS --get --data-urlencode 'query=${expression}' http://127.0.0.1:9090/api/v1/query`,
    );
    const { data } = JSON.parse(said) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return new Map(data.result.map(({ metric, value }) => [metric.instance ?? "", Number(value[1])]));
  };
  const waitFor = (expression: string, host: string, value: number) =>
    until(async () => ((await ask(expression)).get(host) === value ? true : undefined), {
      seconds: 90,
      everyMs: 1000,
      late: () => `${expression} of ${host} never was ${value}`,
    });

  beforeAll(async () => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), "bastide-worlds-")));
    const world = await makeAuthority();
    const { cert, key } = await world.issue([onCall.name]);
    running = await bootLightSite(folder, Object.values(names), {
      alerts: `https://${onCall.name}/hook`,
      trust: [world.pem],
    });
    const person = createServer({ cert, key }, (request, response) => {
      const parts: Buffer[] = [];
      request.on("data", (part: Buffer) => parts.push(part));
      request.on("end", () => {
        const { alerts } = JSON.parse(Buffer.concat(parts).toString()) as Pick<Call, "alerts">;
        calls.push({ authorization: request.headers.authorization ?? "", alerts });
        response.end();
      });
    });
    const listener = await running.outside.listen(onCall.address, 443);
    listener.on("connection", (socket) => person.emit("connection", socket));
    await sh(
      on("data"),
      `mkdir -p /run/bastide /var/lib/bastide /srv/data; mount -t tmpfs -o size=16m tmpfs /srv/data${database}`,
    );
    await sh(
      on("gateway"),
      `mkdir -p /run/bastide; echo '${onCall.address} ${onCall.name}' >> /etc/hosts; systemctl restart tinyproxy.service`,
    );
    for (const name of ["data", "gateway"] as const) await sh(on(name), step);
  }, 20 * minutes);

  afterAll(async () => {
    await running?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    "has rules that fire when they should, and are quiet else",
    async () => {
      const tests = Object.entries(promtoolTests("/etc/bastide/alert-rules.yml"));
      for (const [name, text] of tests) await on("gateway").writeFile(`/root/${name}`, text);
      const { code, stdout, stderr } = await on("gateway").exec([
        "promtool",
        "test",
        "rules",
        ...tests.map(([name]) => `/root/${name}`),
      ]);
      expect([code, `${stdout}${stderr}`.slice(0, 4000)]).toEqual([0, expect.stringContaining("SUCCESS")]);
      expect(ruleCases.length).toBeGreaterThan(40);
      await sh(
        on("gateway"),
        "promtool check config --syntax-only /etc/bastide/prometheus.yml && amtool check-config /etc/bastide/alertmanager.yml",
      );
    },
    2 * minutes,
  );

  it("has the measures of hosts and databases", { timeout: 4 * minutes }, async () => {
    for (const name of Object.values(names)) await waitFor('up{job="host"}', name, 1);
    await waitFor('up{job="database"}', names.data, 1);
    await waitFor("pg_up", names.data, 1);
    await waitFor("pg_replication_is_replica", names.data, 0);
    await waitFor("bastide_commits_wait_for", names.data, 0);
    await waitFor("bastide_commits_followers", names.data, 0);
    expect((await ask("pg_stat_archiver_failed_count")).get(names.data)).toBe(0);
    expect((await ask('node_filesystem_size_bytes{mountpoint="/srv/data"}')).get(names.data)).toBe(
      16 * 1024 * 1024,
    );
    await waitFor("bastide_refused_log_ins", names.data, 0);
    const ends = (await ask('bastide_certificate_end_timestamp_seconds{file="host.pem"}')).get(names.data);
    const said = await sh(
      on("data"),
      'date -ud "$(openssl x509 -in /etc/bastide/secrets/host.pem -noout -enddate | cut -d= -f2)" +%s',
    );
    expect(ends).toBe(Number(said));
  });

  it("gives measures to the site's gateway alone", async () => {
    const own = "--cert /etc/bastide/secrets/host.pem --key /etc/bastide/secrets/host.key";
    const get = async (from: keyof typeof names, more: string, port: number) => {
      const { code, stdout } = await on(from).exec([
        "bash",
        "-c",
        `curl -sS -m 5 --noproxy '*' --cacert /etc/bastide/secrets/ca.pem ${more} https://${described(names.data).addresses.overlay}:${port}/metrics | head -c 100`,
      ]);
      return code === 0 && stdout.includes("#");
    };
    for (const port of [9100, 9187]) {
      expect(await get("gateway", own, port)).toBe(true);
      expect(await get("gateway", "", port)).toBe(false);
      expect(await get("data", own, port)).toBe(false);
    }
    expect(await sh(on("gateway"), "ss -Hlnt | awk '{print $4}' | grep -E ':(9090|9093|9094)$' | sort")).toBe(
      "127.0.0.1:9090\n127.0.0.1:9093",
    );
  });

  it(
    "calls a person, through the proxy and with the token, and says when it is over",
    async () => {
      const called = (alert: string, status: string) =>
        until(
          () =>
            calls.find(({ alerts }) =>
              alerts.some(({ labels, status: is }) => labels.alertname === alert && is === status),
            ),
          {
            seconds: 150,
            everyMs: 500,
            late: () => `nobody was told that ${alert} is ${status}: ${JSON.stringify(calls).slice(0, 2000)}`,
          },
        );
      // The heartbeat, which goes to somebody else.
      expect((await called("OnDuty", "firing")).authorization).toBe("");
      await sh(
        on("data"),
        "echo '/srv/x: Eicar-Test FOUND' > /var/lib/bastide/malware.txt; systemctl start bastide-findings.service",
      );
      const { alerts, authorization } = await called("MalwareFound", "firing");
      expect(authorization).toBe(`Bearer ${alertsToken}`);
      expect(alerts.map(({ labels }) => labels)).toEqual([
        {
          alertname: "MalwareFound",
          check: "malware",
          class: "account",
          instance: names.data,
          job: "host",
          region: "fr-par",
          severity: "critical",
        },
      ]);
      await sh(on("data"), ": > /var/lib/bastide/malware.txt; systemctl start bastide-findings.service");
      await called("MalwareFound", "resolved");
      expect(await sh(on("gateway"), "journalctl -u tinyproxy -o cat | grep -c oncall.example.org")).not.toBe(
        "0",
      );
    },
    6 * minutes,
  );

  it("counts what checks of a host have found, and no content of it", async () => {
    await sh(
      on("data"),
      `printf 'a b\\nc\\n' > /var/lib/bastide/packages.txt
printf 'AIDE found differences\\nf > ... : /etc/passwd\\nf + ... : /etc/x\\n' > /var/lib/bastide/files.txt
echo '{"result":"failed","steps":[]}' > /run/bastide/converge.json
logger -t sshd-session 'Connection closed by authenticating user amy 10.64.9.1 port 5 [preauth]'
systemctl start bastide-findings.service`,
    );
    const said = await sh(on("data"), "cat /var/lib/bastide-findings/findings.prom");
    for (const row of [
      'bastide_findings{check="packages"} 3',
      'bastide_findings{check="files"} 2',
      'bastide_findings{check="malware"} 0',
      "bastide_converge_done 0",
      "bastide_refused_log_ins 1",
    ])
      expect(said.split("\n")).toContain(row);
    expect(said).not.toContain("/etc/passwd");
  });

  it("runs in units that can do little", async () => {
    for (const [name, unit] of [
      ["data", "bastide-host-metrics"],
      ["data", "bastide-findings"],
      ["data", "bastide-database-metrics"],
      ["gateway", "bastide-metrics"],
      ["gateway", "bastide-alerts"],
    ] as const) {
      const said = await sh(on(name), `systemd-analyze security --no-pager ${unit}.service | tail -1`);
      expect(Number(/: ([\d.]+) /.exec(said)?.[1]), said).toBeLessThanOrEqual(4.9);
    }
  });

  it("changes nothing when its step runs again", async () => {
    for (const name of ["data", "gateway"] as const) expect(await sh(on(name), step), name).toBe("");
  });
});
