import { setTimeout as sleep } from "node:timers/promises";
import type { HostsView } from "../../engine/localCloud/hosts";
import type { HostState } from "./states";

/** What became of hosts that were waited for. */
export interface AwaitedHosts {
  readonly total: number;
  /** By name, those that are what their files say. */
  readonly converged: readonly string[];
  /** Those that are not, with the last that is known of each. */
  readonly others: readonly { readonly name: string; readonly last: string }[];
  /** From the start of the wait. */
  readonly seconds: number;
}

export interface AwaitOptions {
  /** The instances as hosts of this machine. */
  readonly view: () => Promise<HostsView>;
  /** What hosts say of themselves. */
  readonly read: () => Promise<readonly HostState[]>;
  readonly onPhase: (phase: string) => void;
  /** How long to wait. Default: 1200 seconds. Ten hosts took 112 to 179 s on two cores, forty are expected to take four times that. */
  readonly seconds?: number;
  /** Between two looks. Default: 5 seconds. */
  readonly everySeconds?: number;
}

/** Reports tell whole seconds. */
const isSince = (at: string, boot: string): boolean =>
  Date.parse(at) >= Math.floor(Date.parse(boot) / 1000) * 1000;

/** Waits until each host has said, since its last boot, that it is what its files say. */
export async function awaitHosts(options: AwaitOptions): Promise<AwaitedHosts> {
  const { view, read, onPhase, seconds = 1200, everySeconds = 5 } = options;
  const began = Date.now();
  for (;;) {
    const { hosts, settled } = await view();
    const states = new Map((await read()).map((state) => [state.name, state]));
    const converged: string[] = [];
    const others: { name: string; last: string }[] = [];
    for (const { label: name, state, bootedAt, problem } of hosts) {
      const said = states.get(name);
      const isNews = said?.at != null && bootedAt !== null && isSince(said.at, bootedAt);
      if (isNews && said.state === "converged") converged.push(name);
      else if (problem !== null) others.push({ name, last: problem });
      else if (state !== "on")
        others.push({ name, last: state === "off" ? "it is off" : "it is being made" });
      else if (!isNews) others.push({ name, last: "it has booted and said nothing yet" });
      else others.push({ name, last: [said.state, said.step, said.said].filter(Boolean).join(": ") });
    }
    const elapsed = (Date.now() - began) / 1000;
    const isOver = elapsed >= seconds;
    if ((settled && others.length === 0) || isOver)
      return { total: hosts.length, converged, others, seconds: Math.round(elapsed) };
    const [first] = others;
    const waitsFor = first === undefined ? "" : `; ${first.name}: ${first.last.split("\n")[0]}`;
    onPhase(`Hosts become themselves (${converged.length} of ${hosts.length}${waitsFor})`);
    await sleep(everySeconds * 1000);
  }
}
