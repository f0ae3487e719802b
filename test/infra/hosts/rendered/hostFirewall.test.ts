import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

import { loadConfig } from "../../../../infra/config";
import { hostFirewall } from "../../../../infra/hosts/rendered/hostFirewall";
import { prodConfig, prodWith, rawOf, today } from "../../../support/infraConfigs";
import { temporaryFolder } from "../../../support/temporaryFolder";
import { hostsOf, oneOfEach } from "../describedHosts";

/** Checks rules with nft; it has to read the kernel's tables for that, so it needs the right to. */
function nft(rules: string) {
  const folder = temporaryFolder({ "nftables.conf": rules });
  return spawnSync("nft", ["-c", "-f", join(folder, "nftables.conf")], { encoding: "utf8" });
}

const usable = spawnSync("nft", ["list", "tables"], { stdio: "ignore" }).status === 0;
const note = usable ? "" : " (skipped: nft is missing or may not read the kernel's tables)";

const config = prodConfig();

const never = (): never => {
  throw new Error("Production has no such host.");
};

/** The lines of a chain. */
const chain = (rules: string, name: string): string[] =>
  (rules.split(`chain ${name} {`)[1]?.split("}\n")[0] ?? "").split("\n").map((line) => line.trim());

describe("the host's own firewall", () => {
  it.each(oneOfEach(config))("of a %s drops by default in every direction", (_, host) => {
    const rules = hostFirewall(host);
    for (const name of ["input", "forward", "output"]) {
      expect(rules).toContain(`type filter hook ${name} priority 0; policy drop;`);
    }
    expect(rules).not.toMatch(/policy accept/);
    expect(rules.match(/flush ruleset/g)).toHaveLength(1);
    expect(rules.split("\n")).not.toContain("    accept");
  });

  it.each(oneOfEach(config))("of a %s lets SSH in through the tunnel alone", (_, host) => {
    const ssh = chain(hostFirewall(host), "input").filter((line) => /dport.*\b22\b/.test(line));
    // People from their devices on a gateway, from the gateway anywhere else; never another class's or region's gateway.
    const peers =
      host.role === "gateway"
        ? `ip6 saddr { ${host.devices.map(({ address }) => address).join(", ")} }`
        : `ip saddr { ${host.overlay.inbound.find(({ port }) => port === 22)?.peers.join(", ")} }`;
    expect(ssh).toEqual([`iifname "wg0" ${peers} tcp dport 22 accept`]);
  });

  it("passes on nothing but replication between regions, and on gateways of events the logs", () => {
    const passed = (name: string) =>
      chain(hostFirewall(hostsOf(config).find((host) => host.name === name) ?? never()), "forward").filter(
        (line) => line.startsWith("iifname"),
      );
    for (const [here, there] of [
      ["fr-par", "de-fra-2"],
      ["de-fra-2", "fr-par"],
    ]) {
      const nodes = (region: string | undefined) =>
        hostsOf(config)
          .filter((host) => host.region === region && host.role === "data" && host.dataClass === "account")
          .map(({ addresses }) => addresses.overlay)
          .join(", ");
      expect(passed(`account-${here}-gateway`)).toEqual([
        `iifname "wg0" oifname "wg0" ip saddr { ${nodes(here)} } ip daddr { ${nodes(there)} } tcp dport 5432 accept`,
        `iifname "wg0" oifname "wg0" ip saddr { ${nodes(there)} } ip daddr { ${nodes(here)} } tcp dport 5432 accept`,
      ]);
    }
    expect(passed("account-fr-par-data-1")).toEqual([]);
    expect(passed("events-fr-par-gateway").filter((line) => line.includes("dport 6514"))).toHaveLength(2);
  });

  it("lets nothing but tunnel, proxy, names and time out of a data node", () => {
    const host = hostsOf(config).find((h) => h.role === "data");
    if (host === undefined) throw new Error("There is no data node.");
    const open = chain(hostFirewall(host), "output").filter(
      (line) => line.endsWith("accept") && !/^(ct|oif|icmpv6)/.test(line),
    );
    const { gateway } = host.addresses;
    const peers = host.neighbours
      .filter(({ name }) => !name.includes("gateway"))
      .map(({ vpc }) => `${vpc}/32`);
    const tunnels = open.filter((line) => line.endsWith("udp dport 51820 accept"));
    expect(tunnels.flatMap((line) => line.match(/[\d.]+\/32/g)).sort()).toEqual(
      [`${gateway}/32`, ...new Set([...peers, `${host.addresses.vpc}/32`])].sort(),
    );
    expect(open.filter((line) => !tunnels.includes(line))).toEqual([
      `ip daddr { ${gateway}/32 } tcp dport 3128 accept`,
      `ip daddr { ${gateway}/32 } udp dport 53 accept`,
      `ip daddr { ${gateway}/32 } tcp dport 53 accept`,
      `ip daddr { ${gateway}/32 } udp dport 123 accept`,
    ]);
  });

  it.skipIf(!usable).each(oneOfEach(config))(`of a %s is accepted by nft${note}`, (_, host) => {
    const { status, stderr } = nft(hostFirewall(host));
    expect([status, stderr]).toEqual([0, ""]);
  });

  it.skipIf(!usable)(`is checked by an nft that refuses what is wrong${note}`, () => {
    expect(nft("table inet x { chain y { ip daddr { } accept } }").status).not.toBe(0);
  });

  it.skipIf(!usable)(`is accepted by nft where resolvers and time servers have IPv6 alone${note}`, () => {
    const six = loadConfig(
      rawOf(
        prodWith({ "egress.resolvers": ["2620:fe::fe/128"], "egress.timeServers": ["2606:4700:f1::1/128"] }),
      ),
      today,
    );
    for (const [, host] of oneOfEach(six)) {
      const { status, stderr } = nft(hostFirewall(host));
      expect([status, stderr]).toEqual([0, ""]);
    }
  });
});
