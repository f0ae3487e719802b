import type { HostReport } from "./reports";

/** How a host is, as far as it has said. */
export interface HostState {
  readonly name: string;
  /**
   * `converged`: it is what its files say. `working`: a run is on its way. `failed`: a step failed and is tried again. `refused`: it refused
   * its newest message and stays as it was. `silent`: its last word is too old. `unheard`: it has said nothing yet.
   */
  readonly state: "converged" | "working" | "failed" | "refused" | "silent" | "unheard";
  /** The step that failed, and what it said; or why a message was refused. */
  readonly step: string | null;
  readonly said: string | null;
  /** When it last reported, ISO 8601, and how many seconds ago. */
  readonly at: string | null;
  readonly ageSeconds: number | null;
  /** The serial of the message that it has. */
  readonly serial: number | null;
  /** Its key for the secure shell. */
  readonly sshHostKey: string | null;
}

/** A host reports every quarter of an hour at least: after two it is silent. */
const silentSeconds = 30 * 60;

/** The states of hosts by what they reported; those that reported nothing are `unheard`. In the order of the names given, others after. */
export function hostStates(names: readonly string[], reports: readonly HostReport[], now: Date): HostState[] {
  const byName = new Map(reports.map((report) => [report.host, report]));
  const all = [...new Set([...names, ...byName.keys()])];
  return all.map((name) => stateOf(name, byName.get(name), now));
}

function stateOf(name: string, report: HostReport | undefined, now: Date): HostState {
  if (report === undefined)
    return {
      ...{ name, state: "unheard", step: null, said: null, at: null },
      ...{ ageSeconds: null, serial: null, sshHostKey: null },
    };
  const { at, serial, sshHostKey, refused, converge } = report;
  const ageSeconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
  const failed = converge?.steps.find(({ result }) => result === "failed");
  const common = { name, at, ageSeconds, serial, sshHostKey: sshHostKey || null };
  const said = { step: failed?.step ?? null, said: failed?.said ?? null };
  if (refused !== null) return { ...common, state: "refused", step: "11-channel", said: refused };
  if (ageSeconds > silentSeconds) return { ...common, ...said, state: "silent" };
  if (converge?.result === "failed") return { ...common, ...said, state: "failed" };
  return { ...common, ...said, state: converge?.result === "done" ? "converged" : "working" };
}
