import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { openapiFolder } from "../../test/openapi/document";
import { readWholeDocument } from "./apiDocument";
import type { Bench } from "./part";
import type { ServerCommand } from "./server";

/** What is installed, and by which versions; a folder of its own keeps 180 packages out of the project. */
const wanted = ["package.json", "package-lock.json"] as const;
const installSeconds = 300;

/** Both servers that are compared, each as its users start it; or why they can't be. */
export type Contest =
  | { readonly local: ServerCommand; readonly prism: ServerCommand }
  | { readonly reason: string };

/** Makes Prism ready to serve the API's document. */
export function prepareContest({ root, folder, say }: Bench): Contest {
  const documents = openapiFolder();
  if (documents === undefined) {
    return { reason: "there is no document of the API; name its folder in LINODE_OPENAPI_DIR." };
  }
  const prism = install(join(root, "bench/prism"), say);
  if ("reason" in prism) return prism;
  const document = join(folder, "linode.yaml");
  writeFileSync(document, readWholeDocument(documents));
  return {
    local: localCloud(root),
    prism: (port) => [prism.program, "mock", "--port", String(port), document],
  };
}

/** The local cloud as its users start it. `npx` would add its own time to both. */
export function localCloud(root: string): ServerCommand {
  return (port) => [join(root, "cli/bin/bastide.js"), "local-cloud", "--port", String(port)];
}

/** Installs what the lock file names, once, below the user's cache. */
function install(source: string, say: Bench["say"]): { program: string } | { reason: string } {
  const digest = createHash("sha256");
  for (const name of wanted) digest.update(readFileSync(join(source, name)));
  const cache = join(homedir(), ".cache/bastide/prism");
  const home = join(cache, digest.digest("hex").slice(0, 16));
  const program = "node_modules/@stoplight/prism-cli/dist/index.js";
  if (existsSync(join(home, program))) return { program: join(home, program) };
  say("installs Prism");
  mkdirSync(cache, { recursive: true });
  const partial = mkdtempSync(join(cache, "partial-"));
  try {
    for (const name of wanted) copyFileSync(join(source, name), join(partial, name));
    const args = [
      "ci",
      "--ignore-scripts",
      "--no-audit",
      "--no-fund",
      "--fetch-retries=1",
      "--loglevel=error",
    ];
    const run = spawnSync("npm", args, { cwd: partial, encoding: "utf8", timeout: installSeconds * 1000 });
    if (run.status !== 0) {
      const why = run.error?.message ?? run.stderr.trim().split("\n")[0];
      return { reason: `Prism could not be installed (npm ci: ${why}).` };
    }
    // Whatever another run has put there meanwhile is the same.
    if (!existsSync(home)) renameSync(partial, home);
    return { program: join(home, program) };
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}
