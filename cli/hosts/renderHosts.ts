import { escapeTerminal } from "../show/format";
import { type Meaning, painter } from "../show/text/paint";
import { fold, table } from "../show/text/table";
import type { HostState } from "./states";

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

/** The hosts as a table, and below it what those said that are not as they should be. */
export function renderHosts(
  hosts: readonly HostState[],
  { colour, width }: { readonly colour: boolean; readonly width: number },
): string {
  const paint = painter(colour);
  const room = Math.max(24, width);
  const columns = [
    { title: "HOST", rank: 0 },
    { title: "STATE", rank: 0 },
    { title: "SINCE", rank: 1 },
    { title: "MESSAGE", rank: 2 },
  ];
  const rows = hosts.map(({ name, state, ageSeconds, serial }) => [
    { lines: [name] },
    { lines: [state], meaning: meanings[state] },
    { lines: [ageSeconds === null ? "–" : age(ageSeconds)] },
    { lines: [serial === null || serial === 0 ? "–" : String(serial)] },
  ]);
  const said = hosts
    .filter(({ state, said }) => said !== null && state !== "converged" && state !== "working")
    .flatMap(({ name, state, step, said }) =>
      fold(escapeTerminal(`${name}: ${step ?? ""}: ${said ?? ""}`), room).map((line) =>
        paint(meanings[state], line),
      ),
    );
  return `${[paint("strong", "Hosts"), ...table(columns, rows, room, paint), ...said].join("\n")}\n`;
}
