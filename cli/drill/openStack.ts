import type { Doors } from "../../drill/doors";
import { UserError } from "../../engine/errors";
import { isHealthy, readAccess } from "../../engine/localCloud/access";
import { loadProject, type Project, stackFile, stackFolder } from "../../engine/project";
import { localDoors } from "./localDoors";

/** A stack whose hosts a drill or a failover can reach. */
export interface OpenStack {
  readonly project: Project;
  /** Of this machine, for what is kept of the stack. */
  readonly folder: string;
  readonly doors: Doors;
}

/** Opens the doors to a stack. Throws UserError where there is no such stack, or its hosts can't be reached. */
export async function openStack(stack: string, dataClass: string): Promise<OpenStack> {
  const project = loadProject(process.cwd());
  stackFile(project, stack);
  const folder = stackFolder(project, stack);
  const access = readAccess(folder);
  if (access === undefined || !(await isHealthy(access)))
    throw new UserError(
      `No local cloud runs for stack ${stack}.`,
      `Bring it up with real hosts: \`bastide up --stack ${stack} --hosts ${dataClass}\`.`,
    );
  return { project, folder, doors: localDoors(access) };
}
