import { describe, expect, it } from "vitest";
import { reachIn, resourcesIn } from "../../../../policy-pack/lib/reachability/networkPaths";
import { accept, firewall, instance, resource, seenOf, vpc } from "../../support/network";
import type { Member } from "../../support/stack";
import { unknownString } from "../../support/unknowns";

const nodes = 6;

/** One site: a gateway that tunnels to the next site's and to a hub, and data nodes that name each other. */
function site(at: number, all: number): readonly Member[] {
  const s = `s${at}`;
  const network = `10.${64 + (at >> 8)}.${at & 255}`;
  const data = Array.from({ length: nodes }, (_, n) => `${network}.${n + 10}/32`);
  const peers = [`NetworkingIp s${(at + 1) % all}`, `NetworkingIp s${(at + all - 1) % all}`];
  const tunnel = accept("UDP", "51820", unknownString);
  const overlay = accept("UDP", "51820", data);
  return [
    ...vpc(s, `${network}.0/24`),
    resource("NetworkingIp", s, { reserved: true }),
    firewall(
      `${s}-gateway`,
      [tunnel, accept("TCP", "3128", [`${network}.0/24`])],
      [tunnel, overlay, accept("TCP", "443", ["0.0.0.0/0", "::/0"])],
      { inbounds: peers, outbounds: peers },
    ),
    instance(`${s}-gateway`, ["public", [s, `${network}.4`]], [`${s}-gateway`], {
      role: "gateway",
      uses: { ipv4s: [`NetworkingIp ${s}`] },
    }),
    firewall(
      `${s}-data`,
      [overlay, accept("UDP", "51820", [`${network}.4/32`])],
      [overlay, accept("TCP", "3128", [`${network}.4/32`])],
    ),
    ...data.map((address, n) => instance(`${s}-data-${n}`, [[s, address.slice(0, -3)]], [`${s}-data`])),
  ];
}

/** Steps for each resource, relation and address that the stack has. */
function effort(sites: number): number {
  const seen = seenOf(Array.from({ length: sites }, (_, at) => site(at, sites)).flat());
  const meter = { steps: 0 };
  const { paths, rules } = reachIn(resourcesIn(seen), meter);
  expect([...rules].length).toBeGreaterThan(sites * 5);
  expect(paths.length).toBeGreaterThan(sites * 5);
  return meter.steps / seen.length;
}

describe("the work of finding paths", () => {
  it("grows with the resources, not with pairs of them", () => {
    const [small, middle, large] = [effort(8), effort(80), effort(800)];
    expect(middle / small).toBeLessThan(1.1);
    expect(large / small).toBeLessThan(1.1);
  });

  it("does not depend on how many share one network and one firewall", () => {
    const crowd = (count: number) => {
      const hosts = Array.from({ length: count }, (_, n) =>
        instance(`n${n}`, [["own", `10.0.${n >> 8}.${n & 255}`]], ["all"]),
      );
      const own = accept("UDP", "51820", ["10.0.0.0/16"]);
      const meter = { steps: 0 };
      const { paths } = reachIn(
        resourcesIn(seenOf([...vpc("own", "10.0.0.0/16"), ...hosts, firewall("all", [own], [own])])),
        meter,
      );
      expect(paths).toHaveLength(1);
      return meter.steps / count;
    };
    expect(crowd(10_000) / crowd(100)).toBeLessThan(1.1);
  });
});
