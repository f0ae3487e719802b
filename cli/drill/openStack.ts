import { userInfo } from "node:os";

import type { Doors } from "../../drill/doors";
import { InvalidConfiguration, UserError } from "../../engine/errors";
import { findCloud } from "../../engine/localCloud/findCloud";
import { loadProject, type Project, stackFile, stackFolder } from "../../engine/project";
import { located, readStackConfig } from "../../engine/stackConfig";
import { readConfig, type StackConfig } from "../../infra/config";
import type { ApiAccess } from "../show/read/api";
import { plannedClass } from "./linode/hosts";
import { linodeDoors } from "./linodeDoors";
import { localDoors } from "./localDoors";

/** A stack whose hosts a drill or a failover can reach. */
export interface OpenStack {
  readonly project: Project;
  /** Of this machine, for what is kept of the stack. */
  readonly folder: string;
  readonly doors: Doors;
  /** Whether the stack may be broken, where it is on Linode; null on the local cloud, where nobody else is. */
  readonly onLinode: { readonly isDrillable: boolean } | null;
}

/** Who opens, and what. */
export interface Opening {
  readonly stack: string;
  readonly class: string;
  /** The person's log-in name on hosts of Linode. Default: that on this machine. */
  readonly login?: string;
}

/** Opens the doors to a stack. Throws UserError where there is no such stack, or its hosts can't be reached. */
export async function openStack(opening: Opening): Promise<OpenStack> {
  const { stack, class: dataClass } = opening;
  const project = loadProject(process.cwd());
  stackFile(project, stack);
  const folder = stackFolder(project, stack);
  const found = await findCloud(folder, process.env);
  if (found === undefined)
    throw new UserError(
      `No local cloud runs for stack ${stack}.`,
      `Bring it up with real hosts: \`bastide up --stack ${stack} --hosts ${dataClass}\`. For a stack on Linode set LINODE_TOKEN.`,
    );
  return found.isOwn
    ? { project, folder, doors: localDoors(found.access), onLinode: null }
    : { project, folder, ...openLinode(project, folder, found.access, opening) };
}

function openLinode(
  project: Project,
  folder: string,
  access: ApiAccess,
  { stack, class: dataClass, login = userInfo().username }: Opening,
): Pick<OpenStack, "doors" | "onLinode"> {
  const config = read(readStackConfig(project, stack));
  const planned = plannedClass(config, dataClass);
  if (planned === undefined)
    throw new UserError(`The stack ${stack} has no class ${dataClass} on Linode.`, "--class names another.");
  if (config.administrators[login]?.duties.includes("security") !== true) {
    const who = Object.entries(config.administrators).flatMap(([name, { duties }]) =>
      duties.includes("security") ? [name] : [],
    );
    throw new UserError(
      `${login} has not the duty \`security\` in the stack ${stack}, which it takes to be root on its hosts.`,
      `--login says under which name you log in to them: ${who.join(", ")}.`,
    );
  }
  const onLogIn = (host: string): void => {
    if (process.stderr.isTTY) process.stderr.write(`\nLogging in to ${host}: touch your key if it asks.\n`);
  };
  return {
    doors: linodeDoors({ access, planned, folder, login, onLogIn }),
    onLinode: { isDrillable: config.drillable },
  };
}

function read(written: ReturnType<typeof readStackConfig>): StackConfig {
  const result = readConfig(written.values, new Date());
  if (result.ok) return result.config;
  throw new InvalidConfiguration(result.problems.map((problem) => located(problem, written)));
}
