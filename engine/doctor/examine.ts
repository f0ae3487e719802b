import type { Project } from "../project";
import { basics } from "./basics";
import { engine } from "./engine";
import { hosts } from "./hosts";

/** One thing that a machine has or lacks. */
export interface Finding {
  /** A word or two, for example `Node`. */
  readonly what: string;
  /** `lacks`: something is missing that only some commands need. `bad`: nothing works without it. */
  readonly verdict: "good" | "lacks" | "bad";
  readonly found: string;
  /** What to do about it; empty where nothing is to be done. */
  readonly todo: string;
}

export interface Examination {
  readonly findings: readonly Finding[];
  /** What can be done on this machine. */
  readonly ways: readonly { readonly what: string; readonly works: boolean }[];
  /** True when `bastide preview` and `bastide up --engine offline` work. */
  readonly offlineWorks: boolean;
}

/** Looks at this machine: what it has, what it lacks, and what to do about it. Changes nothing. */
export async function examine(project: Project): Promise<Examination> {
  const base = await basics(project);
  const withEngine = engine(project);
  const forHosts = hosts();
  const offlineWorks = base.every(({ verdict }) => verdict !== "bad");
  const isGood = (findings: readonly Finding[]): boolean =>
    findings.every(({ verdict }) => verdict === "good");
  return {
    findings: [...base, ...withEngine, ...forHosts],
    ways: [
      { what: "Offline: preview, and up on a local cloud", works: offlineWorks },
      { what: "Through the Pulumi engine", works: offlineWorks && isGood(withEngine) },
      {
        what: "Real hosts on this machine (bastide up --hosts)",
        works: offlineWorks && isGood(forHosts.filter(({ what }) => what !== "chromium")),
      },
    ],
    offlineWorks,
  };
}
