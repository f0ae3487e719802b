import { escapeTerminal } from "../show/format";
import { type Meaning, painter } from "../show/text/paint";
import { fold, table } from "../show/text/table";
import { type HostState, type HostStateName, stateMeanings } from "./states";

const meanings: Readonly<Record<HostState["state"], Meaning>> = {
  converged: "good",
  working: "quiet",
  failed: "bad",
  refused: "bad",
  silent: "attention",
  behind: "bad",
  unheard: "attention",
};

/** `40 s`, `12 min`, `3 h`, `2 days`. */
export function age(seconds: number): string {
  if (seconds < 90) return `${seconds} s`;
  if (seconds < 90 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} days`;
}

/** Why hosts of a local cloud say nothing. */
const noMachines = "a local cloud runs no machine behind its servers unless it is brought up with `--hosts`";

/** What the states mean that there are, a line each, in the order of the gravest last. */
function legend(hosts: readonly HostState[], local: boolean): string[] {
  const names = Object.keys(stateMeanings) as HostStateName[];
  return names
    .filter((name) => hosts.some(({ state }) => state === name))
    .map((name) => `${name}: ${stateMeanings[name]}${local && name === "unheard" ? `; ${noMachines}` : ""}.`);
}

/**
 * The hosts as a table, what those said that are not as they should be, and what the states mean.
 *
 * @param form `local`: whether the hosts are a local cloud's
 */
export function renderHosts(
  hosts: readonly HostState[],
  {
    colour,
    width,
    local = false,
  }: { readonly colour: boolean; readonly width: number; readonly local?: boolean },
): string {
  const paint = painter(colour);
  const room = Math.max(24, width);
  if (local && hosts.every(({ state }) => state === "unheard"))
    return `${[paint("strong", "Hosts"), ...fold(`None of ${hosts.length} has reported: ${noMachines}.`, room)].join("\n")}\n`;
  const columns = [
    { title: "HOST", rank: 0 },
    { title: "STATE", rank: 0 },
    { title: "STEP", rank: 1 },
    { title: "HEARD", rank: 2 },
    { title: "MESSAGE", rank: 3 },
  ];
  const rows = hosts.map(({ name, state, step, reached, ageSeconds, serial }) => [
    { lines: [name] },
    { lines: [state], meaning: meanings[state] },
    { lines: [step ?? reached ?? "–"] },
    { lines: [ageSeconds === null ? "–" : `${age(ageSeconds)} ago`] },
    { lines: [serial === null || serial === 0 ? "–" : String(serial)] },
  ]);
  const said = hosts
    .filter(({ state, said }) => said !== null && state !== "converged" && state !== "working")
    .flatMap(({ name, state, step, said }) =>
      fold(escapeTerminal(`${name}: ${step ?? ""}: ${said ?? ""}`), room).map((line) =>
        paint(meanings[state], line),
      ),
    );
  const explained = legend(hosts, local).flatMap((line) =>
    fold(line, room).map((part) => paint("quiet", part)),
  );
  return `${[paint("strong", "Hosts"), ...table(columns, rows, room, paint), ...said, ...explained].join("\n")}\n`;
}
