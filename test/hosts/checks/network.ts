import { expect, it } from "vitest";

import { ports } from "../../../infra/topology/ports";
import type { Machine, Place } from "../../../local-cloud/hosts";
import type { Booted } from "../support/booted";
import { sh } from "../support/converged";
import { noNmap, type Protocol, planned, scan } from "../support/scan";
import { edgeAddresses } from "../support/site";

const minutes = 60_000;
const note = noNmap === "" ? "" : ` (skipped: ${noNmap})`;
/** Enough of TCP where packets leave: the plan's own ports are below it, or are added. */
const low = "1-10000,51820";

/** What can be reached from where: the scans see the plan's flows and nothing else, in both directions. */
export function network({ site, gateway, data }: Booted): void {
  const scanned = (name: string, test: () => Promise<void>) =>
    it.skipIf(noNmap !== "")(`${name}${note}`, test, 8 * minutes);
  const look = (from: Place | Machine, address: string, protocol: Protocol, some?: string) =>
    scan({
      world: site().world.id,
      namespace: from.namespace,
      address,
      protocol,
      ...(some === undefined ? {} : { ports: some }),
    });
  /** UDP says nothing where what listens keeps quiet, as WireGuard does: there either is right. */
  const quiet = (seen: readonly number[]) => seen.filter((port) => port !== ports.tunnel);

  scanned("a neighbour sees the plan's ports of each host", async () => {
    const { world, vpc, plan, site: here } = site();
    const [node, other] = here.dataNodes;
    if (node === undefined || other === undefined) throw new Error("A site has two data nodes.");
    const from = other.vpcAddress;
    const neighbour = await world.place("neighbour", [{ network: vpc, addresses: [`${from}/24`] }]);
    const others = [here.edge, here.service].flatMap((part) => part?.nodes[0] ?? []);
    for (const { vpcAddress: to } of [here.gateway, node, ...others]) {
      const tcp = planned(plan.flows, "TCP", from, to);
      const udp = planned(plan.flows, "UDP", from, to);
      expect([to, (await look(neighbour, to, "TCP")).reached]).toEqual([to, tcp]);
      const seen = (await look(neighbour, to, "UDP")).reached;
      expect([to, quiet(seen)]).toEqual([to, quiet(udp)]);
      expect(udp).toEqual(expect.arrayContaining([...seen]));
    }
    expect(planned(plan.flows, "TCP", from, here.gateway.vpcAddress)).not.toEqual([]);
    // What the neighbours need from their gateway is not only let through, it answers.
    expect((await look(neighbour, here.gateway.vpcAddress, "UDP")).open).toEqual(
      quiet(planned(plan.flows, "UDP", from, here.gateway.vpcAddress)),
    );
  });

  scanned("somebody else in the VPC sees nothing", async () => {
    const { world, vpc, site: here } = site();
    const stranger = await world.place("stranger", [
      { network: vpc, addresses: [here.gateway.vpcAddress.replace(/\d+$/, "250/24")] },
    ]);
    for (const protocol of ["TCP", "UDP"] as const)
      expect(quiet((await look(stranger, here.gateway.vpcAddress, protocol)).reached)).toEqual([]);
  });

  scanned("another class's network sees nothing, even if it were joined to this one", async () => {
    const { world, vpc, plan, site: here } = site();
    const theirs = plan.enclaves.flatMap(({ sites }) => sites).find((one) => one.name !== here.name)?.gateway;
    if (theirs === undefined) throw new Error("There is one class only.");
    const foreign = await world.place("foreign", [
      {
        network: vpc,
        addresses: [`${theirs.vpcAddress}/32`],
        routes: [{ to: here.network.cidr, via: here.gateway.vpcAddress }],
      },
    ]);
    // Somebody has given the gateway the way back, so that its firewall alone is in between.
    await sh(gateway(), `ip route add ${theirs.vpcAddress}/32 dev eth1`);
    const { vpcAddress: to } = here.gateway;
    for (const protocol of ["TCP", "UDP"] as const)
      expect(quiet((await look(foreign, to, protocol)).reached)).toEqual([]);
    await gateway().exec(["nft", "flush", "ruleset"]);
    const { open } = await look(foreign, to, "TCP", low);
    await sh(gateway(), `systemctl restart nftables.service; ip route del ${theirs.vpcAddress}/32 dev eth1`);
    expect(open).not.toEqual([]);
  });

  scanned("the internet sees nothing but the tunnel", async () => {
    const { world, internet, publicAddress, plan, site: here } = site();
    const address = "203.0.113.66";
    const outside = await world.place("outside", [{ network: internet, addresses: [`${address}/24`] }]);
    expect((await look(outside, publicAddress, "TCP")).reached).toEqual([]);
    expect(planned(plan.flows, "TCP", address, here.gateway.vpcAddress)).toEqual([]);
    expect(quiet((await look(outside, publicAddress, "UDP")).reached)).toEqual([]);
  });

  scanned("the internet sees nothing of an edge, and load balancers HTTPS alone", async () => {
    const { world, internet, plan, site: here } = site();
    const at = here.edge?.nodes[0]?.vpcAddress ?? "";
    const looks = [
      ["203.0.113.69", "203.0.113.69/24", edgeAddresses.public],
      ["192.168.200.9", "192.168.200.9/17", edgeAddresses.private],
      ["192.168.255.5", "192.168.255.5/17", edgeAddresses.private],
    ] as const;
    for (const [index, [from, address, to]] of looks.entries()) {
      const place = await world.place(`before-edge-${index}`, [{ network: internet, addresses: [address] }]);
      const expected = planned(plan.flows, "TCP", from, at);
      expect([from, (await look(place, to, "TCP")).reached]).toEqual([from, expected]);
      expect([from, quiet((await look(place, to, "UDP")).reached)]).toEqual([from, []]);
    }
    expect(planned(plan.flows, "TCP", "192.168.255.5", at)).toEqual([ports.https]);
  });

  scanned("what would be open without the host's firewall is seen, so that the scan is one", async () => {
    const { world, internet, publicAddress } = site();
    const outside = await world.place("outside-again", [
      { network: internet, addresses: ["203.0.113.67/24"] },
    ]);
    await gateway().exec(["nft", "flush", "ruleset"]);
    const { open } = await look(outside, publicAddress, "TCP");
    await gateway().exec(["systemctl", "restart", "nftables.service"]);
    expect(open).toContain(22);
    expect((await look(outside, publicAddress, "TCP", low)).reached).toEqual([]);
  });

  scanned("from a host nothing can be reached but what the plan says", async () => {
    const { world, internet, plan, site: here, resolver } = site();
    const [node, other] = here.dataNodes;
    if (node === undefined || other === undefined) throw new Error("A site has two data nodes.");
    const anybody = "203.0.113.68";
    await world.place("anybody", [{ network: internet, addresses: [`${anybody}/24`] }]);
    const ways: readonly (readonly [Machine, string, string])[] = [
      [data(), node.vpcAddress, other.vpcAddress],
      [data(), node.vpcAddress, here.gateway.vpcAddress],
      [gateway(), here.gateway.vpcAddress, other.vpcAddress],
      [gateway(), here.gateway.vpcAddress, anybody],
      [gateway(), here.gateway.vpcAddress, resolver],
    ];
    for (const [host, from, to] of ways) {
      const { reached } = await look(host, to, "TCP", low);
      expect([host.name, to, reached]).toEqual([host.name, to, planned(plan.flows, "TCP", from, to)]);
    }
    // Without the firewall everything gets out, and is answered by somebody who has none.
    await gateway().exec(["nft", "flush", "ruleset"]);
    const { reached } = await look(gateway(), anybody, "TCP", "21-25");
    await gateway().exec(["systemctl", "restart", "nftables.service"]);
    expect(reached).toEqual([21, 22, 23, 24, 25]);
  });
}
