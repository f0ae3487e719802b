import { existsSync } from "node:fs";
import { join } from "node:path";
import type { CloudAccess } from "./localCloud/access";
import type { OwnType } from "./offline/create/types";
import type { Project } from "./project";

/**
 * The types of the project's own provider, pointed at a cloud. Loaded from the project that is being run, so that another
 * project (a test's) is not given this one's types.
 */
export function ownTypes(project: Project, cloud: CloudAccess): Readonly<Record<string, OwnType>> {
  const entry = join(project.root, "infra", "provider", "resources.ts");
  if (!existsSync(entry)) {
    return {};
  }
  const provider = require(entry) as typeof import("../infra/provider/resources");
  return provider.resourceTypes(cloudEnvironment(cloud));
}

/** What a provider reads from its environment to reach a local cloud instead of Linode. */
export function cloudEnvironment(cloud: CloudAccess): NodeJS.ProcessEnv {
  return {
    LINODE_URL: cloud.url,
    LINODE_TOKEN: cloud.token,
    ...(cloud.caFile === "" ? {} : { AWS_CA_BUNDLE: cloud.caFile }),
    ...(cloud.s3Addresses === undefined ? {} : { BASTIDE_S3_ADDRESSES: JSON.stringify(cloud.s3Addresses) }),
  };
}
