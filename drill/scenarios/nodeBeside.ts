import { type Server, withRole } from "../doors";
import type { Stage } from "./scenario";

/** A data node of the active region beside the one that takes writes. Throws where there is none. */
export function nodeBeside({ servers, active }: Pick<Stage, "servers" | "active">, leader: Server): Server {
  const beside = withRole(servers, "data", active).find(({ name }) => name !== leader.name);
  if (beside === undefined) throw new Error(`${active} has no data node that does not take writes.`);
  return beside;
}
