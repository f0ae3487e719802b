import { afterEach, describe, expect, it } from "vitest";
import { forbidUndeclaredPaths } from "../../../policy-pack/stack/forbidUndeclaredPaths";
import { accept, firewall, instance, resource } from "../support/network";
import { refuses } from "../support/refuses";
import { changed, type Member, props, stackMessages, uses } from "../support/stack";
import { twoClasses } from "../support/twoClasses";
import { unknownString } from "../support/unknowns";

const gatewayWall = "Firewall account-fr-par-gateway";
const dataWall = "Firewall account-fr-par-data";
const messagesOf = (members: readonly Member[]) => stackMessages(forbidUndeclaredPaths, members);
const add =
  (direction: "inbounds" | "outbounds", ...rules: readonly object[]) =>
  (member: Member): Member => {
    const before: unknown = Reflect.get(member.props ?? {}, direction);
    return props({ [direction]: [...(Array.isArray(before) ? before : []), ...rules] })(member);
  };

function configure(sections: Readonly<Record<string, unknown>>): void {
  const texts = Object.entries(sections).map(([key, value]) => [`bastide:${key}`, JSON.stringify(value)]);
  process.env.PULUMI_CONFIG = JSON.stringify(Object.fromEntries(texts));
}

afterEach(() => {
  delete process.env.PULUMI_CONFIG;
});

