import { join } from "node:path";
import { git, isCheckout } from "../../support/projectFiles";
import type { Check, Finding } from "../check";
import { secretScan } from "./secretPatterns";

/** On the main branch itself, where no commit is new, this many of the newest are looked at. */
const newest = 50;

/** Looks for credentials in what commits added, though a later commit may have removed it again. */
export const secretsInHistory: Check = {
  name: "secrets-in-history",
  purpose: "credentials in commits that are not on the main branch yet",
  async run({ root }) {
    if (!isCheckout(root)) return skipped("this is no git checkout, so there is no history to read");
    if (!exists(root, "HEAD")) return skipped("this checkout has no commit yet");
    if (git(root, "rev-parse", "--is-shallow-repository").trim() === "true") {
      return skipped("this checkout is shallow: fetch the whole history (`git fetch --unshallow`)");
    }
    const commits = commitsToRead(root);
    const scan = await secretScan();
    const findings: Finding[] = [];
    for (const commit of commits) {
      for (const [path, added] of additions(root, commit)) {
        findings.push(...(await scan(`${commit.slice(0, 12)} ${path}`, join(root, path), added)));
      }
    }
    return { findings, examined: `${commits.length} commits` };
  },
};

function skipped(reason: string) {
  return { findings: [], examined: "nothing", skipped: reason };
}

function exists(root: string, reference: string): boolean {
  try {
    git(root, "rev-parse", "--verify", "--quiet", `${reference}^{commit}`);
    return true;
  } catch {
    return false;
  }
}

function commitsToRead(root: string): string[] {
  const main = ["origin/main", "main"].find((branch) => exists(root, branch));
  const list = (...range: readonly string[]) =>
    git(root, "rev-list", "--no-merges", ...range, "--")
      .split("\n")
      .filter((line) => line !== "");
  const fresh = main ? list("HEAD", `^${main}`) : [];
  return fresh.length > 0 ? fresh : list(`--max-count=${newest}`, "HEAD");
}

/** The lines that a commit added, by path. A line keeps its number among the added ones only. */
function additions(root: string, commit: string): Map<string, string> {
  const patch = git(
    root,
    "show",
    "--format=",
    "--unified=0",
    "--no-color",
    "--no-ext-diff",
    "--no-prefix",
    commit,
  );
  const byPath = new Map<string, string>();
  let path: string | undefined;
  for (const line of patch.split("\n")) {
    if (line.startsWith("diff --git ")) path = undefined;
    else if (path === undefined && line.startsWith("+++ ")) path = line.slice(4);
    else if (path !== undefined && line.startsWith("+"))
      byPath.set(path, `${byPath.get(path) ?? ""}${line.slice(1)}\n`);
  }
  return byPath;
}
