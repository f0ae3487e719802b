import type { Machine } from "../../../local-cloud/hosts";

/** What a host says of its own becoming. */
export interface Converged {
  readonly result: "running" | "failed" | "done";
  readonly steps: readonly { readonly step: string; readonly result: string; readonly said: string }[];
}

/** Waits until the host has become itself. Throws with what its last step said after the time. */
export async function converged(host: Machine, seconds = 420): Promise<Converged> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const { stdout } = await host.exec(["cat", "/run/bastide/converge.json"]);
    const said = stdout === "" ? undefined : (JSON.parse(stdout) as Converged);
    if (said?.result === "done") return said;
    if (performance.now() > end) throw new Error(`${host.name} did not become itself: ${stdout}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

/** Runs a script on the host; returns what it said. Throws where it fails. */
export async function sh(host: Machine, script: string): Promise<string> {
  const { code, stdout, stderr } = await host.exec(["bash", "-euo", "pipefail", "-c", script]);
  if (code !== 0) throw new Error(`On ${host.name}, exit ${code}: ${script}\n${stderr}${stdout}`);
  return stdout.trim();
}

/** Whether a script succeeds on the host. */
export async function works(host: Machine, script: string, user?: string): Promise<boolean> {
  const { code } = await host.exec(["bash", "-c", script], user === undefined ? {} : { user });
  return code === 0;
}
