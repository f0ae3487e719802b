import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { marked, settleStrays } from "../../engine/pulumi/strays";
import { temporaryFolder } from "../support/temporaryFolder";

const onLinux = process.platform === "linux";
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
  }
});

/** A process that says when it runs, and runs for `ms`. */
async function start(
  environment: NodeJS.ProcessEnv,
  ms = 60_000,
  program = process.execPath,
): Promise<ChildProcess> {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "up"), `process.stdout.write("runs"); setTimeout(() => {}, ${ms});`);
  const child = spawn(program, ["up"], {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  children.push(child);
  await new Promise((resolve) => child.stdout?.once("data", resolve));
  return child;
}

const ended = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;

describe.skipIf(!onLinux)(
  onLinux
    ? "processes of a killed run"
    : "processes of a killed run (skipped: the system doesn't tell a process's environment)",
  () => {
    it("are ended where they carry the stack's mark, and only there", async () => {
      const [mine, other] = [temporaryFolder(), temporaryFolder()];
      const stray = await start(marked(mine));
      const stranger = await start(marked(other));
      const unmarked = await start({});
      await settleStrays(mine);
      await expect.poll(() => ended(stray)).toBe(true);
      expect([ended(stranger), ended(unmarked)]).toEqual([false, false]);
    });

    it("are waited for where they are a CLI that still updates, and this is said", async () => {
      const folder = temporaryFolder();
      mkdirSync(join(folder, "bin"));
      const cli = join(folder, "bin", "pulumi");
      symlinkSync(process.execPath, cli);
      const child = await start(marked(folder), 700, cli);
      const phases: string[] = [];
      await settleStrays(folder, (phase) => phases.push(phase));
      expect(phases).toContain("Waiting for an earlier update that still works");
      await expect.poll(() => child.exitCode).toBe(0);
    });
  },
);
