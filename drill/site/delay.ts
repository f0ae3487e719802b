import { type Doors, type Server, withRole } from "../doors";
import { sql } from "./sql";

/**
 * The longest time, of twenty looks in two seconds, that passed between a write on the leader and word from another region that it has it; in
 * seconds. Throws where that region is not heard of.
 */
export async function replicationDelay(
  doors: Pick<Doors, "shell">,
  leader: string,
  servers: readonly Server[],
  region: string,
): Promise<number> {
  const names = withRole(servers, "data", region)
    .map(({ name }) => `'${name}'`)
    .join(",");
  const look = `SELECT max(extract(epoch FROM flush_lag)) FROM pg_stat_replication WHERE application_name IN (${names});`;
  const text = await sql(
    doors,
    leader,
    Array.from({ length: 20 }, () => `${look}\nSELECT pg_sleep(0.1);`).join("\n"),
  );
  const seconds = text
    .split("\n")
    .filter((line) => line !== "")
    .map(Number);
  if (seconds.length === 0)
    throw new Error(`${leader} hears of no node of ${region}, or nothing is written.`);
  return Math.max(...seconds);
}
