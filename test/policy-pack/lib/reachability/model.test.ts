import { describe, expect, it } from "vitest";
import { networkPaths, pathText } from "../../../../policy-pack/lib/reachability";
import { accept, drop, firewall, instance, resource, seenOf, vpc } from "../../support/network";
import type { Member } from "../../support/stack";
import { unknownString } from "../../support/unknowns";
import { a, b, own, ways } from "../../support/ways";

const shut = firewall("shut", [], []);
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

describe("in a VPC", () => {
  const both = (outbounds: readonly object[], inbounds: readonly object[], more = {}) => [
    ...own,
    a,
    b,
    firewall("a", [], outbounds as never, more),
    firewall("b", inbounds as never, []),
  ];

  it("takes a rule on both sides, and the ports that both name", () => {
    const out = [accept("TCP", "1-100, 443", ["10.0.0.2/32"])];
    expect(ways(both(out, [accept("TCP", "80-500", ["10.0.0.0/24"])]))).toEqual([
      '"a" → "b", TCP 80-100, 443',
    ]);
    expect(ways(both(out, []))).toEqual([]);
    expect(ways(both([], [accept("TCP", "443", ["10.0.0.0/24"])]))).toEqual([]);
    expect(ways(both(out, [accept("UDP", "443", ["10.0.0.0/24"])]))).toEqual([]);
    expect(ways(both(out, [accept("TCP", "443", ["10.0.0.9/32"])]))).toEqual([]);
  });

  it("says every hop", () => {
    const members = both([accept("TCP", "22", ["10.0.0.2/32"])], [accept("TCP", "22", ["10.0.0.1/32"])]);
    expect(networkPaths(seenOf(members)).map(pathText)).toEqual([
      '"a" → rule `outbounds[0]` of firewall "a" → VPC "own" → rule `inbounds[0]` of firewall "b" → "b", TCP 22',
    ]);
  });

  it("lets the first rule that matches decide", () => {
    const out = [accept("TCP", undefined, ["10.0.0.0/24"])];
    const dropped = [drop("TCP", "22", ["10.0.0.0/28"]), accept("TCP", "20-25", ["10.0.0.0/24"])];
    expect(ways(both(out, dropped))).toEqual(['"a" → "b", TCP 20-21, 23-25']);
    expect(ways(both(out, dropped.toReversed()))).toEqual(['"a" → "b", TCP 20-25']);
  });

  it("takes what it can't read against the rule", () => {
    const out = [accept("TCP", "22", ["10.0.0.0/24"])];
    const into = (rule: object) => ways(both(out, [rule]));
    const reached = ['"a" → "b", TCP 22'];
    expect(into({ ...accept("TCP", "22", ["10.0.0.1/32"]), action: unknownString })).toEqual(reached);
    expect(into(accept(unknownString, "22", ["10.0.0.1/32"]))).toEqual(reached);
    expect(into(accept("TCP", unknownString, ["10.0.0.1/32"]))).toEqual(reached);
    expect(into(accept("TCP", "22", ["nonsense"]))).toEqual(reached);
    expect(into(accept("TCP", "22", []))).toEqual(reached);
    expect(into(accept("TCP", "22", unknownString))).toEqual(reached);
    const unsure = [drop("TCP", unknownString, ["10.0.0.1/32"]), accept("TCP", "22", ["10.0.0.1/32"])];
    expect(ways(both(out, unsure))).toEqual(reached);
  });

  it("reads an address that is not known from what it comes from", () => {
    const into = [accept("TCP", "22", ["10.0.0.0/24"])];
    const out = [accept("TCP", "22", unknownString)];
    expect(ways(both(out, into, { outbounds: ["Instance b"] }))).toEqual(['"a" → "b", TCP 22']);
    expect(ways(both(out, into, { outbounds: ["Instance a"] }))).toEqual([]);
  });

  it("does not reach another VPC, nor addresses outside", () => {
    const elsewhere = instance("c", [["other", "10.0.1.1"]], ["b"]);
    const open = [accept("TCP", "22", ["0.0.0.0/0"])];
    expect(
      ways([
        ...own,
        ...vpc("other", "10.0.1.0/24"),
        a,
        elsewhere,
        firewall("a", open, open),
        firewall("b", open, open),
      ]),
    ).toEqual([]);
  });

  it("takes an instance without firewall, or behind one that is off or accepts by default, to be open", () => {
    const open = [
      '"a" → "b", TCP all ports',
      '"a" → "b", UDP all ports',
      '"a" → "b", ICMP',
      '"a" → "b", IPENCAP',
    ];
    const members = (wall: Member) => [
      ...own,
      a,
      b,
      {
        ...firewall("a", [], [accept("TCP", undefined, ["10.0.0.2/32"])]),
        props: { outboundPolicy: "ACCEPT", inboundPolicy: "DROP" },
      },
      wall,
    ];
    expect(ways(members({ ...firewall("b", [], []), props: { disabled: true } }))).toEqual(
      expect.arrayContaining(open),
    );
    expect(ways(members({ ...firewall("b", [], []), props: {} }))).toEqual(expect.arrayContaining(open));
    expect(ways(members({ ...firewall("b", [], []), props: { inboundPolicy: unknownString } }))).toEqual(
      expect.arrayContaining(open),
    );
    expect(ways(members(firewall("b", [], [])))).toEqual([]);
    const bare = instance("b", [["own", "10.0.0.2"]], []);
    expect(ways(members(shut).map((member) => (member === b ? bare : member)))).toEqual(
      expect.arrayContaining(open),
    );
  });

  it("joins what devices and lists of a firewall attach", () => {
    const bare = instance("b", [["own", "10.0.0.2"]], []);
    const wall = firewall("b", [accept("TCP", "22", ["10.0.0.1/32"])], []);
    const base = [...own, a, bare, firewall("a", [], [accept("TCP", undefined, ["10.0.0.2/32"])])];
    const device = resource(
      "FirewallDevice",
      "b",
      { entityType: "linode" },
      { firewallId: ["Firewall b"], entityId: ["Instance b"] },
    );
    const attachment = { ...device, type: "bastide:index:FirewallAttachment" };
    const inline = { ...wall, uses: { linodes: ["Instance b"] } };
    for (const members of [
      [...base, wall, device],
      [...base, wall, attachment],
      [...base, inline],
    ]) {
      expect(ways(members)).toEqual(['"a" → "b", TCP 22']);
    }
  });

  it("lets any of several firewalls open the way: Linode enforces one and does not say which", () => {
    const two = instance("b", [["own", "10.0.0.2"]], ["b", "shut"]);
    const members = both([accept("TCP", "22", ["10.0.0.2/32"])], [accept("TCP", "22", ["10.0.0.1/32"])]);
    expect(ways([...members.map((member) => (member === b ? two : member)), shut])).toEqual([
      '"a" → "b", TCP 22',
    ]);
  });

  it("tells hosts of one firewall apart by their addresses", () => {
    const hosts = [1, 2, 3, 4].map((n) => instance(`n${n}`, [["own", `10.0.0.${n}`]], ["all"]));
    const wall = firewall(
      "all",
      [accept("TCP", "22", ["10.0.0.1/32"])],
      [accept("TCP", "22", ["10.0.0.2/31"])],
    );
    expect(ways([...own, ...hosts, wall])).toEqual(['"n1" → "n2" and 1 more of its kind, TCP 22']);
  });
});

