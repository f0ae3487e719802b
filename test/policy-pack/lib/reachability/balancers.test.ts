import { describe, expect, it } from "vitest";
import { accept, firewall, instance, resource } from "../../support/network";
import { unknownString } from "../../support/unknowns";
import { a, own, ways } from "../../support/ways";

const balancer = [
  resource(
    "NodeBalancer",
    "lb",
    { region: "fr-par", tags: ["data-class:account", "role:edge"] },
    { firewallId: ["Firewall lb"] },
  ),
  resource(
    "NodeBalancerConfig",
    "lb",
    { port: 443, protocol: "tcp" },
    { nodebalancerId: ["NodeBalancer lb"] },
  ),
];

describe("at a load balancer", () => {
  it("opens the ports on which it listens and no other", () => {
    const all = [accept("TCP", undefined, ["0.0.0.0/0"])];
    expect(ways([...balancer, firewall("lb", all, [])])).toEqual([
      'the internet (0.0.0.0/0) → "lb", TCP 443',
    ]);
    expect(ways([...balancer.slice(0, 1), firewall("lb", all, [])])).toEqual([]);
  });

  it("is not kept from UDP by a firewall", () => {
    const config = {
      ...resource("NodeBalancerConfig", "lb", { port: 53, protocol: "udp" }),
      uses: { nodebalancerId: ["NodeBalancer lb"] },
    };
    expect(ways([...balancer.slice(0, 1), config, firewall("lb", [], [])])).toEqual([
      'the internet (0.0.0.0/0, ::/0) → "lb", UDP 53',
    ]);
  });

  const edge = instance("edge", ["public"], ["edge"], { role: "edge", props: { privateIp: true } });
  const backend = (props: object, host: readonly string[] = ["Instance edge"]) =>
    resource("NodeBalancerNode", "edge", props as never, {
      nodebalancerId: ["NodeBalancer lb"],
      configId: ["NodeBalancerConfig lb"],
      address: host,
    });
  const wall = firewall("edge", [accept("TCP", "443", ["192.168.255.0/24"])], []);
  const around = [...balancer, firewall("lb", [], []), edge, wall];

  it("reaches the hosts that it forwards to, as any other load balancer of the region does", () => {
    expect(ways([...around, backend({ address: unknownString })])).toEqual([
      'any load balancer of fr-par → "edge", TCP 443',
      '"lb" → "edge", TCP 443',
    ]);
  });

  it("does not where the host's firewall or port says no", () => {
    const closed = around.map((member) => (member === wall ? firewall("edge", [], []) : member));
    expect(ways([...closed, backend({ address: unknownString })])).toEqual([]);
  });

  it("reaches a stranger by an address that is no host's here", () => {
    expect(ways([...around, backend({ address: "192.168.140.9:443" })])).toContain(
      '"lb" → anyone in the private network of fr-par, TCP 443',
    );
    expect(ways([...around, backend({ address: unknownString }, [])])).toContain(
      '"lb" → anyone in the private network of fr-par, TCP all ports',
    );
  });

  it.each([
    ["has no address in the region's network", { privateIp: false }],
    ["is in another region", { region: "de-fra-2" }],
  ])("reaches a stranger where the host %s", (_, change) => {
    const moved = around.map((member) =>
      member === edge ? { ...edge, props: { ...edge.props, ...change } } : member,
    );
    expect(ways([...moved, backend({ address: unknownString })])).toContain(
      '"lb" → anyone in the private network of fr-par, TCP all ports',
    );
  });
});

describe("where Linode's other customers are", () => {
  it("counts the private network of the region, in and out, for instances that are on it", () => {
    const rules = [accept("TCP", "5432", ["192.168.128.0/17"])];
    const wall = firewall("a", rules, [accept("TCP", "443", ["0.0.0.0/0"])]);
    const inside = { ...a, props: { ...a.props, privateIp: true } };
    expect(ways([...own, inside, wall])).toEqual([
      '"a" → anyone in the private network of fr-par, TCP 443',
      'anyone in the private network of fr-par → "a", TCP 5432',
    ]);
    expect(ways([...own, a, wall])).toEqual([]);
  });

  it("counts a VLAN as open to whoever joins it", () => {
    const vlan = { ...a, props: { ...a.props, interfaces: [{ purpose: "vlan", label: "shared" }] } };
    expect(ways([vlan, firewall("a", [], [])])).toContain(
      'anyone on the VLAN shared in fr-par → "a", TCP all ports',
    );
  });
});
