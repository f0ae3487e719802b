import type { Machine } from "../../../local-cloud/hosts";
import { until } from "../../../local-cloud/hosts/run";

/** What a host says of its own becoming. */
export interface Converged {
  readonly result: "running" | "failed" | "done";
  readonly steps: readonly { readonly step: string; readonly result: string; readonly said: string }[];
}

/** Waits until the host has become itself. Throws with what its last step said after the time. */
export async function converged(host: Machine, seconds = 420): Promise<Converged> {
  let last = "";
  return until(
    async () => {
      // It may reboot meanwhile, as it does once its StackScript has run.
      const asked = host.isOn() ? host.exec(["cat", "/run/bastide/converge.json"]) : undefined;
      last = (await asked?.catch(() => undefined))?.stdout ?? "";
      const said = last === "" ? undefined : (JSON.parse(last) as Converged);
      return said?.result === "done" ? said : undefined;
    },
    { seconds, everyMs: 500, late: () => `${host.name} did not become itself: ${last}` },
  );
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

/** Begins some work, then does something to the world, and waits for what the work comes to. */
export async function runs<T>(work: () => Promise<T>, then: () => Promise<unknown>): Promise<T> {
  const [result] = await Promise.all([work(), delayed(3000).then(then)]);
  return result;
}

const delayed = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));
