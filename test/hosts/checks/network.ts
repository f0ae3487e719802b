import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";

import type { Flow } from "../../../infra/topology/plan";
import type { Place } from "../../../local-cloud/hosts";
import type { Booted } from "../support/booted";

const minutes = 60_000;
const hasNmap = spawnSync("nmap", ["--version"], { stdio: "ignore" }).status === 0;
const note = hasNmap ? "" : " (skipped: there is no nmap here)";

/** The TCP ports of a host that answer at a place, of all that there are. */
async function openPorts(place: Place, address: string): Promise<number[]> {
  const scan = ["nmap", "-n", "-Pn", "-p-", "--min-rate=6000", "--max-retries=1", "-oG", "-", address];
  const { code, stdout, stderr } = await place.run(scan);
  if (code !== 0) throw new Error(`nmap failed: ${stderr}`);
  return [...stdout.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => Number(port)).sort((a, b) => a - b);
}

/** The TCP ports that the plan's flows open to an address of this site for another. */
function planned(flows: readonly Flow[], from: string, to: string): number[] {
  const has = (party: Flow["from"], address: string) =>
    party.kind === "nodes" && party.addresses.includes(`${address}/32`);
  const ports = flows
    .filter(
      ({ protocol, from: source, to: target }) => protocol === "TCP" && has(source, from) && has(target, to),
    )
    .map(({ port }) => port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** What can be reached from where. */
export function network({ site }: Booted): void {
  const scanned = (name: string, test: () => Promise<void>) =>
    it.skipIf(!hasNmap)(`${name}${note}`, test, 5 * minutes);

  scanned("a neighbour sees the plan's ports of the gateway and of the data node", async () => {
    const { world, vpc, plan, site: here } = site();
    const [node, other] = here.dataNodes;
    if (node === undefined || other === undefined) throw new Error("A site has two data nodes.");
    const neighbour = await world.place("neighbour", [
      { network: vpc, addresses: [`${other.vpcAddress}/24`] },
    ]);
    for (const { vpcAddress } of [here.gateway, node]) {
      const expected = planned(plan.flows, other.vpcAddress, vpcAddress);
      expect([vpcAddress, await openPorts(neighbour, vpcAddress)]).toEqual([vpcAddress, expected]);
    }
    expect(planned(plan.flows, other.vpcAddress, here.gateway.vpcAddress)).not.toEqual([]);
  });

  scanned("somebody else in the VPC sees nothing", async () => {
    const { world, vpc, site: here } = site();
    const stranger = await world.place("stranger", [
      { network: vpc, addresses: [here.gateway.vpcAddress.replace(/\d+$/, "250/24")] },
    ]);
    expect(await openPorts(stranger, here.gateway.vpcAddress)).toEqual([]);
  });

  scanned("the internet sees nothing", async () => {
    const { world, internet, publicAddress } = site();
    const outside = await world.place("outside", [{ network: internet, addresses: ["203.0.113.66/24"] }]);
    expect(await openPorts(outside, publicAddress)).toEqual([]);
  });

  scanned("what would be open without the host's firewall is seen, so that the scan is one", async () => {
    const { world, internet, publicAddress, gateway } = site();
    const outside = await world.place("outside-again", [
      { network: internet, addresses: ["203.0.113.67/24"] },
    ]);
    await gateway.exec(["nft", "flush", "ruleset"]);
    const open = await openPorts(outside, publicAddress);
    await gateway.exec(["systemctl", "restart", "nftables.service"]);
    expect(open).toEqual([22]);
    expect(await openPorts(outside, publicAddress)).toEqual([]);
  });
}
