import { UserError } from "../errors";
import { type CloudAccess, isHealthy, readAccess } from "./access";

/** Where a stack's resources are, and how that is reached. */
export interface FoundCloud {
  /** Whether it is the local cloud that runs for the stack; else it is an account, by LINODE_TOKEN. */
  readonly isOwn: boolean;
  readonly access: CloudAccess;
}

/**
 * Where a stack is: the local cloud that runs for it, else the account of LINODE_TOKEN; undefined where there is neither.
 *
 * @throws UserError where a local cloud runs and does not answer: what is meant for it must never go to the account
 */
export async function findCloud(
  folder: string,
  { LINODE_TOKEN: token, LINODE_URL: url }: NodeJS.ProcessEnv,
): Promise<FoundCloud | undefined> {
  const access = readAccess(folder);
  if (access !== undefined) {
    if (await isHealthy(access)) return { isOwn: true, access };
    throw new UserError(
      `The local cloud of this stack runs at ${access.url}, and does not answer.`,
      "Call again once it does, or end it: `bastide destroy`. Nothing was asked of Linode.",
      1,
    );
  }
  if (!token) return undefined;
  return {
    isOwn: false,
    access: { url: url || "https://api.linode.com", token, s3Endpoint: "", caFile: "" },
  };
}
