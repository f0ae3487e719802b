import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { files } from "../../../../infra/hosts/files";
import { findProgram } from "../../../../local-cloud/core/files";
import { cacheFolder } from "../../../../local-cloud/hosts/folders";
import { recipeHash } from "../../../../local-cloud/hosts/recipe";
import { prodConfig } from "../../../support/infraConfigs";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { hostsOf } from "../describedHosts";
import { promtoolTests, ruleCases } from "./ruleCases";

const hosts = hostsOf(prodConfig());
const gateway = hosts.find(({ role }) => role === "gateway");
if (gateway === undefined) throw new Error("Production has no gateway.");
const textOf = (path: string, host = gateway): string => {
  const found = files(host).find((file) => file.path === path);
  if (found === undefined) throw new Error(`${host.name} has no ${path}.`);
  return found.content;
};
const rules = textOf("/etc/bastide/alert-rules.yml");
const alerts: { alert: string; annotations: { summary: string } }[] = parse(rules).groups.flatMap(
  ({ rules: list }: { rules: unknown[] }) => list,
);

describe("rules that call a person", () => {
  it("have a case in which they fire and one in which they don't", () => {
    for (const { alert } of alerts.filter((each) => each.alert !== "OnDuty"))
      expect([
        alert,
        ...new Set(ruleCases.filter((each) => each.alert === alert).map(({ fires }) => fires)),
      ]).toEqual([alert, true, false]);
    const known = new Set(alerts.map(({ alert }) => alert));
    expect(ruleCases.filter(({ alert }) => !known.has(alert))).toEqual([]);
  });

  // Of this machine, or of the base of hosts where one is in the cache.
  const promtool = findProgram(
    ["promtool"],
    [join(cacheFolder(), `full-${recipeHash("full")}`, "root/usr/bin")],
  );
  const note =
    promtool === undefined ? " (skipped: no promtool here; test/hosts/metrics.test.ts asks a gateway's)" : "";
  const judged = (texts: Readonly<Record<string, string>>, names: readonly string[]) => {
    const folder = temporaryFolder(texts);
    const { status, stdout, stderr } = spawnSync(
      promtool ?? "",
      ["test", "rules", ...names.map((name) => join(folder, name))],
      { encoding: "utf8" },
    );
    return { status, said: stdout + stderr };
  };
  /** Each rule alone with its cases, since promtool judges all rules of a file at every moment of every case. */
  const alone = (keep: boolean): Record<string, string> =>
    Object.fromEntries(
      alerts.flatMap((rule) => [
        [`${rule.alert}.rules`, JSON.stringify({ groups: [{ name: "one", rules: keep ? [rule] : [] }] })],
        ...Object.entries(promtoolTests(`${rule.alert}.rules`, ({ alert }) => alert === rule.alert)).map(
          ([name, text]) => [`${rule.alert}-${name}`, text],
        ),
      ]),
    );
  const testsIn = (texts: object) => Object.keys(texts).filter((name) => name.endsWith(".yml"));

  it.skipIf(promtool === undefined)(
    `fire when they should${note}`,
    () => {
      const texts = alone(true);
      const { status, said } = judged(texts, testsIn(texts));
      expect([status, said.match(/FAILED:[\s\S]*?got:.*/g) ?? []]).toEqual([0, []]);
    },
    180_000,
  );

  it.skipIf(promtool === undefined)(
    `are found missing${note}`,
    () => {
      const texts = alone(false);
      const { said } = judged(texts, testsIn(texts));
      const missed = new Set([...said.matchAll(/alertname=\\*"(\w+)/g)].map(([, name]) => name));
      expect(missed).toEqual(new Set(alerts.map(({ alert }) => alert)));
    },
    180_000,
  );

  it.skipIf(promtool === undefined)(`know the forecast and who follows${note}`, () => {
    // promtool's clock begins in 1970.
    const forecast = { reviewed: "1970-01-01", storageGiB: 30, growthPerMonth: 0.03 };
    const ask = (expr: string, minute: number, value: number) => ({
      ...{ expr, eval_time: `${minute}m` },
      exp_samples: [{ labels: `{__name__="${expr}"}`, value }],
    });
    const test = {
      rule_files: ["limits.yml"],
      evaluation_interval: "30m",
      tests: [
        {
          promql_expr_test: [
            ask("bastide:forecast_bytes", 0, 30 * 2 ** 30),
            // A month of 2,629,800 s.
            ask("bastide:forecast_bytes", 43_830, 30 * 2 ** 30 * 1.03),
            ask("bastide:followers", 0, 2),
          ],
        },
      ],
    };
    const limits = textOf("/etc/bastide/alert-limits.yml", { ...gateway, forecast });
    expect(judged({ "limits.yml": limits, "test.yml": JSON.stringify(test) }, ["test.yml"])).toEqual({
      status: 0,
      said: expect.stringContaining("SUCCESS"),
    });
  });
});

describe("what a gateway measures", () => {
  const asked = (job: string): string[] =>
    parse(textOf("/etc/bastide/prometheus.yml"))
      .scrape_configs.find((each: { job_name: string }) => each.job_name === job)
      .static_configs.map(({ labels }: { labels: { instance: string } }) => labels.instance);

  it("is every host of its site, and the database on each data node", () => {
    const site = hosts.filter(
      ({ dataClass, region }) => dataClass === gateway.dataClass && region === gateway.region,
    );
    expect(new Set(asked("host"))).toEqual(new Set(site.map(({ name }) => name)));
    const data = site.filter(({ role }) => role === "data").map(({ name }) => name);
    expect([asked("database"), asked("cluster")]).toEqual([data, data]);
  });

  it("is the gateways of the class's other regions, which can't say themselves that they are away", () => {
    const others = hosts.filter(
      ({ dataClass, region, role }) =>
        role === "gateway" && dataClass === gateway.dataClass && region !== gateway.region,
    );
    expect(asked("gateway")).toEqual(others.map(({ name }) => name));
    const web = parse(textOf("/etc/bastide/host-metrics.yml")).tls_server_config;
    expect(web.client_allowed_sans).toEqual([gateway, ...others].map(({ name }) => name));
  });

  it("is answered to that gateway alone", () => {
    for (const host of hosts.filter(({ role }) => role !== "gateway")) {
      const web = parse(textOf("/etc/bastide/host-metrics.yml", host)).tls_server_config;
      expect(web).toMatchObject({
        client_auth_type: "RequireAndVerifyClientCert",
        client_allowed_sans: [`${host.dataClass}-${host.region}-gateway`],
        min_version: "TLS13",
      });
    }
  });
});

describe("calls for what is in logs", () => {
  /** As Prometheus relabels before it hands alerts on. */
  const handedOn = (host: typeof gateway, labels: Record<string, string>): Record<string, string> => {
    const { global, alerting } = parse(textOf("/etc/bastide/prometheus.yml", host));
    const all: Record<string, string> = { ...labels, ...global.external_labels };
    for (const { source_labels, regex, target_label, replacement } of alerting.alert_relabel_configs) {
      const text = source_labels.map((each: string) => all[each] ?? "").join(";");
      if (new RegExp(`^(?:${regex})$`).test(text)) all[target_label] = replacement;
    }
    return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
  };
  const receivers = hosts.filter(({ role, dataClass }) => role === "gateway" && dataClass === "events");
  const labels = (alertname: string, receiver: string) => ({
    ...{ alertname, instance: receiver, job: "host", severity: "critical" },
    ...{ rule: "sudo-denied", log_class: "account", log_host: "account-fr-par-data-1" },
  });

  it("are one and the same from each region, and others are each region's own", () => {
    expect(receivers).toHaveLength(2);
    const of = (alertname: string) =>
      receivers.map((host) => JSON.stringify(handedOn(host, labels(alertname, `${host.region}-data-1`))));
    for (const alertname of ["LogCalls", "LogSilent"]) expect(new Set(of(alertname)).size).toBe(1);
    expect(new Set(of("HostAway")).size).toBe(2);
    expect(of("LogCalls")[0]).toContain("account-fr-par-data-1");
  });
});

describe("whom alerts call", () => {
  const alertmanager = (host: typeof gateway) => parse(textOf("/etc/bastide/alertmanager.yml", host));

  it("is nobody where nobody is configured", () => {
    const { alerts: _, ...unreached } = gateway;
    expect(alertmanager(unreached).receivers).toEqual([{ name: "person" }, { name: "heartbeat" }]);
  });

  it("is not called by a heartbeat, which goes to who waits for it", () => {
    const heartbeat = "https://beats.example.org/site";
    const { route, receivers } = alertmanager({
      ...gateway,
      alerts: "https://oncall.example.org",
      alertsToken: true,
      heartbeat,
    });
    expect(route.routes).toMatchObject([{ receiver: "heartbeat", matchers: ['severity="heartbeat"'] }]);
    expect(receivers[1]).toMatchObject({
      name: "heartbeat",
      webhook_configs: [{ url: heartbeat, send_resolved: false }],
    });
    expect(receivers[0].webhook_configs[0].http_config).toHaveProperty("authorization");
    expect(receivers[1].webhook_configs[0].http_config).not.toHaveProperty("authorization");
  });

  it("is called by name through the proxy, with the token from a file", () => {
    const url = "https://oncall.example.org/hook";
    const hookOf = (alertsToken: boolean) =>
      alertmanager({ ...gateway, alerts: url, alertsToken }).receivers[0].webhook_configs[0];
    expect(hookOf(false).http_config).not.toHaveProperty("authorization");
    expect(hookOf(true)).toMatchObject({
      url,
      http_config: {
        proxy_url: `http://${gateway.addresses.vpc}:3128`,
        authorization: { credentials_file: "/run/credentials/bastide-alerts.service/alerts-token" },
      },
    });
  });
});
