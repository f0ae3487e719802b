import { parse } from "yaml";

import { type Doors, must, type Server, withRole } from "../doors";
import { messageOf } from "../messageOf";

/** One node of a region's database, as Patroni lists it. */
export interface Member {
  readonly name: string;
  readonly region: string;
  /** `Leader`, `Standby Leader`, `Quorum Standby`, `Replica`. */
  readonly role: string;
  /** `running`, `streaming`, … */
  readonly state: string;
  readonly timeline: number | null;
  /** Bytes behind its leader; null for a leader, and where it isn't known. */
  readonly lagBytes: number | null;
}

interface Listed {
  readonly Member: string;
  readonly Role: string;
  readonly State: string;
  readonly TL?: number;
  readonly "Lag in MB"?: number | string;
}

/** Patroni's own command, on any node of its cluster. Gives what it printed. */
export const patronictl = (
  doors: Pick<Doors, "shell">,
  node: string,
  words: string,
  options?: { readonly timeoutSeconds?: number },
): Promise<string> =>
  must(
    doors,
    node,
    `cd /; runuser -u postgres -- patronictl --config-file /var/lib/bastide-database/patroni ${words}`,
    options,
  );

/** What the region's cluster says of itself, asked on one of its nodes. Throws where that one can't say. */
export async function membersSeenBy(
  doors: Pick<Doors, "shell">,
  node: Pick<Server, "name" | "region">,
): Promise<readonly Member[]> {
  const text = await patronictl(doors, node.name, "list -f json", { timeoutSeconds: 15 });
  return (JSON.parse(text) as readonly Listed[]).map((each) => ({
    name: each.Member,
    region: node.region,
    role: each.Role,
    state: each.State,
    timeline: each.TL ?? null,
    lagBytes:
      typeof each["Lag in MB"] === "number" && !/leader/i.test(each.Role)
        ? each["Lag in MB"] * 1024 * 1024
        : null,
  }));
}

/** What a region's cluster says of itself, by the first of its nodes that can say. */
export function membersOf(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
  region: string,
): Promise<readonly Member[]> {
  return byAnyNode(servers, region, (node) => membersSeenBy(doors, node));
}

/** What the first of a region's data nodes gives that can. Throws what all of them said, where none can. */
export async function byAnyNode<T>(
  servers: readonly Server[],
  region: string,
  act: (node: Server) => Promise<T>,
): Promise<T> {
  const failures: string[] = [];
  for (const node of withRole(servers, "data", region)) {
    try {
      return await act(node);
    } catch (error) {
      failures.push(messageOf(error));
    }
  }
  throw new Error(failures.join("; ") || `There is no data node in ${region}.`);
}

/** Whether a region takes writes or follows, and is whole: every node there, one leads, and the others follow it. */
export function isWhole(members: readonly Member[], nodes: number): boolean {
  const leaders = members.filter(({ role }) => role === "Leader" || role === "Standby Leader");
  const [leader] = leaders;
  if (leader === undefined || leaders.length !== 1 || members.length !== nodes) return false;
  const others = members.filter((each) => each !== leader);
  return (
    (leader.role === "Leader" ? leader.state === "running" : leader.state === "streaming") &&
    others.every(
      ({ role, state, timeline }) =>
        state === "streaming" &&
        timeline === leader.timeline &&
        (leader.role !== "Leader" || role === "Quorum Standby"),
    )
  );
}

/** A region's settings in etcd, as YAML. */
export const clusterSettings = (doors: Pick<Doors, "shell">, node: string): Promise<string> =>
  patronictl(doors, node, "show-config");

/** What a region's settings have under these names; null where they have nothing, as `setCluster` takes it. */
export async function settingsNamed<Name extends string>(
  doors: Pick<Doors, "shell">,
  node: string,
  names: readonly Name[],
): Promise<Record<Name, unknown>> {
  const all = parse(await clusterSettings(doors, node)) as Partial<Record<Name, unknown>>;
  return Object.fromEntries(names.map((name) => [name, all[name] ?? null])) as Record<Name, unknown>;
}

/** Changes a region's settings in etcd, in JSON; null takes one away. Asked on any of its nodes. */
export const setCluster = (
  doors: Pick<Doors, "shell">,
  node: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<string> => {
  const flags = Object.entries(settings)
    .map(([name, value]) => `--set '${name}=${JSON.stringify(value)}'`)
    .join(" ");
  return patronictl(doors, node, `edit-config --force ${flags}`);
};
