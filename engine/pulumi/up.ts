import { rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors";
import type { CloudAccess } from "../localCloud/access";
import { ensureCloud } from "../localCloud/ensure";
import { writeOutputs } from "../outputs";
import type { Preview } from "../preview";
import type { Project } from "../project";
import type { EngineInstallation } from "./find";
import { mayPass } from "./passing";
import { persist, unchanged } from "./persist";
import { previewIn } from "./preview";
import { recover } from "./recover";
import { Session } from "./session";

export interface EngineUpOptions {
  readonly project: Project;
  readonly stack: string;
  readonly folder: string;
  readonly packFolder: string;
  readonly engine: EngineInstallation;
  /** Is told of the local cloud once the pack has agreed, before anything is made in it. */
  readonly onCloud?: (cloud: CloudAccess) => Promise<void>;
  readonly onPhase?: (phase: string) => void;
  /** Is told what stays on the screen: that something failed and is tried again. */
  readonly onNote?: (note: string) => void;
}

export interface EngineUpResult {
  readonly preview: Preview;
  readonly made: number;
  readonly changed: number;
  readonly total: number;
  /** Runs of the engine that the update took; 0 where there was nothing to do. */
  readonly runs: number;
  readonly url: string;
}

/**
 * `pulumi up` on the stack's local cloud: first what an interrupted run left is put in order, then a preview with the policy
 * pack, and the update only when its verdict is positive. The update does not preview again: that was the preview. What fails and
 * may pass is tried again.
 */
export async function upWithEngine(options: EngineUpOptions): Promise<EngineUpResult> {
  const { folder, onPhase, onNote } = options;
  onPhase?.("Starting the local cloud");
  const cloud = await ensureCloud({ folder });
  const session = await Session.open({ ...options, cloud });
  const { state } = await recover({ session, cloud, ...(onPhase === undefined ? {} : { onPhase }) });
  const preview = await previewPatiently(session, options);
  const planned = Object.entries(preview.changes);
  const total = preview.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length;
  const pending = planned.reduce((rest, [op, number]) => rest + (unchanged.has(op) ? 0 : number), 0);
  if (preview.verdict.compliant) {
    await options.onCloud?.(cloud);
  }
  if (!preview.verdict.compliant || pending === 0) {
    return { preview, made: 0, changed: 0, total, runs: 0, url: cloud.url };
  }
  const { made, changed, runs } = await persist({
    session,
    cloud,
    command: "up",
    args: ["--policy-pack", options.packFolder],
    what: "update the stack",
    state,
    total: pending,
    ...(onPhase === undefined ? {} : { onPhase }),
    ...(onNote === undefined ? {} : { onNote }),
  });
  await keepOutputs(session, folder);
  return { preview, made, changed, total, runs, url: cloud.url };
}

/** How often a preview is tried where what it met may pass. */
const previews = 4;

async function previewPatiently(session: Session, options: EngineUpOptions): ReturnType<typeof previewIn> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await previewIn(session, options);
    } catch (error) {
      if (!(error instanceof UserError && mayPass(error.message)) || attempt === previews) {
        throw error;
      }
      options.onNote?.("The preview met what may pass. Trying again.");
      await sleep(500 * attempt);
    }
  }
}

/** Secrets are blanked by the CLI. */
async function keepOutputs(session: Session, folder: string): Promise<void> {
  const result = await session.run(["stack", "output", "--json"]);
  if (result.code === 0) {
    writeOutputs(folder, JSON.parse(result.stdout));
  }
}

export interface EngineDestroyOptions {
  readonly project: Project;
  readonly stack: string;
  readonly folder: string;
  readonly engine: EngineInstallation;
  readonly cloud: CloudAccess;
  readonly onPhase?: (phase: string) => void;
  /** Is told what stays on the screen: that something failed and is tried again. */
  readonly onNote?: (note: string) => void;
}

/** `pulumi destroy` on the local cloud, where protection protects nothing that is worth it. Returns how many were removed. */
export async function destroyWithEngine(options: EngineDestroyOptions): Promise<number> {
  const { folder, cloud, onPhase, onNote } = options;
  const session = await Session.open(options);
  const { state } = await recover({ session, cloud, ...(onPhase === undefined ? {} : { onPhase }) });
  const unprotect = await session.run(["state", "unprotect", "--all", "--yes"]);
  if (unprotect.code !== 0 && !/no resources|empty|does not exist/i.test(unprotect.stderr)) {
    throw unprotect.failure("unprotect the resources");
  }
  const { removed } = await persist({
    session,
    cloud,
    command: "destroy",
    args: [],
    what: "destroy the stack",
    state,
    ...(onPhase === undefined ? {} : { onPhase }),
    ...(onNote === undefined ? {} : { onNote }),
  });
  // Not `pulumi stack rm`: it would delete the user's Pulumi.STACK.yaml with the stack.
  for (const name of ["state", "engine", "passphrase", "outputs.json"]) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  return removed;
}
