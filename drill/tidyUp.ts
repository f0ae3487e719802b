import { type Doors, type Server, withRole } from "./doors";
import { removeLoad } from "./load/load";
import { dropTables } from "./load/table";
import { messageOf } from "./messageOf";
import { anyLeader } from "./site/leader";
import { endWatch } from "./site/watch";
import { isOfTheWorld, type Undo, undo } from "./undo";
import { until } from "./wait";

export interface Tidying {
  readonly doors: Doors;
  readonly servers: readonly Server[];
  /** What is broken, by a name for people, in the order in which it was done. What is ended is taken out of it. */
  readonly broken: Map<string, readonly Undo[]>;
  /** For progress. */
  readonly onPhase: (phase: string) => void;
}

export interface Tidied {
  /** What could not be done, for people. */
  readonly left: readonly string[];
  /** The region that takes writes now; none where that could not be found out. */
  readonly writesIn: string | undefined;
}

/** Waits until each host answers: what was off boots. One that does not is told of where something is asked of it. */
const answering = (doors: Pick<Doors, "shell">, servers: readonly Server[]): Promise<unknown> =>
  Promise.allSettled(
    servers.map(({ name }) =>
      until(() => doors.shell(name, "true", { timeoutSeconds: 5 }), {
        ...{ seconds: 90, everyMs: 1000, late: () => `${name} does not answer.` },
      }),
    ),
  );

/**
 * Ends what is broken, the world's faults before the hosts' and the last first, and removes what a drill has made: its load, its watches, its
 * tables. All of it is tried, and none of it does harm where there is nothing.
 */
export async function tidyUp({ doors, servers, broken, onPhase }: Tidying): Promise<Tidied> {
  onPhase("Tidying up");
  const left: string[] = [];
  const attempt = async (what: string, act: () => Promise<unknown>): Promise<void> => {
    try {
      await act();
    } catch (error) {
      left.push(`${what} (${messageOf(error)})`);
    }
  };
  // The world first: hosts have to be there for the rest.
  const newestFirst = [...broken].reverse();
  const world = newestFirst.filter(([, all]) => all.some(isOfTheWorld));
  const own = newestFirst.filter(([, all]) => !all.some(isOfTheWorld));
  const end = ([name, all]: [string, readonly Undo[]]): Promise<void> =>
    attempt(`restore ${name}`, async () => {
      for (const each of all) await undo(doors, servers, each);
      broken.delete(name);
    });
  for (const each of world) await end(each);
  if (world.length > 0) await answering(doors, servers);
  for (const each of own) await end(each);
  const dataNodes = withRole(servers, "data");
  await Promise.all([
    ...withRole(servers, "service").map(({ name }) =>
      attempt(`the load on ${name}`, () => removeLoad(doors, name)),
    ),
    ...dataNodes.map(({ name }) => attempt(`the watch on ${name}`, () => endWatch(doors, name))),
  ]);
  let writesIn: string | undefined;
  await attempt("the drill's tables", async () => {
    const { name, region } = await anyLeader(doors, dataNodes);
    writesIn = region;
    await dropTables(doors, name);
  });
  return { left, writesIn };
}
