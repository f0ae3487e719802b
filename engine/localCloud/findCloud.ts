import { type CloudAccess, isHealthy, readAccess } from "./access";

/** Where a stack's resources are, and how that is reached. */
export interface FoundCloud {
  /** Whether it is the local cloud that runs for the stack; else it is an account, by LINODE_TOKEN. */
  readonly isOwn: boolean;
  readonly access: CloudAccess;
}

/** Where a stack is: the local cloud that runs for it, else the account of LINODE_TOKEN; undefined where there is neither. */
export async function findCloud(
  folder: string,
  { LINODE_TOKEN: token, LINODE_URL: url }: NodeJS.ProcessEnv,
): Promise<FoundCloud | undefined> {
  const access = readAccess(folder);
  if (access !== undefined && (await isHealthy(access))) return { isOwn: true, access };
  if (!token) return undefined;
  return {
    isOwn: false,
    access: { url: url || "https://api.linode.com", token, s3Endpoint: "", caFile: "" },
  };
}
