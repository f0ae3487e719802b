import { setTimeout as sleep } from "node:timers/promises";

import { invalid } from "../core/errors";
import type { HostsControl, HostsView, Selection } from "../core/hostsControl";
import { type Fleet, type FleetOptions, startFleet } from "./index";

/** How long one waits for a connection that nobody answers. */
const noAnswerMs = 3000;

export interface FleetControl extends HostsControl {
  /** Ends every host; disks and volumes stay. */
  close(): Promise<void>;
}

/** Hosts that are started with the first choice that names any: preparing them takes seconds, and minutes where their base is to be built. */
export function fleetControl(options: Omit<FleetOptions, "selection" | "progress">): FleetControl {
  let selection: Selection = "none";
  let fleet: Fleet | undefined;
  let starting: Promise<void> | undefined;
  let problem: string | null = null;
  let doing: string | null = null;
  const start = async (): Promise<void> => {
    try {
      problem = null;
      fleet = await startFleet({ ...options, selection, progress: (text) => (doing = text) });
      fleet.select(selection);
    } catch (error) {
      problem = error instanceof Error ? error.message : String(error);
      options.onProblem?.(problem);
    } finally {
      doing = null;
      starting = undefined;
    }
  };
  const state = (): HostsView["state"] => {
    if (fleet !== undefined) return "ready";
    if (starting !== undefined) return "preparing";
    return problem === null ? "none" : "failed";
  };
  const ready = (): Fleet => {
    if (fleet === undefined) throw invalid(`There are no hosts yet: their state is "${state()}".`);
    return fleet;
  };
  return {
    view: () => ({
      ...{ selection, state: state(), problem, doing },
      settled: fleet === undefined ? selection === "none" : fleet.isSettled(),
      outside: fleet?.outside ?? null,
      hosts: fleet?.view() ?? [],
    }),
    select(wanted) {
      selection = wanted;
      if (fleet !== undefined) fleet.select(wanted);
      else if (wanted !== "none") starting ??= start();
    },
    strike: (fault) => ready().strike(fault),
    async shell(name, { script, timeoutSeconds, by }) {
      const there = ready();
      const host = there.host(name);
      if (by === "network" && host !== undefined && !there.canBeReached(name)) {
        await sleep(Math.min(noAnswerMs, timeoutSeconds * 1000));
        throw invalid(`${name} does not answer: it is off, or cut off.`);
      }
      if (!host?.isOn()) throw invalid(`There is no host ${name} that is on.`);
      try {
        return await host.exec(["bash", "-c", script], { timeoutSeconds });
      } catch (error) {
        throw invalid(error instanceof Error ? error.message : String(error));
      }
    },
    async close() {
      await starting;
      await fleet?.close();
    },
  };
}
