import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { until } from "../../local-cloud/hosts/run";
import { temporaryFolder } from "../support/temporaryFolder";
import { sh, works } from "./support/converged";
import { inRecovery } from "./support/databaseCluster";
import { bootEnclaves, type Enclaves } from "./support/enclaves";
import { untold, whereTold } from "./support/exchange";
import { foreignUnits } from "./support/units";

const minutes = 60_000;
const dataClass = "account";
const name = "a whole enclave from its program to its endpoint";

describe.skipIf(untold !== "")(whereTold(name), () => {
  let running: Enclaves | undefined;
  const now = (): Enclaves => {
    if (running === undefined) throw new Error("The enclave has not booted.");
    return running;
  };
  const labelsOf = (role: string, region?: string): string[] =>
    now()
      .nodes.filter((node) => node.role === role && (region === undefined || node.label.includes(region)))
      .map(({ label }) => label);
  const host = (label: string | undefined) => now().host(label ?? "");
  /** What a gateway calls a person of, besides its own heartbeat. */
  const callsOf = async (gateway: string): Promise<string[]> => {
    const { data } = JSON.parse(await sh(host(gateway), "curl -sS http://127.0.0.1:9090/api/v1/alerts")) as {
      data: { alerts: { state: string; labels: Record<string, string> }[] };
    };
    return data.alerts
      .filter(({ state, labels }) => state === "firing" && labels.alertname !== "OnDuty")
      .map(({ labels }) => `${labels.alertname} ${labels.instance ?? ""}`);
  };

  beforeAll(async () => {
    running = await bootEnclaves([dataClass], { minutes: 20 });
    for (const [label, seconds] of running.seconds) {
      const mebibytes = Math.round(host(label).memory() / 2 ** 20);
      console.log(`${label}: itself after ${seconds.toFixed(0)} s, ${mebibytes} MiB of memory`);
    }
  }, 30 * minutes);

  afterAll(() => running?.close());

  it("ends with every host itself, whichever came first", () => {
    expect([...now().seconds.keys()].sort()).toEqual(
      now()
        .nodes.map(({ label }) => label)
        .sort(),
    );
  });

  it("leaves nothing of a ticket behind", async () => {
    for (const { label } of now().nodes) {
      expect([label, await works(host(label), "test -e /var/lib/bastide/ticket")]).toEqual([label, false]);
      expect([label, await works(host(label), "ls /root/StackScript /root/.stackscript-answers")]).toEqual([
        label,
        false,
      ]);
    }
  });

  it("reaches its other region through the tunnels, and not without", async () => {
    const [here, there] = [labelsOf("data", "fr-par")[0], labelsOf("data", "de-fra-2")[0]];
    const node = now().nodes.find(({ label }) => label === there);
    const port = (address: string | undefined) => `timeout 3 bash -c '</dev/tcp/${address}/5432'`;
    expect(await works(host(here), port(node?.overlayAddress))).toBe(true);
    expect(await works(host(here), port(node?.vpcAddress))).toBe(false);
  });

  it("has one node that takes writes, and followers of it in both regions", async () => {
    const roles: string[] = [];
    for (const label of labelsOf("data")) {
      roles.push(`${label.includes("fr-par") ? "here" : "there"} ${await inRecovery(host(label))}`);
    }
    expect(roles.sort()).toEqual(["here f", "here t", "there t", "there t"]);
  });

  it("answers at its endpoint, over TLS, from the internet", async () => {
    const { cloud, client } = now();
    const [enclave] = cloud.enclaves;
    const url = new URL(enclave?.zone.endpoint ?? "");
    const balancer = enclave?.sites.find(({ region }) => region === "fr-par")?.edge?.balancer.label ?? "";
    const authority = await sh(host(labelsOf("edge", "fr-par")[0]), "cat /etc/bastide/secrets/ca.pem");
    const ca = join(temporaryFolder({ "ca.pem": authority }), "ca.pem");
    const { stdout, stderr } = await client.run([
      ...["curl", "-sS", "-m", "20", "--cacert", ca],
      ...["--resolve", `${url.hostname}:443:${cloud.balancer(balancer)}`, `${url.origin}/healthz`],
    ]);
    expect({ stdout, stderr }).toEqual({ stdout: '{"status": "ok"}\n', stderr: "" });
  });

  it("has nothing that calls a person, and nothing for who watches", { timeout: 10 * minutes }, async () => {
    for (const { label } of now().nodes) {
      // What the base of all roles runs here, no host on Linode does.
      for (const unit of foreignUnits(label)) await sh(host(label), `systemctl disable -q --now ${unit}`);
      await sh(host(label), "systemctl start bastide-watch.service");
      const looked =
        "grep '^bastide_watch_\\(findings\\|broken\\)' /var/lib/bastide-watch/watch.prom | grep -v ' 0$' || true";
      expect([label, await sh(host(label), looked)]).toEqual([label, ""]);
      expect([label, await works(host(label), "test -s /var/lib/bastide-watch/watch.prom")]).toEqual([
        label,
        true,
      ]);
    }
    for (const label of labelsOf("gateway")) {
      let calling: readonly string[] = [];
      // What it called of before, it takes back once it has asked again.
      const asked = async () => {
        calling = await callsOf(label);
        return calling.length === 0 ? true : undefined;
      };
      const late = () => `${label} calls of ${calling.join(", ")}`;
      await until(asked, { seconds: 180, everyMs: 5000, late });
    }
  });

  // Each run compares the watched files first: ten hosts need more than the default.
  it("changes nothing when its hosts run their steps again", { timeout: 5 * minutes }, async () => {
    for (const { label } of now().nodes) {
      const said = "/usr/lib/bastide/converge 2>&1";
      expect([label, await sh(host(label), said)]).toEqual([label, ""]);
    }
  });
});