describe("on the internet", () => {
  const gate = (name: string, uses = {}) => instance(name, ["public"], [name], { role: "gateway", uses });
  const address = (name: string, props = {}) => resource("NetworkingIp", name, { reserved: true, ...props });

  it("finds the gateway that a reserved address belongs to while the address is not known", () => {
    const members = [
      gate("a", { ipv4s: ["NetworkingIp a"] }),
      gate("b", { ipv4s: ["NetworkingIp b"] }),
      address("a"),
      address("b"),
      firewall("a", [], [accept("UDP", "51820", unknownString)], { outbounds: ["NetworkingIp b"] }),
      firewall("b", [accept("UDP", "51820", unknownString)], [], { inbounds: ["NetworkingIp a"] }),
    ];
    expect(ways(members)).toEqual(['"a" → "b", UDP 51820']);
  });

  it("finds it by the address once that is known, and takes any other for a stranger's", () => {
    const members = (peer: string) => [
      gate("a"),
      { ...gate("b", { ipv4s: ["NetworkingIp b"] }) },
      address("b", { address: "203.0.113.2" }),
      firewall("a", [], [accept("UDP", "51820", [peer])]),
      firewall("b", [accept("UDP", "51820", ["0.0.0.0/0"])], []),
    ];
    expect(ways(members("203.0.113.2/32"))).toContain('"a" → "b", UDP 51820');
    expect(ways(members("203.0.113.9/32"))).not.toContain('"a" → "b", UDP 51820');
    expect(ways(members("203.0.113.9/32"))).toContain('"a" → the internet (203.0.113.9/32), UDP 51820');
  });

  it("tells what both sides open to everyone as two paths", () => {
    const open = [accept("TCP", "443", ["0.0.0.0/0", "::/0"])];
    const members = [gate("a"), ...balancer, firewall("a", [], open), firewall("lb", open, [])];
    expect(ways(members)).toEqual([
      '"a" → the internet (0.0.0.0/0, ::/0), TCP 443',
      'the internet (0.0.0.0/0, ::/0) → "lb", TCP 443',
    ]);
  });

  it("does not let an instance in a VPC alone out, but one with an address by NAT", () => {
    const open = [accept("TCP", "443", ["0.0.0.0/0"])];
    const nat = { interfaces: [{ purpose: "vpc", ipv4: { vpc: "10.0.0.1", nat11: "any" } }] };
    const members = (host: Member) => [...own, host, firewall("a", [], open)];
    expect(ways(members(a))).toEqual([]);
    expect(ways(members({ ...a, props: { ...a.props, ...nat } }))).toEqual([
      '"a" → the internet (0.0.0.0/0), TCP 443',
    ]);
  });

  it("gives an instance without interfaces the public one that Linode would", () => {
    const bare = { ...a, props: { ...a.props, interfaces: [] }, uses: { firewallId: ["Firewall a"] } };
    expect(ways([bare, firewall("a", [accept("TCP", "22", ["0.0.0.0/0"])], [])])).toEqual([
      'the internet (0.0.0.0/0) → "a", TCP 22',
    ]);
  });

  it("keeps off what a firewall drops before", () => {
    const rules = [drop("TCP", "1-442", ["0.0.0.0/0"]), accept("TCP", undefined, ["0.0.0.0/0"])];
    expect(ways([gate("a"), firewall("a", rules, [])])).toEqual([
      'the internet (0.0.0.0/0) → "a", TCP 0, 443-65535',
    ]);
  });

  it("tells other stacks, addresses that no host has, and addresses that come from nowhere apart", () => {
    const outputs = { outputs: { gateways: { events: { "fr-par": "203.0.113.77" } } } };
    const reference = { type: "pulumi:pulumi:StackReference", name: "events-stack", props: outputs };
    const out = (rule: object, uses = {}) =>
      ways([gate("a"), reference, address("free"), firewall("a", [], [rule as never], uses)]);
    const hidden = accept("UDP", "51820", unknownString);
    expect(out(hidden, { outbounds: ["StackReference events-stack"] })).toEqual([
      expect.stringContaining('stack reference "events-stack"'),
    ]);
    expect(out(accept("UDP", "51820", ["203.0.113.77/32"]))).toEqual([
      expect.stringContaining('stack reference "events-stack"'),
    ]);
    expect(out(hidden, { outbounds: ["NetworkingIp free"] })).toEqual([
      expect.stringContaining('reserved address "free"'),
    ]);
    expect(out(hidden)).toEqual([expect.stringContaining("depends on no resource")]);
  });

  it("tells Linode's own services from the internet", () => {
    expect(ways([gate("a"), firewall("a", [], [accept("TCP", "80", ["169.254.169.254/32"])])])).toEqual([
      `"a" → Linode's own services (169.254.169.254/32), TCP 80`,
    ]);
  });
});
