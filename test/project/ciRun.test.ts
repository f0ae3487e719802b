import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../support/projectFiles";
import { temporaryFolder } from "../support/temporaryFolder";

/** Stand-ins for what `.ci/run` calls. Each writes its name and arguments to `calls`. */
const note = '#!/bin/sh\necho "$(basename "$0") $*" >> "$CALLS"\n';
const quiet = { "apt-get": note, go: note, chromium: note };

/**
 * Runs a copy of `.ci/run` with an npm that behaves as told, no input, and the given home. Nothing is installed: npm,
 * apt-get and go are stand-ins that only note how they were called.
 */
function run(npm: string, { home = "", node = "node" } = {}) {
  const tools = {
    ...quiet,
    npm: `${note}${npm}\n`,
    ...(node === "node" ? {} : { node: `#!/bin/sh\n${node}\n` }),
  };
  const named = Object.entries(tools).map(([name, text]) => [`bin/${name}`, text] as const);
  const root = temporaryFolder({ calls: "", ...Object.fromEntries(named) });
  cpSync(join(projectRoot, ".ci/run"), join(root, ".ci/run"), { recursive: true });
  for (const name of Object.keys(tools)) chmodSync(join(root, "bin", name), 0o755);
  if (node === "node") symlinkSync(process.execPath, join(root, "bin/node"));
  const { stdout, stderr, status } = spawnSync("bash", [join(root, ".ci/run")], {
    cwd: "/",
    env: { PATH: `${root}/bin:/usr/bin:/bin`, CALLS: join(root, "calls"), HOME: home },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  const calls = readFileSync(join(root, "calls"), "utf8").trimEnd().split("\n");
  return { status, stdout, stderr, last: stdout.trimEnd().split("\n").at(-1), calls };
}

const good =
  'case "$*" in *security*) echo "passed  secrets";; *test*) echo "tests…"; echo "3 passed, 0 failed, 1 skipped";; esac';

describe(".ci/run", () => {
  it("can be executed", () => {
    expect(statSync(join(projectRoot, ".ci/run")).mode & 0o111).not.toBe(0);
  });

  it("installs, checks security, then runs the tests, and ends with their last line", () => {
    const { status, last, stdout, calls } = run(good);
    expect(calls.filter((call) => call.startsWith("npm"))).toEqual([
      "npm ci --no-audit --no-fund",
      "npm run --silent security",
      "npm test --silent",
    ]);
    expect(last).toBe("3 passed, 0 failed, 1 skipped");
    expect(stdout.match(/^\d+ passed,/gm)).toHaveLength(1);
    expect(status).toBe(0);
  });

  it("gives the tools a home where there is none", () => {
    const { calls, status } = run(`${good}\necho "home $HOME" >> "$CALLS"\ntest -w "$HOME" || exit 9`, {
      home: "/gone",
    });
    const homes = calls.filter((call) => call.startsWith("home "));
    expect(homes[0]).not.toContain("/gone");
    expect(existsSync(homes[0]?.slice(5) ?? "/")).toBe(false);
    expect(status).toBe(0);
  });

  it("runs the tests although security found something, then fails", () => {
    const { status, last, stdout } = run(`case "$*" in *security*) exit 1;; esac\n${good}`);
    expect(stdout).toContain("npm run security failed (exit 1)");
    expect(last).toBe("3 passed, 0 failed, 1 skipped");
    expect(status).toBe(1);
  });

  it("fails when a test fails", () => {
    const { status, last } = run('case "$*" in *test*) echo "2 passed, 1 failed, 0 skipped"; exit 1;; esac');
    expect(last).toBe("2 passed, 1 failed, 0 skipped");
    expect(status).toBe(1);
  });

  it.each([
    ["the tests break off", 'case "$*" in *test*) echo "half way"; exit 137;; esac'],
    ["the packages cannot be installed", 'case "$*" in ci*) exit 1;; esac'],
  ])("ends with a failed line when %s", (_, npm) => {
    const { status, last } = run(npm);
    expect(last).toBe("0 passed, 1 failed, 0 skipped");
    expect(status).toBe(1);
  });

  it("says so when Node is too old", () => {
    const { status, stdout, last } = run(good, { node: '[ "$1" = --version ] && echo v18.20.0\nexit 1' });
    expect(stdout).toContain("Node 20.19 or later is needed; this machine has v18.20.0");
    expect(last).toBe("0 passed, 1 failed, 0 skipped");
    expect(status).toBe(1);
  });
});
