import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  contains,
  isOfOwnClass,
  isPrivate,
  isSingleAddress,
  type Network,
  overlaps,
  parseNetwork,
} from "../../../policy-pack/lib/networks";

const network = (text: string): Network => {
  const parsed = parseNetwork(text);
  if (!parsed) {
    throw new Error(text);
  }
  return parsed;
};

describe("networks", () => {
  it.each([
    "",
    "10.0.0.0/33",
    "10.0.0/8",
    "10.0.0.0/8/8",
    "10.0.0.0/",
    "10.0.0.0/-1",
    "::/129",
    "host",
    "1.2.3.4/8x",
    "01.2.3.4",
  ])("does not take %j for one", (text) => expect(parseNetwork(text)).toBeUndefined());
  it.each([
    ["10.0.0.0/8", "10.255.255.255/32", true],
    ["10.0.0.0/8", "11.0.0.0/32", false],
    ["10.0.0.0/8", "0.0.0.0/0", false],
    ["0.0.0.0/0", "::/0", false],
    ["fc00::/7", "fd00:a9fe:a9fe::1", true],
    ["::ffff:192.0.2.0/120", "::ffff:192.0.2.7/128", true],
    ["2001:db8::/32", "2001:db9::/32", false],
  ])("%s contains %s: %s", (outer, inner, expected) => {
    expect(contains(network(outer), network(inner))).toBe(expected);
  });
  it("reads an address as one", () => {
    expect(isSingleAddress(network("203.0.113.4"))).toBe(true);
    expect(isSingleAddress(network("203.0.113.4/31"))).toBe(false);
  });
  it("knows which addresses a class has to itself", () => {
    const all = ["10.1.0.0/16", "172.16.0.0/12", "192.168.1.0/24", "192.168.255.7/32", "fd00::/8"];
    const others = ["172.0.0.0/8", "192.168.0.0/16", "192.168.200.1/32", "100.64.0.0/10", "8.8.8.8", "::/0"];
    expect(all.map(network).map(isOfOwnClass)).toEqual(all.map(() => true));
    expect(others.map(network).map(isOfOwnClass)).toEqual(others.map(() => false));
  });

  const anyNetwork = fc
    .tuple(fc.ipV4(), fc.integer({ min: 0, max: 32 }))
    .map(([address, prefix]) => network(`${address}/${prefix}`));
  it("never takes a network that reaches the internet for a private one", () => {
    fc.assert(fc.property(anyNetwork, (any) => !isPrivate(any) || !overlaps(any, network("8.0.0.0/7"))));
  });
  it("overlaps exactly where one contains the other", () => {
    fc.assert(
      fc.property(anyNetwork, anyNetwork, (a, b) => overlaps(a, b) === (contains(a, b) || contains(b, a))),
    );
  });
});
