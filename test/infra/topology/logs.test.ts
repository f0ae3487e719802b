import { describe, expect, it } from "vitest";

import { prodConfig } from "../../support/infraConfigs";
import { hostsOf } from "../hosts/describedHosts";

const hosts = hostsOf(prodConfig());
const hostNamed = (name: string) => {
  const found = hosts.find((host) => host.name === name);
  if (found === undefined) throw new Error(`Production has no ${name}.`);
  return found;
};
const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name);

describe("the way of logs", () => {
  it("leads from each host to its own site's gateway", () => {
    for (const host of hosts.filter(({ role }) => role !== "gateway"))
      expect(names(host.logs.next)).toEqual([`${host.dataClass}-${host.region}-gateway`]);
  });

  it("leads from each gateway to its own region's receiver, and else to the other's", () => {
    expect(names(hostNamed("account-de-fra-2-gateway").logs.next)).toEqual([
      "events-de-fra-2-data-1",
      "events-fr-par-data-1",
    ]);
    expect(names(hostNamed("events-fr-par-gateway").logs.next)).toEqual([
      "events-fr-par-data-1",
      "events-de-fra-2-data-1",
    ]);
  });

  it("ends at one receiver a region, which has a copy in the other", () => {
    const receivers = hosts.filter(({ logs }) => logs.copies.length > 0);
    expect(names(receivers)).toEqual(["events-fr-par-data-1", "events-de-fra-2-data-1"]);
    expect(receivers.map(({ logs }) => names(logs.copies))).toEqual([
      ["events-de-fra-2-data-1"],
      ["events-fr-par-data-1"],
    ]);
  });

  it("is one way: no receiver opens a connection to another class", () => {
    const events = hosts.filter(({ dataClass }) => dataClass === "events");
    const own = new Set(events.map(({ addresses }) => addresses.overlay));
    const opened = events.flatMap(({ overlay }) => overlay.outbound.flatMap(({ peers }) => peers));
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.filter((address) => !own.has(address))).toEqual([]);
  });

  it("is open at both ends alike, and only to gateways and receivers", () => {
    const opened = (host: (typeof hosts)[number]) => [
      ...host.logs.outbound.flatMap(({ peers }) => peers.map((to) => `${host.addresses.overlay} ${to}`)),
    ];
    const taken = hosts.flatMap((host) =>
      host.logs.inbound.flatMap(({ peers }) => peers.map((from) => `${from} ${host.addresses.overlay}`)),
    );
    expect(hosts.flatMap(opened).sort()).toEqual(taken.sort());
    expect(taken).toHaveLength(2 * (5 * 2 + 1));
  });

  it("has tunnels of which each end knows only what it needs of the other", () => {
    const account = hostNamed("account-fr-par-gateway").logs;
    const events = hostNamed("events-fr-par-gateway").logs;
    expect(account.tunnels).toEqual([
      {
        dataClass: "events",
        region: "fr-par",
        allowed: [`${hostNamed("events-fr-par-data-1").addresses.overlay}/32`],
      },
      {
        dataClass: "events",
        region: "de-fra-2",
        allowed: [`${hostNamed("events-de-fra-2-data-1").addresses.overlay}/32`],
      },
    ]);
    expect(events.tunnels).toHaveLength(8);
    expect(account.forwarded).toEqual([]);
  });

  it("is passed on by the gateways of `events`, between their own regions too", () => {
    const at = (name: string) => hostNamed(name).addresses.overlay;
    const here = at("events-fr-par-data-1");
    const there = at("events-de-fra-2-data-1");
    const [inwards, outwards] = hostNamed("events-fr-par-gateway").logs.forwarded;
    const foreign = hosts.filter(({ role, dataClass }) => role === "gateway" && dataClass !== "events");
    expect(new Set(inwards?.from)).toEqual(
      new Set([...foreign.map(({ addresses }) => addresses.overlay), at("events-de-fra-2-gateway"), there]),
    );
    expect(inwards?.to).toEqual([here]);
    expect(outwards).toEqual({ from: [here], to: [there] });
  });

  it("is the same where `events` has a stack of its own", () => {
    const config = prodConfig();
    const { events: _, ...classes } = config.classes;
    const otherStacks = { events: { "fr-par": "192.0.2.5", "de-fra-2": "192.0.2.6" } };
    const apart = hostsOf({ ...config, classes, otherStacks });
    expect(apart.map(({ name, logs }) => [name, logs])).toEqual(
      hosts.filter(({ dataClass }) => dataClass !== "events").map(({ name, logs }) => [name, logs]),
    );
  });

  it("ends on each host where there is no `events` at all", () => {
    const config = prodConfig();
    const { events: _, ...classes } = config.classes;
    for (const { logs } of hostsOf({ ...config, classes }))
      expect([logs.next, logs.senders, logs.tunnels, logs.forwarded]).toEqual([[], [], [], []]);
  });
});
