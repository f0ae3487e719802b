import type { Doors, Outcome, Target } from "../../drill/doors";
import { type CloudAccess, requestCloud } from "../../engine/localCloud/access";
import type { HostsView } from "../../local-cloud/core/hostsControl";
import { ApiReader } from "../show/read/api";
import { runProgram } from "./program";
import { serversOf, type TaggedInstance } from "./serversOf";

/** What a drill has of a stack on a local cloud: hosts by their network, disaster by the control paths. */
export function localDoors(access: CloudAccess): Doors {
  const send = async (method: string, path: string, body: unknown, seconds: number): Promise<unknown> => {
    const response = await requestCloud(access, path, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(seconds * 1000),
    });
    const answer = JSON.parse((await response.text()) || "{}") as { errors?: readonly { reason: string }[] };
    if (!response.ok)
      throw new Error(answer.errors?.map(({ reason }) => reason).join("; ") ?? `${response.status}`);
    return answer;
  };
  const strike = async (fault: string, target: Target): Promise<void> => {
    await send("POST", "/_local/hosts/faults", { fault, target }, 120);
  };
  /** What Linode's API has to say of a lost region: nothing, and its buckets are away. */
  const lostRegion = async (region: string, isLost: boolean): Promise<void> => {
    const name = `lost-${region}`;
    const { faults } = (await send("GET", "/_local/faults", undefined, 10)) as {
      readonly faults: readonly { readonly name: string }[];
    };
    if (faults.some((one) => one.name === name) === isLost) return;
    if (isLost) await send("POST", "/_local/faults", { name, effect: "region-out", region }, 10);
    else await send("DELETE", `/_local/faults/${name}`, undefined, 10);
  };
  const reader = new ApiReader(access, { timeout: 15_000, attempts: 2 });
  return {
    where: "the local cloud of this machine",
    servers: async (dataClass) =>
      serversOf(await reader.list<TaggedInstance>("/linode/instances"), dataClass),
    shell: (host, script, { timeoutSeconds = 60 } = {}) =>
      send(
        "POST",
        `/_local/shell/${encodeURIComponent(host)}`,
        { script, timeoutSeconds, by: "network" },
        timeoutSeconds + 5,
      ) as Promise<Outcome>,
    linode: {
      list: (path) => reader.list(path),
      send: (method, path, body) => send(method, `/v4${path}`, body, 15),
    },
    async outside(file, stdin, end) {
      const { outside } = (await send("GET", "/_local/hosts", undefined, 15)) as HostsView;
      if (outside === null) throw new Error("The local cloud's hosts have no internet: none was chosen yet.");
      return runProgram(["nsenter", `--net=/run/netns/${outside}`, "--", process.execPath, file], {
        stdin,
        end,
      });
    },
    disaster: {
      async lose(target) {
        if ("region" in target) await lostRegion(target.region, true);
        await strike("kill", target);
      },
      cut: (target) => strike("cut", target),
      async restore(target) {
        if ("region" in target) await lostRegion(target.region, false);
        await strike("restore", target);
      },
      loseBuckets: (region) => lostRegion(region, true),
      restoreBuckets: (region) => lostRegion(region, false),
    },
  };
}
