import { createServer } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { renderFirewalls } from "../../../local-cloud/fleet/rules";
import { openWorld, type World } from "../../../local-cloud/hosts";
import type { Cable } from "../../../local-cloud/hosts/network";
import type { Place } from "../../../local-cloud/hosts/place";
import { makeRouter } from "../../../local-cloud/hosts/router";
import { must } from "../../../local-cloud/hosts/run";
import type { Rule } from "../../../local-cloud/resources/firewallRules";
import { foldersOfWorlds, noHosts, withHosts } from "../hosts/support/hosts";

const rule = (more: Partial<Rule> & { addresses: { ipv4: string[] } }): Rule => ({
  action: "ACCEPT",
  protocol: "TCP",
  ...more,
});

describe.skipIf(noHosts !== "")(withHosts("Cloud Firewalls around hosts"), () => {
  const { folder, remove } = foldersOfWorlds();
  let world: World;
  const places: Record<string, Place> = {};
  /** The end of a place's cable at the router. */
  const ports: Record<string, string> = {};

  beforeAll(async () => {
    world = await openWorld({ folder });
    const router = await makeRouter(world.namespace);
    const vpc = router.network("vpc");
    for (const [index, name] of ["one", "two", "three"].entries()) {
      const noting = {
        ...vpc,
        plugIn(cable: Cable) {
          ports[name] = cable.port;
          return vpc.plugIn(cable);
        },
      };
      const place = await world.place(name, [{ network: noting, addresses: [`10.0.0.${index + 1}/24`] }]);
      places[name] = place;
      for (const port of [80, 81])
        createServer((socket) => socket.end("hello\n")).listen(await place.listen("0.0.0.0", port));
    }
  });

  afterAll(async () => {
    await world.close();
    remove();
  });

  /** Puts rules around `two`; the others have none. */
  const guard = (
    inbound: Rule[],
    outbound: Rule[],
    policies = { inbound_policy: "DROP", outbound_policy: "DROP" } as const,
  ) =>
    must(["ip", "netns", "exec", world.namespace, "nft", "-f", "-"], {
      stdin: renderFirewalls(
        new Map([["h2", { ports: [ports.two ?? ""], rules: { inbound, outbound, ...policies } }]]),
      ),
    });
  const reaches = async (from: string, address: string, port = 80): Promise<boolean> => {
    const argv = ["curl", "-sS", "--http0.9", "-m", "1", `http://${address}:${port}/`];
    return (await places[from]?.run(argv))?.stdout === "hello\n";
  };

  it("let in what a rule names, and nothing else", async () => {
    expect(await reaches("one", "10.0.0.2")).toBe(true);
    await guard([rule({ ports: "80", addresses: { ipv4: ["10.0.0.1/32"] } })], []);
    expect(await reaches("one", "10.0.0.2")).toBe(true);
    expect(await reaches("one", "10.0.0.2", 81)).toBe(false);
    expect(await reaches("three", "10.0.0.2")).toBe(false);
    expect(await reaches("two", "10.0.0.1")).toBe(false);
    expect(await reaches("three", "10.0.0.1")).toBe(true);
  });

  it("let out what a rule names, and nothing else", async () => {
    await guard([], [rule({ ports: "1-80, 443", addresses: { ipv4: ["10.0.0.0/24", "10.0.0.3/32"] } })]);
    expect(await reaches("two", "10.0.0.1")).toBe(true);
    expect(await reaches("two", "10.0.0.1", 81)).toBe(false);
    expect(await reaches("one", "10.0.0.2")).toBe(false);
  });

  it("are read from top to bottom, and their policy last", async () => {
    const everyone = { ipv4: ["0.0.0.0/0"] };
    await guard(
      [
        rule({ action: "DROP", protocol: "ALL", addresses: { ipv4: ["10.0.0.3/32"] } }),
        rule({ protocol: "6", addresses: everyone }),
      ],
      [rule({ protocol: "ALL", addresses: everyone })],
    );
    expect(await reaches("one", "10.0.0.2", 81)).toBe(true);
    expect(await reaches("three", "10.0.0.2")).toBe(false);
    expect(await reaches("two", "10.0.0.3", 81)).toBe(true);
  });

  it("can't be lifted by the host", async () => {
    await guard([], []);
    await places.two?.run(["nft", "flush", "ruleset"]);
    expect(await reaches("one", "10.0.0.2")).toBe(false);
  });
});
