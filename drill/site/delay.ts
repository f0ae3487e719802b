import type { Doors, Server } from "../doors";
import { regionState } from "./region";
import { sql } from "./sql";

/**
 * How far behind the region that follows is, in seconds: of twenty looks in two seconds, the longest time since the newest commit that its leading
 * node has. While a load writes all the time, that is the way of a commit from one region to the other, and the time between two writes. Clocks of
 * hosts agree (chrony). Throws where that region can't be asked.
 */
export async function replicationDelay(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
  region: string,
): Promise<number> {
  const { leader } = await regionState(doors, servers, region);
  if (leader === null) throw new Error(`Nobody leads in ${region}.`);
  const look = "SELECT extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp());";
  const text = await sql(
    doors,
    leader,
    Array.from({ length: 20 }, () => `${look}\nSELECT pg_sleep(0.1);`).join("\n"),
    { name: "postgres" },
  );
  const seconds = text
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
  if (seconds.length === 0) throw new Error(`${leader} has never had a commit from elsewhere.`);
  return Math.max(...seconds);
}
