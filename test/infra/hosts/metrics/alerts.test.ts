import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

import { files } from "../../../../infra/hosts/files";
import { findProgram } from "../../../../local-cloud/core/files";
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

  const promtool = findProgram(["promtool"]);
  const note =
    promtool === undefined ? " (skipped: no promtool here; test/hosts/metrics.test.ts asks a gateway's)" : "";
  it.skipIf(promtool === undefined)(`fire when they should${note}`, () => {
    const folder = temporaryFolder({ "rules.yml": rules, ...promtoolTests("rules.yml") });
    const { status, stdout, stderr } = spawnSync(
      promtool ?? "",
      ["test", "rules", ...Object.keys(promtoolTests("")).map((name) => join(folder, name))],
      {
        encoding: "utf8",
      },
    );
    expect([status, stdout + stderr]).toEqual([0, expect.stringContaining("SUCCESS")]);
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

  it("is answered to that gateway alone", () => {
    for (const host of hosts) {
      const web = parse(textOf("/etc/bastide/host-metrics.yml", host)).tls_server_config;
      expect(web).toMatchObject({
        client_auth_type: "RequireAndVerifyClientCert",
        client_allowed_sans: [`${host.dataClass}-${host.region}-gateway`],
        min_version: "TLS13",
      });
    }
  });
});

describe("whom alerts call", () => {
  const alertmanager = (host: typeof gateway) => parse(textOf("/etc/bastide/alertmanager.yml", host));

  it("is nobody where nobody is configured", () => {
    expect(alertmanager(gateway).receivers).toEqual([{ name: "nobody" }]);
  });

  it("is called by name through the proxy, with the token from a file", () => {
    const url = "https://oncall.example.org/hook";
    const [{ webhook_configs: [hook] = [] } = {}] = alertmanager({ ...gateway, alerts: url }).receivers;
    expect(hook).toMatchObject({
      url,
      http_config: {
        proxy_url: `http://${gateway.addresses.vpc}:3128`,
        authorization: { credentials_file: "/run/credentials/bastide-alerts.service/alerts-token" },
      },
    });
  });
});
