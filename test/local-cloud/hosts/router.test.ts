import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { openWorld, type World } from "../../../local-cloud/hosts";
import type { Place } from "../../../local-cloud/hosts/place";
import { makeRouter, type RoutedNetwork, type Router } from "../../../local-cloud/hosts/router";
import { must } from "../../../local-cloud/hosts/run";
import { foldersOfWorlds, noHosts, withHosts } from "./support/hosts";

describe.skipIf(noHosts !== "")(withHosts("routed networks"), () => {
  const { folder, remove } = foldersOfWorlds();
  let world: World;
  let router: Router;
  let paris: RoutedNetwork;
  let frankfurt: RoutedNetwork;
  const places: Record<string, Place> = {};

  beforeAll(async () => {
    world = await openWorld({ folder });
    router = await makeRouter(world.namespace);
    paris = router.network("paris");
    frankfurt = router.network("frankfurt");
    const vpc = router.network("vpc");
    for (const network of [paris, frankfurt]) await network.addGateway("198.51.100.1");
    const gateway = "198.51.100.1";
    places.one = await world.place("one", [
      { network: paris, addresses: ["198.51.100.2/24"], gateway },
      { network: vpc, addresses: ["10.0.0.2/24"] },
    ]);
    places.two = await world.place("two", [{ network: frankfurt, addresses: ["198.51.100.3/24"], gateway }]);
    places.three = await world.place("three", [{ network: vpc, addresses: ["10.0.0.3/24"] }]);
    places.four = await world.place("four", [{ network: vpc, addresses: ["10.0.0.4/24"] }]);
    await router.join(paris, frankfurt);
    for (const place of Object.values(places))
      createServer((socket) => socket.end("hello\n")).listen(await place.listen("0.0.0.0", 80));
  });

  afterAll(async () => {
    await world.close();
    remove();
  });

  /** Whether a place gets an answer at an address, from one of its own where that is named. */
  const reaches = async (from: string, address: string, source?: string): Promise<boolean> => {
    const own = source === undefined ? [] : ["--interface", source];
    const argv = ["curl", "-sS", "--http0.9", "-m", "2", ...own, `http://${address}/`];
    return (await places[from]?.run(argv))?.stdout === "hello\n";
  };

  it("carry packets inside a network, and between those that are joined", async () => {
    expect(await reaches("three", "10.0.0.4")).toBe(true);
    expect(await reaches("one", "198.51.100.3")).toBe(true);
    await router.part(paris, frankfurt);
    expect(await reaches("one", "198.51.100.3")).toBe(false);
    await router.join(frankfurt, paris);
    expect(await reaches("two", "198.51.100.2")).toBe(true);
  });

  it("find a host again that believes no strange source", async () => {
    await places.four?.run(["sysctl", "-q", "-w", "net.ipv4.conf.all.rp_filter=1"]);
    await must(["ip", "-n", world.namespace, "neigh", "flush", "all"]);
    expect(await reaches("three", "10.0.0.4")).toBe(true);
  });

  it("carry none between a VPC and anything else", async () => {
    await places.three?.run(["ip", "route", "replace", "198.51.100.0/24", "via", "10.0.0.2"]);
    expect(await reaches("three", "198.51.100.3")).toBe(false);
    await places.two?.run(["ip", "route", "replace", "10.0.0.0/24", "via", "198.51.100.1"]);
    expect(await reaches("two", "10.0.0.3")).toBe(false);
  });

  it("believe no address but the cable's own, and forward nobody's packets", async () => {
    expect(await reaches("three", "10.0.0.4", "10.0.0.3")).toBe(true);
    await places.three?.run(["ip", "address", "add", "10.0.0.9/24", "dev", "eth0"]);
    expect(await reaches("three", "10.0.0.4", "10.0.0.9")).toBe(false);
    await places.one?.run(["sysctl", "-q", "-w", "net.ipv4.ip_forward=1"]);
    await places.three?.run(["ip", "route", "replace", "203.0.113.0/24", "via", "10.0.0.2"]);
    expect(await reaches("three", "203.0.113.7")).toBe(false);
  });

  it("lose what goes over a cut cable, and no more once it is whole", async () => {
    expect(await reaches("four", "10.0.0.3")).toBe(true);
    await places.four?.cut();
    expect(await reaches("four", "10.0.0.3")).toBe(false);
    expect(await reaches("three", "10.0.0.4")).toBe(false);
    await places.four?.restore();
    expect(await reaches("four", "10.0.0.3")).toBe(true);
  });
});
