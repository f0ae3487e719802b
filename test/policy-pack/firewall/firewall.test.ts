import { afterEach, describe, expect, it, vi } from "vitest";
import { forbidDisabled } from "../../../policy-pack/firewall/forbidDisabled";
import { forbidInboundFromInternet } from "../../../policy-pack/firewall/forbidInboundFromInternet";
import { forbidOpenOutbound } from "../../../policy-pack/firewall/forbidOpenOutbound";
import { requireInboundDrop } from "../../../policy-pack/firewall/requireInboundDrop";
import { requireOutboundDrop } from "../../../policy-pack/firewall/requireOutboundDrop";
import { balancerFirewall, gatewayFirewall } from "../support/fixtures";
import { absent, accepts, change, messagesOf, refuses } from "../support/resource";

const rule = (protocol: string, ports: string | undefined, ipv4s: unknown, more: object = {}) => [
  { label: "rule", action: "ACCEPT", protocol, ...(ports === undefined ? {} : { ports }), ipv4s, ...more },
];

describe("requireInboundDrop", () => {
  refuses(requireInboundDrop, gatewayFirewall, [
    ["it accepts", { inboundPolicy: "ACCEPT" }],
    ["it does not say", { inboundPolicy: absent }],
  ]);
});

describe("requireOutboundDrop", () => {
  refuses(requireOutboundDrop, gatewayFirewall, [
    ["it accepts", { outboundPolicy: "ACCEPT" }],
    ["it does not say", { outboundPolicy: absent }],
  ]);
});

describe("forbidDisabled", () => {
  refuses(forbidDisabled, gatewayFirewall, [["it is", { disabled: true }]]);
  accepts(forbidDisabled, gatewayFirewall, [["it says that it is not", { disabled: false }]]);
});

