import { type Doors, type Server, withRole } from "../doors";
import { type Attempt, parseLedger } from "../ledger/parse";
import { readLedger } from "./load";

/** What all clients have noted until now, a text each; they go on. Throws where one can't be reached. */
export const ledgersNow = (doors: Pick<Doors, "shell">, servers: readonly Server[]): Promise<string[]> =>
  Promise.all(withRole(servers, "service").map(({ name }) => readLedger(doors, name)));

/** The same, read. Throws BadLedger where one can't be believed. */
export const attemptsNow = async (
  doors: Pick<Doors, "shell">,
  servers: readonly Server[],
): Promise<readonly Attempt[]> => (await ledgersNow(doors, servers)).flatMap(parseLedger);
