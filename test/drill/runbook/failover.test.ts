import { describe, expect, it } from "vitest";

import type { Doors, Outcome, Server } from "../../../drill/doors";
import { failover, Unreachable } from "../../../drill/runbook/failover";
import { makeStep, type Step } from "../../../drill/steps";

const servers: readonly Server[] = ["old", "new"].flatMap((region) =>
  [1, 2].map((n) => ({ name: `${region}-${n}`, region, role: "data" })),
);

/** Two regions, of which `old` takes writes, and what can be done about that. */
interface World {
  /** Hosts that nobody can reach. */
  readonly unreachable?: readonly string[];
  /** Hosts that Linode switches off when it is asked; it doesn't answer about others. */
  readonly switchable?: readonly string[];
  /** Whether Linode's names can be changed. */
  readonly hasNames?: boolean;
  readonly promotes?: boolean;
  /** Whether `new` takes writes already. */
  readonly isDone?: boolean;
}

function world({
  unreachable = [],
  switchable = [],
  hasNames = true,
  promotes = true,
  isDone = false,
}: World) {
  const did: string[] = [];
  const off = new Set<string>();
  const names = [
    { id: 1, type: "A", name: "api", target: "192.0.2.1" },
    { id: 2, type: "A", name: "api.old", target: "192.0.2.1" },
    { id: 3, type: "A", name: "api.new", target: "192.0.2.2" },
    { id: 4, type: "AAAA", name: "api", target: "2001:db8::1" },
    { id: 5, type: "TXT", name: "other", target: "x" },
  ];
  let writes = isDone;
  const well = (stdout: string): Outcome => ({ code: 0, stdout, stderr: "" });
  const doors: Pick<Doors, "shell" | "linode"> = {
    async shell(host, script) {
      if (unreachable.includes(host)) throw new Error(`${host} does not answer`);
      if (script.includes("site state"))
        return well(
          JSON.stringify({ role: writes ? "writes" : "follows", term: 1, paused: false, leader: "new-1" }),
        );
      if (script.includes("site promote")) {
        if (!promotes) return { code: 1, stdout: "", stderr: "no node takes writes" };
        writes = true;
        did.push(`promoted on ${host}`);
        return well("new-1 takes writes");
      }
      if (script.includes("site prepare")) return well("");
      did.push(`stopped ${host}`);
      return well("");
    },
    linode: {
      async list<T>(path: string) {
        if (path === "/linode/instances")
          return servers.map(({ name }, id) => ({
            ...{ id, label: name, status: off.has(name) ? "offline" : "running" },
          })) as T[];
        if (!hasNames) throw new Error("the API is away");
        if (path === "/domains")
          return [
            { id: 7, tags: ["data-class:account"] },
            { id: 8, tags: ["data-class:contact"] },
          ] as T[];
        return (path === "/domains/7/records" ? names : [{ ...names[0], target: "z" }, names[2]]) as T[];
      },
      async send(method, path, body) {
        const server = servers[Number(/instances\/(\d+)\/shutdown/.exec(path)?.[1])];
        if (server !== undefined) {
          if (!switchable.includes(server.name)) throw new Error("503");
          off.add(server.name);
          did.push(`off ${server.name}`);
        } else did.push(`${method} ${path} ${JSON.stringify(body)}`);
        return {};
      },
    },
  };
  const steps: Step[] = [];
  const step = makeStep({ onPhase: () => {}, onNote: () => {} }, steps);
  const go = (isLost = false) => failover({ doors, servers, dataClass: "account", to: "new", isLost, step });
  return { did, go, steps };
}

const named = 'PUT /domains/7/records/1 {"target":"192.0.2.2"}';

describe("a failover", () => {
  it("stops the old region's databases, then promotes, then changes the names that lead there", async () => {
    const { did, go } = world({});
    expect(await go()).toMatchObject({ state: "done", left: [] });
    expect(did.slice(0, 2).sort()).toEqual(["stopped old-1", "stopped old-2"]);
    expect(did.slice(2)).toEqual(["promoted on new-1", named]);
  });

  it("has Linode switch off what doesn't answer, and waits until it is off", async () => {
    const { did, go } = world({ unreachable: ["old-1", "old-2"], switchable: ["old-1", "old-2"] });
    const result = await go();
    expect(result).toMatchObject({ state: "done", fenced: [{ how: "off" }, { how: "off" }] });
    expect(result.fencedAt).not.toBeNull();
    expect(did.indexOf("promoted on new-1")).toBeGreaterThan(did.indexOf("off old-2"));
  });

  it("promotes nobody while one node may go on, and says which and why", async () => {
    const { did, go } = world({ unreachable: ["old-1", "old-2"], switchable: ["old-2"] });
    const { state, left, fencedAt } = await go();
    expect([state, fencedAt]).toEqual(["not fenced", null]);
    expect(left).toEqual(["old-1 may still take writes: old-1 does not answer; 503"]);
    expect(did).toEqual(["off old-2"]);
  });

  it("goes on all the same where a person says that it is lost, and doesn't claim that it was fenced", async () => {
    const { did, go } = world({ unreachable: ["old-1", "old-2"] });
    expect(await go(true)).toMatchObject({ state: "done", fencedAt: null });
    expect(did).toEqual(["promoted on new-1", named]);
  });

  it("changes nothing where the region that is to take over doesn't answer", async () => {
    const { did, go } = world({ unreachable: ["new-1", "new-2"] });
    await expect(go(true)).rejects.toThrow(Unreachable);
    await expect(go()).rejects.toThrow(/new-1 does not answer; new-2 does not answer/);
    expect(did).toEqual([]);
  });

  it("is asked by the first node that answers", async () => {
    const { did, go } = world({ unreachable: ["new-1"] });
    expect((await go()).state).toBe("done");
    expect(did).toContain("promoted on new-2");
  });

  it("says what is left where the names can't be changed, and goes on with that when it is called again", async () => {
    const first = world({ hasNames: false });
    expect(await first.go()).toMatchObject({
      state: "names left",
      left: ["The names were not all changed: the API is away"],
    });
    const second = world({ isDone: true });
    expect((await second.go()).state).toBe("done");
    expect(second.did).toEqual([named]);
  });

  it("fails with what was said where nobody was promoted, and leaves the names", async () => {
    const { did, go, steps } = world({ promotes: false });
    await expect(go()).rejects.toThrow(/no node takes writes/);
    expect(did).not.toContain(named);
    expect(steps.at(-1)).toMatchObject({ name: "new is promoted", result: "failed" });
  });
});
