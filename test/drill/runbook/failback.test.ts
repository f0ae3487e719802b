import { describe, expect, it } from "vitest";

import type { Doors, Outcome, Server } from "../../../drill/doors";
import { failback } from "../../../drill/runbook/failback";
import { makeStep, type Step } from "../../../drill/steps";

const servers: readonly Server[] = ["old", "new"].flatMap((region) =>
  [1, 2].map((n) => ({ name: `${region}-${n}`, region, role: "data" })),
);

interface World {
  /** Where writes are taken at the beginning; nowhere, where a hand-over in `new` ended them and came no further. */
  readonly writes?: "old" | "new" | "nowhere";
  readonly hasNames?: boolean;
  /** What becomes of the promotion of `old`: it fails before or after it was done. */
  readonly promotion?: "fails" | "is not heard of";
  /** Whether `old` says nothing any more once it was to be promoted. */
  readonly isSilentThen?: boolean;
}

/** Two regions, of which `old` is to get its place back. */
function world({ writes = "new", hasNames = true, promotion, isSilentThen = false }: World) {
  const did: string[] = [];
  let open: string = writes;
  let isStopped = writes === "nowhere";
  let isSilent = false;
  const well = (stdout: string): Outcome => ({ code: 0, stdout, stderr: "" });
  const bad = (stderr: string): Outcome => ({ code: 1, stdout: "", stderr });
  const roleOf = (region: string): string =>
    open === region ? "writes" : region === "new" && isStopped ? "neither" : "follows";
  const doors: Pick<Doors, "shell" | "linode"> = {
    async shell(host, script) {
      const region = host.split("-")[0] ?? "";
      if (script.includes("site state")) {
        if (isSilent && region === "old") throw new Error(`${host} does not answer`);
        const paused = region === "new" && isStopped;
        return well(JSON.stringify({ role: roleOf(region), term: 1, paused, leader: `${region}-1` }));
      }
      if (script.includes("site stop")) {
        open = "nowhere";
        isStopped = true;
        did.push(`stopped on ${host}`);
        return well("0/42");
      }
      if (script.includes("site start")) {
        open = "new";
        isStopped = false;
        did.push(`started on ${host}`);
        return well("");
      }
      if (script.includes("site promote")) {
        isSilent = isSilentThen;
        if (promotion === "fails") return bad("no node takes writes");
        open = "old";
        did.push(`promoted on ${host}`);
        return promotion === undefined ? well("old-1 takes writes") : bad("the connection was closed");
      }
      if (script.includes("site follow")) {
        isStopped = false;
        did.push(`${region} follows`);
        return well("");
      }
      if (script.includes("patronictl") || script.includes("cluster list"))
        return well(
          JSON.stringify(
            [1, 2].map((n) => ({
              ...{ Member: `${region}-${n}`, Role: n === 1 ? "Standby Leader" : "Replica" },
              ...{ State: "streaming", TL: 1, "Lag in MB": 0 },
            })),
          ),
        );
      if (script.includes("pg_is_in_recovery"))
        return well(open === region && host.endsWith("1") ? "f" : "t");
      return well("t");
    },
    linode: {
      async list<T>(path: string) {
        if (path === "/linode/instances")
          return servers.map(({ name }, id) => ({ id, label: name, status: "running" })) as T[];
        if (!hasNames) throw new Error("the API is away");
        if (path === "/domains") return [{ id: 7, tags: ["data-class:account"] }] as T[];
        return [
          { id: 1, type: "A", name: "api", target: "192.0.2.2" },
          { id: 2, type: "A", name: "api.old", target: "192.0.2.1" },
          { id: 3, type: "A", name: "api.new", target: "192.0.2.2" },
        ] as T[];
      },
      async send(method, path) {
        did.push(`${method} ${path}`);
        return {};
      },
    },
  };
  const steps: Step[] = [];
  const step = makeStep({ onPhase: () => {}, onNote: () => {} }, steps);
  return { did, steps, go: () => failback({ doors, servers, dataClass: "account", to: "old", step }) };
}

const named = "PUT /domains/7/records/1";
const handedOver = ["stopped on new-1", "promoted on old-1", named, "new follows"];

describe("a failback", () => {
  it("ends writes in one region, has the other one take them, changes the names, and lets the first one follow", async () => {
    const { did, go } = world({});
    expect(await go()).toEqual({ state: "done", left: [] });
    expect(did).toEqual(handedOver);
  });

  it("says what is left where the names can't be changed, with the regions in their places", async () => {
    const { did, go } = world({ hasNames: false });
    expect(await go()).toEqual({
      state: "names left",
      left: ["The names were not all changed: the API is away"],
    });
    expect(did).toEqual(handedOver.filter((each) => each !== named));
  });

  it("changes the names that were left, when it is called again", async () => {
    const { did, go } = world({ writes: "old" });
    expect(await go()).toEqual({ state: "done", left: [] });
    expect(did).toEqual([named]);
  });

  it("has writes go on where they were, where the other region is not promoted", async () => {
    const { did, go } = world({ promotion: "fails" });
    await expect(go()).rejects.toThrow(/no node takes writes/);
    expect(did).toEqual(["stopped on new-1", "started on new-1"]);
  });

  it("goes on where the promotion was done, and only its word was lost", async () => {
    const { did, go } = world({ promotion: "is not heard of" });
    expect(await go()).toEqual({ state: "done", left: [] });
    expect(did).toEqual(handedOver);
  });

  it("opens neither where nobody says whether the other one was promoted", async () => {
    const { did, go } = world({ promotion: "is not heard of", isSilentThen: true });
    await expect(go()).rejects.toThrow(/Whether old takes writes isn't known, so new was not opened again/);
    expect(did).toEqual(["stopped on new-1", "promoted on old-1"]);
  });

  it("goes on from where writes had been ended and nobody was promoted", async () => {
    const { did, go } = world({ writes: "nowhere" });
    expect(await go()).toEqual({ state: "done", left: [] });
    expect(did).toEqual(["started on new-1", ...handedOver]);
  });
});
