import { UserError } from "../engine/errors";
import { type CloudAccess, readCloudProcess } from "../engine/localCloud/access";
import { findCloud } from "../engine/localCloud/findCloud";
import { activeRegions, readOutputs } from "../engine/outputs";
import { type Project, stackFolder } from "../engine/project";
import type { StackView } from "./show/view";

/**
 * Reads what the stack's local cloud holds, or the account of LINODE_TOKEN where none runs.
 *
 * @returns what there is, and the environment of its API and S3: `LINODE_URL`, `LINODE_TOKEN`, `AWS_CA_BUNDLE`
 * @throws UserError where there is neither
 */
export async function openView(
  project: Project,
  stack: string,
): Promise<{ readonly view: StackView; readonly environment: NodeJS.ProcessEnv }> {
  const access = await whereItIs(project, stack);
  const { readStack } = require("./show/readStack") as typeof import("./show/readStack");
  const view = await readStack(
    { url: access.url, token: access.token },
    { stack, local: access.local, activeRegions: activeRegions(readOutputs(stackFolder(project, stack))) },
  );
  const { cloudEnvironment } = require("../engine/own") as typeof import("../engine/own");
  return { view, environment: { ...process.env, ...cloudEnvironment(access) } };
}

/** Where the stack is: the local cloud that runs for it, else the account of LINODE_TOKEN. */
async function whereItIs(
  project: Project,
  stack: string,
): Promise<CloudAccess & { readonly local: boolean }> {
  const folder = stackFolder(project, stack);
  const found = await findCloud(folder, process.env);
  if (found !== undefined) {
    const { hostname } = new URL(found.access.url);
    return { ...found.access, local: found.isOwn || ["127.0.0.1", "localhost", "[::1]"].includes(hostname) };
  }
  const stale =
    readCloudProcess(folder) === undefined ? "No local cloud runs" : "The local cloud is not running";
  throw new UserError(
    `${stale} for stack ${stack}.`,
    `Run \`bastide up --stack ${stack}\` to bring it up, or set LINODE_TOKEN to look at an account.`,
    1,
  );
}
