import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { listStacks, type Project } from "../project";
import { isAtLeast } from "../pulumi/find";
import type { Finding } from "./examine";

const oldestNode = "20.19.0";
const gibibyte = 2 ** 30;
/** State, objects and logs of a stack without hosts. */
const leastDisk = gibibyte;

/** What every command needs. */
export async function basics(project: Project): Promise<Finding[]> {
  return [node(), packages(project), stacks(project), disk(project), folder(project), await ports()];
}

function node(): Finding {
  const version = process.versions.node;
  const isNew = isAtLeast(version, oldestNode);
  return {
    what: "Node",
    verdict: isNew ? "good" : "bad",
    found: version,
    todo: isNew ? "" : `Install Node ${oldestNode} or newer.`,
  };
}

/** npm keeps a copy of the lock file of what it installed; it tells whether `npm ci` has to be run again. */
function packages(project: Project): Finding {
  const wanted = lockOf(join(project.root, "package-lock.json"));
  const installed = lockOf(join(project.root, "node_modules", ".package-lock.json"));
  const what = "npm packages";
  if (wanted === undefined) {
    return {
      what,
      verdict: "bad",
      found: "there is no package-lock.json",
      todo: "Run the command in a full checkout.",
    };
  }
  if (installed === undefined) {
    return { what, verdict: "bad", found: "not installed", todo: "Run `npm ci`." };
  }
  const different = Object.entries(wanted).filter(
    ([path, entry]) =>
      path !== "" && !entry.optional && !entry.link && installed[path]?.version !== entry.version,
  );
  return different.length === 0
    ? { what, verdict: "good", found: `as in package-lock.json (${Object.keys(installed).length})`, todo: "" }
    : {
        what,
        verdict: "bad",
        found: `${different.length} differ from package-lock.json, for example ${different[0]?.[0]}`,
        todo: "Run `npm ci`.",
      };
}

interface LockEntry {
  readonly version?: string;
  readonly optional?: boolean;
  readonly link?: boolean;
}

function lockOf(file: string): Readonly<Record<string, LockEntry>> | undefined {
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { packages?: Record<string, LockEntry> }).packages;
  } catch {
    return undefined;
  }
}

function stacks(project: Project): Finding {
  const names = listStacks(project);
  return {
    what: "stacks",
    verdict: names.length > 0 ? "good" : "bad",
    found: names.length > 0 ? names.join(", ") : "none",
    todo: names.length > 0 ? "" : "Write a Pulumi.NAME.yaml; docs/configuration.md describes it.",
  };
}

function disk(project: Project): Finding {
  const { bavail, bsize } = statfsSync(project.root);
  const free = bavail * bsize;
  return {
    what: "disk",
    verdict: free >= leastDisk ? "good" : "bad",
    found: `${(free / gibibyte).toFixed(1)} GiB free`,
    todo: free >= leastDisk ? "" : "Make room: a stack's local cloud wants 1 GiB.",
  };
}

function folder(project: Project): Finding {
  const path = join(project.root, ".bastide");
  const existed = existsSync(path);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    writeFileSync(join(path, ".probe"), "");
    rmSync(join(path, ".probe"));
    return { what: "state folder", verdict: "good", found: `${path} can be written`, todo: "" };
  } catch (error) {
    return {
      what: "state folder",
      verdict: "bad",
      found: error instanceof Error ? error.message : String(error),
      todo: `Make ${path} writable for you.`,
    };
  } finally {
    if (!existed) {
      rmSync(path, { recursive: true, force: true });
    }
  }
}

function ports(): Promise<Finding> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) =>
      resolve({ what: "ports", verdict: "bad", found: error.message, todo: "Allow listening on 127.0.0.1." }),
    );
    server.listen(0, "127.0.0.1", () =>
      server.close(() =>
        resolve({ what: "ports", verdict: "good", found: "127.0.0.1 can be listened on", todo: "" }),
      ),
    );
  });
}
