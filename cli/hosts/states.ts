import type { HostReport } from "./reports";

/** What each state of a host means, for people. */
export const stateMeanings = {
  converged: "it is what its files say",
  working: "a run of its steps is on its way",
  failed: "a step failed, and is tried again every minute",
  refused: "it refused its newest message, and stays as it was",
  silent: "its last report is older than half an hour",
  behind: "for more than an hour, a newer message lies there than the one that it has",
  unheard: "it has never reported",
} as const;

/** How a host is called that is in a state. */
export type HostStateName = keyof typeof stateMeanings;

/** How a host is, as far as it has said. */
export interface HostState {
  readonly name: string;
  readonly state: HostStateName;
  /** The step that failed, and what it said; or why a message was refused. */
  readonly step: string | null;
  readonly said: string | null;
  /** The last step that it has done in its newest run: `62-tunnel`. */
  readonly reached: string | null;
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

/** A host looks every minute, and a run of its steps may hold it up. */
const behindSeconds = 60 * 60;
/** A message's serial is the time of its making, on a clock that may go otherwise than S3's. */
const clocksSeconds = 5 * 60;

/** The states of hosts by what they reported; those that reported nothing are `unheard`. In the order of the names given, others after. */
export function hostStates(names: readonly string[], reports: readonly HostReport[], now: Date): HostState[] {
  const byName = new Map(reports.map((report) => [report.host, report]));
  const all = [...new Set([...names, ...byName.keys()])];
  return all.map((name) => stateOf(name, byName.get(name), now));
}

function stateOf(name: string, report: HostReport | undefined, now: Date): HostState {
  if (report === undefined)
    return {
      ...{ name, state: "unheard", step: null, said: null, reached: null, at: null },
      ...{ ageSeconds: null, serial: null, sshHostKey: null },
    };
  const { at, serial, sshHostKey, refused, converge, told } = report;
  const ageSeconds = Math.max(0, Math.round((now.getTime() - Date.parse(at)) / 1000));
  const failed = converge?.steps.find(({ result }) => result === "failed");
  const reached = converge?.steps.findLast(({ result }) => result === "done")?.step ?? null;
  const common = { name, reached, at, ageSeconds, serial, sshHostKey: sshHostKey || null };
  const said = { step: failed?.step ?? null, said: failed?.said ?? null };
  const channel = "05-channel";
  if (refused !== null) return { ...common, state: "refused", step: channel, said: refused };
  if (ageSeconds > silentSeconds) return { ...common, ...said, state: "silent" };
  if (
    told !== null &&
    told.getTime() - serial > clocksSeconds * 1000 &&
    now.getTime() - told.getTime() > behindSeconds * 1000
  )
    return { ...common, state: "behind", step: channel, said: behind(told, serial) };
  if (converge?.result === "failed") return { ...common, ...said, state: "failed" };
  return { ...common, ...said, state: converge?.result === "done" ? "converged" : "working" };
}

const behind = (told: Date, serial: number): string =>
  `its message was put there ${told.toISOString()}, and it has ${serial === 0 ? "none" : `the one of ${new Date(serial).toISOString()}`}: an old one was put back, or it takes none`;
