import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const schema = z.object({
  packages: z.record(
    z.string(),
    z.object({
      name: z.string().optional(),
      version: z.string().optional(),
      integrity: z.string().optional(),
      resolved: z.string().optional(),
      license: z.string().optional(),
      link: z.boolean().optional(),
      dev: z.boolean().optional(),
      hasInstallScript: z.boolean().optional(),
      optionalDependencies: z.record(z.string(), z.string()).optional(),
    }),
  ),
});

/** One package of `package-lock.json` that comes from a registry. */
export interface LockedPackage {
  name: string;
  version: string;
  /** Where it is installed, for example `node_modules/zod`. */
  path: string;
  /** The checksum that an install verifies, if the file has it. */
  integrity: string | undefined;
  license: string | undefined;
  /** Whether only development needs it. */
  dev: boolean;
  /** Whether it would like to run a script while it is installed. */
  hasInstallScript: boolean;
}

/** Reads `package-lock.json`: every package from a registry; neither the project itself nor its workspaces. */
export function readLockFile(root: string): LockedPackage[] {
  const { packages } = schema.parse(JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")));
  return Object.entries(packages).flatMap(([path, entry]) => {
    const at = path.lastIndexOf("node_modules/");
    if (at < 0 || entry.link || entry.version === undefined) return [];
    return {
      name: entry.name ?? path.slice(at + "node_modules/".length),
      version: entry.version,
      path,
      integrity: entry.integrity,
      license: entry.license,
      dev: entry.dev ?? false,
      hasInstallScript: entry.hasInstallScript ?? false,
    };
  });
}
