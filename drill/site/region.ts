import { type Doors, must, type Server, withRole } from "../doors";
import { messageOf } from "../messageOf";

/** What a region says of itself. */
export interface RegionState {
  /** The node that said it. */
  readonly by: string;
  readonly role: "writes" | "follows" | "neither";
  readonly term: number;
  readonly paused: boolean;
  /** Whether its commits wait for the region that follows. */
  readonly strict: boolean;
  /** The node that leads, as the one that takes writes or as the first that follows. */
  readonly leader: string | null;
}

const program = "python3 -I -B /usr/lib/bastide/site";

/** Runs the hosts' own program of regions. Gives what it printed. */
export const site = (
  doors: Pick<Doors, "shell">,
  host: string,
  words: string,
  timeoutSeconds = 60,
): Promise<string> => must(doors, host, `cd /; ${program} ${words}`, { timeoutSeconds });

/** What a region says of itself, by the first of its data nodes that answers. Throws what each said where none does. */
export async function regionState(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
  region: string,
  timeoutSeconds = 10,
): Promise<RegionState> {
  const nodes = withRole(servers, "data", region);
  try {
    return await Promise.any(
      nodes.map(
        async ({ name }) =>
          ({ ...JSON.parse(await site(doors, name, "state", timeoutSeconds)), by: name }) as RegionState,
      ),
    );
  } catch (error) {
    const causes = error instanceof AggregateError ? error.errors : [error];
    throw new Error(causes.map(messageOf).join("; "));
  }
}