describe("forbidInboundFromInternet", () => {
  refuses(forbidInboundFromInternet, gatewayFirewall, [
    ["the tunnel is open to all", { inbounds: rule("UDP", "51820", ["0.0.0.0/0"]) }],
    [
      "the tunnel is open to a network that is not declared",
      { inbounds: rule("UDP", "51820", ["203.0.113.0/24"]) },
    ],
    ["another port is open to a peer", { inbounds: rule("UDP", "51821", ["203.0.113.9/32"]) }],
    ["the tunnel's port is open for TCP", { inbounds: rule("TCP", "51820", ["203.0.113.9/32"]) }],
    ["a range of ports is open to a peer", { inbounds: rule("UDP", "1-65535", ["203.0.113.9/32"]) }],
    ["secure shell is open", { inbounds: rule("TCP", "22", ["0.0.0.0/0"]) }],
    ["HTTPS is open on a gateway", { inbounds: rule("TCP", "443", ["0.0.0.0/0"]) }],
    ["all of IPv6 is let in", { inbounds: rule("UDP", "51820", [], { ipv6s: ["::/0"] }) }],
    ["the internet is written in halves", { inbounds: rule("TCP", "22", ["0.0.0.0/1", "128.0.0.0/1"]) }],
    ["a network contains a private one", { inbounds: rule("TCP", "22", ["10.0.0.0/7"]) }],
    ["a rule names no address", { inbounds: rule("TCP", "3128", undefined) }],
    ["an address can't be read", { inbounds: rule("TCP", "3128", ["10.0.0.1/99"]) }],
    ["the region's shared network is let in", { inbounds: rule("TCP", "3128", ["192.168.128.0/17"]) }],
    ["a stranger in the shared network is let in", { inbounds: rule("TCP", "3128", ["192.168.140.7/32"]) }],
    ["all private networks are let in", { inbounds: rule("TCP", "3128", ["192.168.0.0/16"]) }],
    ["pings are answered", { inbounds: rule("ICMP", undefined, ["0.0.0.0/0"]) }],
    ["an action is misspelt", { inbounds: rule("TCP", "22", ["0.0.0.0/0"], { action: "accept" }) }],
    ["the rules are no list", { inbounds: { label: "rule" } }],
  ]);
  accepts(forbidInboundFromInternet, gatewayFirewall, [
    ["there is no rule", { inbounds: absent }],
    ["a rule drops", { inbounds: rule("TCP", "22", ["0.0.0.0/0"], { action: "DROP" }) }],
    ["load balancers are let in", { inbounds: rule("TCP", "443", ["192.168.255.0/24"]) }],
    ["the class's own network is let in", { inbounds: rule("TCP", "5432", ["10.64.1.0/24"]) }],
  ]);
  describe("at an edge", () => {
    refuses(forbidInboundFromInternet, balancerFirewall, [
      ["HTTP is open", { inbounds: rule("TCP", "80", ["0.0.0.0/0"]) }],
      ["more than HTTPS is open", { inbounds: rule("TCP", "443,22", ["0.0.0.0/0"]) }],
    ]);
  });
  describe("with settings", () => {
    afterEach(() => vi.unstubAllEnvs());
    const office = change(gatewayFirewall, { inbounds: rule("UDP", "51820", ["198.51.100.0/24"]) });
    const declare = (section: string) =>
      vi.stubEnv("PULUMI_CONFIG", JSON.stringify({ "bastide:managedDevices": section }));

    it("accepts networks that the pack's configuration declares", () => {
      const settings = { managedDeviceNetworks: ["198.51.100.0/22"] };
      expect(messagesOf(forbidInboundFromInternet, office, settings)).toEqual([]);
    });
    it("accepts networks that the stack's configuration declares", () => {
      declare(JSON.stringify({ networks: ["198.51.100.0/24"] }));
      expect(messagesOf(forbidInboundFromInternet, office)).toEqual([]);
    });
    it("prefers the pack's configuration", () => {
      declare(JSON.stringify({ networks: ["198.51.100.0/24"] }));
      expect(messagesOf(forbidInboundFromInternet, office, { managedDeviceNetworks: [] })).toHaveLength(1);
    });
    it("accepts another port for the tunnel", () => {
      const moved = change(gatewayFirewall, { inbounds: rule("UDP", "4500", ["203.0.113.9/32"]) });
      expect(messagesOf(forbidInboundFromInternet, moved, { tunnelPort: 4500 })).toEqual([]);
    });
    it.each([
      ["a port that is none", { tunnelPort: 0 }],
      ["a port in words", { tunnelPort: "51820" }],
      ["a network that is none", { managedDeviceNetworks: ["office"] }],
      ["networks that are no list", { managedDeviceNetworks: 7 }],
    ])("refuses %s", (_, settings) => {
      expect(messagesOf(forbidInboundFromInternet, gatewayFirewall, settings)).toHaveLength(1);
    });
    it.each(["{", "[]", '{"networks":7}', "7"])(
      "refuses a stack's configuration that reads %s",
      (section) => {
        declare(section);
        expect(messagesOf(forbidInboundFromInternet, office)).toHaveLength(1);
      },
    );
  });
});

describe("forbidOpenOutbound", () => {
  refuses(forbidOpenOutbound, gatewayFirewall, [
    ["every port is open", { outbounds: rule("TCP", undefined, ["0.0.0.0/0"]) }],
    ["a port that is not the proxy's is open", { outbounds: rule("TCP", "22", ["0.0.0.0/0"]) }],
    ["the web is open without encryption", { outbounds: rule("TCP", "80", ["0.0.0.0/0"]) }],
    ["UDP is open", { outbounds: rule("UDP", "443", ["::/0"]) }],
    ["a public network is open", { outbounds: rule("TCP", "853", ["9.9.9.0/24"]) }],
    ["a single address is open on every port", { outbounds: rule("TCP", undefined, ["9.9.9.9/32"]) }],
    ["a rule names no address", { outbounds: rule("TCP", "22", []) }],
    ["the region's shared network is open", { outbounds: rule("TCP", "22", ["192.168.128.0/17"]) }],
  ]);
  accepts(forbidOpenOutbound, gatewayFirewall, [
    ["a resolver is reached", { outbounds: rule("TCP", "853", ["9.9.9.9/32"]) }],
    ["the metadata service is reached", { outbounds: rule("TCP", "80", ["169.254.169.254/32"]) }],
  ]);
  describe("at an edge", () => {
    refuses(forbidOpenOutbound, balancerFirewall, [
      ["it reaches the web itself", { outbounds: rule("TCP", "443", ["0.0.0.0/0"]) }],
    ]);
  });
});
