import { rmSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../errors";
import type { CloudAccess } from "../localCloud/access";
import { ensureCloud } from "../localCloud/ensure";
import { nameOf } from "../offline/urn";
import { writeOutputs } from "../outputs";
import type { Preview } from "../preview";
import type { Project } from "../project";
import type { EngineEvent } from "./events";
import type { EngineInstallation } from "./find";
import { previewIn } from "./preview";
import { recover } from "./recover";
import { Session } from "./session";

export interface EngineUpOptions {
  readonly project: Project;
  readonly stack: string;
  readonly folder: string;
  readonly packFolder: string;
  readonly engine: EngineInstallation;
  /** Which instances boot as real hosts. */
  readonly hosts: string;
  readonly onPhase?: (phase: string) => void;
}

export interface EngineUpResult {
  readonly preview: Preview;
  readonly made: number;
  readonly changed: number;
  readonly total: number;
  readonly url: string;
}

/** Operations that leave a resource as it is. */
const unchanged = new Set(["same", "read", "read-discard", "refresh"]);

/**
 * `pulumi up` on the stack's local cloud: first what an interrupted run left is put in order, then a preview with the policy
 * pack, and the update only when its verdict is positive. The update does not preview again: that was the preview.
 */
export async function upWithEngine(options: EngineUpOptions): Promise<EngineUpResult> {
  const { folder, onPhase } = options;
  onPhase?.("Starting the local cloud");
  const cloud = await ensureCloud({ folder, hosts: options.hosts });
  const session = await Session.open({ ...options, cloud });
  await recover({ session, cloud, ...(onPhase === undefined ? {} : { onPhase }) });
  const preview = await previewIn(session, options);
  const planned = Object.entries(preview.changes);
  const total = preview.resources.filter(({ custom, type }) => custom && !type.startsWith("pulumi:")).length;
  const pending = planned.reduce((rest, [op, number]) => rest + (unchanged.has(op) ? 0 : number), 0);
  if (!preview.verdict.compliant || pending === 0) {
    return { preview, made: 0, changed: 0, total, url: cloud.url };
  }
  const progress = counter("Updating the resources", pending, onPhase);
  const result = await session.operate(
    ["up", "--yes", "--skip-preview", "--suppress-outputs", "--policy-pack", options.packFolder],
    { onEvent: progress.count },
  );
  if (result.code !== 0) {
    throw withErrors(result.failure("update the stack"), progress.errors);
  }
  await keepOutputs(session, folder);
  return { preview, ...progress.result(), total, url: cloud.url };
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
}

/** `pulumi destroy` on the local cloud, where protection protects nothing that is worth it. Returns how many were removed. */
export async function destroyWithEngine(options: EngineDestroyOptions): Promise<number> {
  const { folder, cloud, onPhase } = options;
  const session = await Session.open(options);
  await recover({ session, cloud, ...(onPhase === undefined ? {} : { onPhase }) });
  const unprotect = await session.run(["state", "unprotect", "--all", "--yes"]);
  if (unprotect.code !== 0 && !/no resources|empty|does not exist/i.test(unprotect.stderr)) {
    throw unprotect.failure("unprotect the resources");
  }
  const progress = counter("Removing the resources", undefined, onPhase);
  const result = await session.operate(["destroy", "--yes", "--skip-preview", "--suppress-outputs"], {
    onEvent: progress.count,
  });
  if (result.code !== 0) {
    throw withErrors(result.failure("destroy the stack"), progress.errors);
  }
  // Not `pulumi stack rm`: it would delete the user's Pulumi.STACK.yaml with the stack.
  for (const name of ["state", "engine", "passphrase", "outputs.json"]) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
  return progress.result().removed;
}

/** Counts managed resources as the engine finishes them; components and providers are nothing that was made. */
function counter(what: string, total: number | undefined, onPhase: ((phase: string) => void) | undefined) {
  const errors: string[] = [];
  const result = { made: 0, changed: 0, removed: 0 };
  let done = 0;
  onPhase?.(what);
  return {
    errors,
    result: () => result,
    count: (event: EngineEvent): void => {
      if (event.policyEvent?.enforcementLevel === "mandatory") {
        const { policyName, message, resourceUrn } = event.policyEvent;
        errors.push(`${policyName}${resourceUrn ? ` on ${nameOf(resourceUrn)}` : ""}: ${message.trim()}`);
      }
      if (event.diagnosticEvent?.severity === "error") {
        errors.push(event.diagnosticEvent.message.trim());
      }
      const step = event.resOutputsEvent?.metadata;
      if (step === undefined || unchanged.has(step.op)) {
        return;
      }
      done++;
      onPhase?.(`${what} (${done}${total === undefined ? "" : ` of ${total}`})`);
      const isManaged = (step.new?.custom ?? step.old?.custom ?? false) && !step.type.startsWith("pulumi:");
      if (isManaged) {
        result[step.op === "create" ? "made" : step.op === "delete" ? "removed" : "changed"]++;
      }
    },
  };
}

function withErrors(failure: UserError, errors: readonly string[]): UserError {
  const own = [...new Set(errors)].filter((text) => !/^(update|destroy) failed$/.test(text));
  return own.length === 0
    ? failure
    : new UserError(
        `${failure.message.split("\n")[0]}\n  ${own.join("\n  ")}`,
        "Run the command again; it goes on where it stopped.",
        1,
      );
}