describe("forbidUndeclaredPaths", () => {
  refuses(forbidUndeclaredPaths, [
    [
      "the internet reaches a gateway",
      gatewayWall,
      add("inbounds", accept("TCP", "22", ["0.0.0.0/0"])),
      'the internet (0.0.0.0/0) → internet → rule `inbounds[1]` of firewall "account-fr-par-gateway" → "account-fr-par-gateway", TCP 22',
    ],
    [
      "a stranger's address is a peer of the tunnel",
      gatewayWall,
      add("inbounds", accept("UDP", "51820", ["203.0.113.9/32"])),
      "the internet (203.0.113.9/32)",
    ],
    ["a peer's address comes from nowhere", gatewayWall, uses({ inbounds: [] }), "depends on no resource"],
    [
      "a gateway reaches the web unencrypted",
      gatewayWall,
      add("outbounds", accept("TCP", "80", ["0.0.0.0/0"])),
      "TCP 80",
    ],
    [
      "a gateway reaches a resolver that nobody declared",
      gatewayWall,
      add("outbounds", accept("TCP", "853", ["9.9.9.9/32"])),
      "TCP 853",
      "`bastide:egress`",
    ],
    [
      "a balancer listens for UDP, which its firewall does not filter",
      "NodeBalancerConfig account-fr-par",
      props({ protocol: "udp" }),
      "UDP 443",
      "does not filter UDP",
    ],
    [
      "a data node is on a VLAN",
      "Instance account-fr-par-data",
      props({ interfaces: [{ purpose: "vlan", label: "shared" }] }),
      "VLAN shared in fr-par",
      "3 more ways",
    ],
  ]);

  it("refuses what two rules open together, and each of them while it waits for the other", () => {
    const out = changed(twoClasses, gatewayWall, add("outbounds", accept("TCP", "5432", ["10.64.10.0/24"])));
    const into = changed(twoClasses, dataWall, add("inbounds", accept("TCP", "5432", ["10.64.10.4/32"])));
    const both = changed(out, dataWall, add("inbounds", accept("TCP", "5432", ["10.64.10.4/32"])));
    const waits = "is part of no declared flow and waits for the other side to open";
    expect(messagesOf(out)).toEqual([expect.stringContaining(waits)]);
    expect(messagesOf(into)).toEqual([expect.stringContaining(waits)]);
    expect(messagesOf(both)).toEqual([
      expect.stringContaining(
        '"account-fr-par-gateway" → rule `outbounds[1]` of firewall "account-fr-par-gateway" → VPC "account-fr-par" → rule `inbounds[0]` of firewall "account-fr-par-data" → "account-fr-par-data", TCP 5432',
      ),
    ]);
  });

  it("refuses a way from events to the gateways of another class, which logs take in the other direction", () => {
    const named = changed(
      twoClasses,
      "Firewall events-fr-par-gateway",
      uses({ outbounds: ["NetworkingIp account-fr-par"] }),
    );
    const open = changed(named, gatewayWall, uses({ inbounds: ["NetworkingIp events-fr-par"] }));
    expect(messagesOf(named)).toEqual([
      expect.stringContaining('Firewall "events-fr-par-gateway" has a rule'),
    ]);
    expect(messagesOf(open)).toEqual([
      expect.stringContaining('"events-fr-par-gateway" → rule `outbounds[0]`'),
    ]);
  });

  it.each([
    ["every port", accept("UDP", undefined, ["10.64.10.4/32"])],
    ["another port", accept("TCP", "22", ["10.64.10.4/32"])],
    ["another protocol", accept("ICMP", undefined, ["10.64.10.4/32"])],
    ["an address of its network that no host has", accept("UDP", "51820", ["10.64.10.99/32"])],
    ["more than its network", accept("UDP", "51820", ["10.64.0.0/16"])],
    ["the internet, which it is not on", accept("TCP", "443", ["203.0.113.77/32"])],
    ["the region's network, which it is not on", accept("TCP", "443", ["192.168.140.7/32"])],
    ["itself alone", accept("TCP", "22", ["10.64.10.11/32"])],
    ["another class's network", accept("UDP", "51820", ["10.64.50.0/24"])],
    ["an address that comes from nowhere", accept("UDP", "51820", unknownString)],
  ])("refuses a data node's rule for %s, although nothing passes yet", (_, rule) => {
    for (const direction of ["inbounds", "outbounds"] as const) {
      expect(messagesOf(changed(twoClasses, dataWall, add(direction, rule)))).toEqual([
        expect.stringMatching(/^Firewall "account-fr-par-data" has a rule that is part of no declared flow/),
      ]);
    }
  });

  it("accepts rules of the overlay and for the gateway's services, by address and for the whole subnet", () => {
    const outs = [accept("UDP", "51820", ["10.64.10.0/24"]), accept("TCP", "53,3128", ["10.64.10.4/32"])];
    const out = changed(
      twoClasses,
      dataWall,
      add("outbounds", ...outs, accept("UDP", "123", ["10.64.10.4/32"])),
    );
    expect(
      messagesOf(changed(out, dataWall, add("inbounds", accept("UDP", "51820", ["10.64.10.4/32"])))),
    ).toEqual([]);
  });

  it("refuses a rule for an address that its gateway no longer has", () => {
    const lost = changed(twoClasses, "Instance events-fr-par-gateway", uses({ ipv4s: [] }));
    expect(messagesOf(lost)).toHaveLength(6);
    for (const message of messagesOf(lost)) {
      expect(message).toContain('the reserved address "events-fr-par", which no host has');
    }
  });

  it("refuses an instance in the place of a balancer, and one in the network that the region shares", () => {
    const wall = firewall("web", [accept("TCP", "443", ["0.0.0.0/0"])], []);
    expect(messagesOf([instance("web", ["public"], ["web"], { role: "edge" }), wall])).toEqual([
      expect.stringContaining('→ "web", TCP 443'),
    ]);
    const shared = firewall("web", [accept("TCP", "443", ["192.168.128.0/17"])], []);
    const inside = instance("web", ["public"], ["web"], { role: "edge", props: { privateIp: true } });
    expect(messagesOf([inside, shared])).toEqual([
      expect.stringContaining("anyone in the private network of fr-par"),
    ]);
  });

  it("refuses a balancer that forwards to another class", () => {
    const backend = resource(
      "NodeBalancerNode",
      "stray",
      {},
      { nodebalancerId: ["NodeBalancer account-fr-par-balancer"], address: ["Instance stray"] },
    );
    const stray = instance("stray", ["public"], ["stray"], {
      dataClass: "events",
      role: "edge",
      props: { privateIp: true },
    });
    const wall = firewall("stray", [accept("TCP", "443", ["192.168.255.0/24"])], []);
    configure({ classes: { account: { endpoint: {} }, events: { endpoint: {} } } });
    expect(messagesOf([...twoClasses, stray, wall, backend])).toEqual([
      expect.stringContaining('"account-fr-par-balancer" → backend "stray"'),
    ]);
  });

  describe("with a reviewed configuration", () => {
    const office = changed(
      twoClasses,
      gatewayWall,
      add("inbounds", accept("UDP", "51820", ["198.51.100.0/24"])),
    );
    const egress = changed(
      twoClasses,
      gatewayWall,
      add(
        "outbounds",
        accept("TCP", "443", ["0.0.0.0/0"]),
        accept("TCP", "853", ["9.9.9.9/32"]),
        accept("UDP", "123", ["162.159.200.1/32"]),
      ),
    );
    const allowed = {
      names: ["deb.debian.org"],
      resolvers: ["9.9.9.9/32"],
      timeServers: ["162.159.200.1/32"],
    };

    it("allows managed devices' networks that it declares", () => {
      expect(messagesOf(office)).toHaveLength(1);
      configure({ managedDevices: { networks: ["198.51.100.0/24"] } });
      expect(messagesOf(office)).toEqual([]);
    });

    it("allows what it lists as egress, and no other use of the same address", () => {
      configure({ egress: allowed });
      expect(messagesOf(egress)).toEqual([]);
      const other = add(
        "outbounds",
        accept("TCP", "22", ["9.9.9.9/32"]),
        accept("UDP", "53", ["9.9.9.9/32"]),
      );
      expect(messagesOf(changed(twoClasses, gatewayWall, other))).toHaveLength(1);
    });

    it("allows the web only where names are on the list", () => {
      configure({ egress: { ...allowed, names: [] } });
      expect(messagesOf(egress)).toEqual([expect.stringContaining("TCP 443")]);
    });

    it("refuses an endpoint of a class that declares none", () => {
      configure({ classes: { account: { endpoint: { name: "api" } }, events: {} } });
      expect(messagesOf(twoClasses)).toEqual([]);
      configure({ classes: { account: {}, events: {} } });
      expect(messagesOf(twoClasses)).toHaveLength(2);
    });

    it("allows logs to the gateways of a class that another stack holds, and nothing to others", () => {
      const sends = changed(
        twoClasses,
        gatewayWall,
        add("outbounds", accept("UDP", "51820", ["192.0.2.9/32"])),
      );
      configure({ otherStacks: { events: { "fr-par": "192.0.2.9" } } });
      expect(messagesOf(sends)).toEqual([]);
      configure({ otherStacks: { events: { "fr-par": "192.0.2.8" } } });
      expect(messagesOf(sends)).toHaveLength(1);
      configure({ otherStacks: { contact: { "fr-par": "192.0.2.9" } } });
      expect(messagesOf(sends)).toHaveLength(1);
    });

    it("lets such a class's gateways in to events, and to no other class", () => {
      const wall = (name: string) =>
        changed(twoClasses, name, add("inbounds", accept("UDP", "51820", ["192.0.2.9/32"])));
      configure({ otherStacks: { contact: { "fr-par": "192.0.2.9" } } });
      expect(messagesOf(wall("Firewall events-fr-par-gateway"))).toEqual([]);
      expect(messagesOf(wall(gatewayWall))).toHaveLength(1);
    });

    it("refuses what another stack says, since nobody has reviewed it", () => {
      const reference: Member = {
        type: "pulumi:pulumi:StackReference",
        name: "elsewhere",
        props: { name: "organization/bastide/prod-events" },
      };
      const named = changed(
        [...twoClasses, reference],
        gatewayWall,
        uses({ outbounds: ["StackReference elsewhere"] }),
      );
      configure({ otherStacks: { events: { "fr-par": "192.0.2.9" } } });
      expect(messagesOf(named)).toEqual([expect.stringContaining("`bastide:otherStacks`")]);
    });

    it.each([{ networks: 7 }, { networks: ["office"] }])(
      "refuses %j as managed devices",
      (managedDevices) => {
        configure({ managedDevices });
        expect(messagesOf(twoClasses)).toHaveLength(1);
      },
    );
  });
});
