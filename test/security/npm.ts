import { spawn } from "node:child_process";
import { basename } from "node:path";

/** How a run of npm ended. */
export interface NpmRun {
  status: number | null;
  stdout: string;
  stderr: string;
}

/**
 * Runs npm in a folder and waits for it, at most `seconds`. The npm that started us is used where there is one, so that a
 * machine with several answers with the same one throughout.
 */
export function npm(root: string, seconds: number, ...args: readonly string[]): Promise<NpmRun> {
  const script = process.env.npm_execpath;
  const [program, first] =
    script && basename(script).startsWith("npm") ? [process.execPath, [script]] : ["npm", []];
  return new Promise((resolve, reject) => {
    const child = spawn(program, [...first, ...args], {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      timeout: seconds * 1000,
    });
    const run: NpmRun = { status: null, stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      run.stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      run.stderr += text;
    });
    child.once("error", reject);
    child.once("close", (status) => resolve({ ...run, status }));
  });
}
