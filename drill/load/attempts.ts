import { type Doors, type Server, withRole } from "../doors";
import { type Attempt, parseLedger } from "../ledger/parse";
import { readLedger } from "./load";

/** What all clients have noted until now; they go on. Throws where one can't be reached, BadLedger where one can't be believed. */
export async function attemptsNow(
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
): Promise<readonly Attempt[]> {
  const ledgers = await Promise.all(withRole(servers, "service").map(({ name }) => readLedger(doors, name)));
  return ledgers.flatMap(parseLedger);
}
