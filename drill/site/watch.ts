import { type Doors, must } from "../doors";

const unit = "bastide-drill-watch";
const file = `/var/lib/${unit}`;
/** Seconds between two looks. */
const every = 0.1;

/** Has a data node write down, ten times a second, whether its database takes writes; it ends by itself after so many seconds. */
export const startWatch = (doors: Pick<Doors, "shell">, host: string, seconds: number): Promise<string> =>
  must(
    doors,
    host,
    [
      `systemctl stop ${unit}.service 2> /dev/null || true; rm -f ${file}`,
      `systemd-run --quiet --collect --unit=${unit} --property=RuntimeMaxSec=${seconds} --property=StandardOutput=append:${file} --property=StandardError=null \\`,
      `  bash -c 'cd /; while :; do echo "SELECT extract(epoch FROM clock_timestamp()), pg_is_in_recovery() \\\\watch i=${every}" | setpriv --reuid postgres --regid postgres --init-groups psql -XAtq -F " " -d postgres; sleep ${every}; done'`,
    ].join("\n"),
  );

/** A time at which a node's database was seen to take writes, or not. Unix seconds. */
export interface Look {
  readonly at: number;
  readonly open: boolean;
}

/** What a node has written down, and ends it. */
export async function endWatch(doors: Pick<Doors, "shell">, host: string): Promise<Look[]> {
  const text = await must(
    doors,
    host,
    `systemctl stop ${unit}.service 2> /dev/null || true; cat ${file} 2> /dev/null || true; rm -f ${file}`,
  );
  return text
    .split("\n")
    .map((line) => line.split(" "))
    .filter(([at, state]) => Number(at) > 0 && (state === "t" || state === "f"))
    .map(([at, state]) => ({ at: Number(at), open: state === "f" }));
}

/** The spans in which a node was seen open, in Unix seconds; a gap of more than half a second ends one. */
function spans(looks: readonly Look[]): { from: number; to: number }[] {
  const found: { from: number; to: number }[] = [];
  for (const { at, open } of looks) {
    const last = found.at(-1);
    if (!open) continue;
    if (last !== undefined && at - last.to <= 0.5) last.to = at;
    else found.push({ from: at, to: at });
  }
  return found;
}

/** For how many seconds, all in all, two nodes were seen open at the same time. */
export function overlapSeconds(nodes: readonly (readonly Look[])[]): number {
  const all = nodes.map(spans);
  let sum = 0;
  for (const [index, one] of all.entries())
    for (const other of all.slice(index + 1))
      for (const a of one)
        for (const b of other) sum += Math.max(0, Math.min(a.to, b.to) - Math.max(a.from, b.from));
  return sum;
}
