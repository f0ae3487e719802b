import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors";
import type { CloudAccess } from "../localCloud/access";
import { CloudApi } from "../offline/create/api";
import { nameOf } from "../offline/urn";
import type { EngineEvent } from "./events";
import { JobWatch } from "./jobWatch";
import { type StateResource, takeInventory } from "./orphans";
import { mayPass } from "./passing";
import { dropGone, type Recovered, settle } from "./recover";
import { RunRecord } from "./runRecord";
import type { Session } from "./session";

/** Runs of the engine in one command, at most; each goes on where the last one stopped. */
const mostRuns = 12;
/** Runs in a row that get nothing done, at most. */
const mostIdleRuns = 3;
const pauseMs = 500;

/** Operations that leave a resource as it is. */
export const unchanged = new Set(["same", "read", "read-discard", "refresh"]);

export interface PersistOptions {
  readonly session: Session;
  readonly cloud: CloudAccess;
  readonly command: "up" | "destroy";
  readonly args: readonly string[];
  /** For people, behind "could not". */
  readonly what: string;
  /** The state before the first run. */
  readonly state: readonly StateResource[];
  /** How many steps there will be, where that is known. */
  readonly total?: number;
  readonly onPhase?: (phase: string) => void;
  /** Is told what stays on the screen: that something failed and is tried again. */
  readonly onNote?: (note: string) => void;
}

/** What was done in the end. */
export interface Persisted extends Readonly<Counts> {
  /** Runs of the engine that it took. */
  readonly runs: number;
}

/** Managed resources, over all runs. */
interface Counts {
  made: number;
  changed: number;
  removed: number;
}

/**
 * Runs an operation of the engine, and again as long as what went wrong may pass and something gets done. Between two runs, what the
 * failed one left is put in order. What depends on a failed step is left out of a run; the rest goes on. Throws a `UserError` that
 * says what the engine met and what to do.
 */
export async function persist(options: PersistOptions): Promise<Persisted> {
  const { session, cloud, command, args, onPhase, onNote } = options;
  const counts: Counts = { made: 0, changed: 0, removed: 0 };
  const record = RunRecord.in(session.folder);
  const api = new CloudApi(cloud.url, cloud.token);
  let state = options.state;
  let idle = 0;
  let lookedAtAll = false;
  let done = 0;
  for (let run = 1; ; run++) {
    const inventory = command === "up" ? await takeInventory(api, state) : {};
    record.begin(inventory);
    const seen = new Seen(counts, (steps) => onPhase?.(phaseOf(options, done + steps)));
    onPhase?.(phaseOf(options, done));
    const watch = new JobWatch(api, {
      concerns: (label) => seen.labels.has(label),
      wasThere: (collection, id) => inventory[collection]?.includes(id) ?? true,
    });
    const result = await session
      .operate([command, "--yes", "--skip-preview", "--suppress-outputs", "--continue-on-error", ...args], {
        events: { file: record.eventFile, onEvent: (event) => seen.add(event) },
      })
      .finally(() => watch.stop());
    if (result.interrupted || result.signal !== null) {
      throw withErrors(result.failure(options.what), seen);
    }
    let recovered = await settle({ session, cloud, ...(onPhase === undefined ? {} : { onPhase }) });
    if (watch.mended.length > 0) {
      onNote?.(`Jobs of the platform failed and were seen to: ${watch.mended.join(", ")}.`);
    }
    if (result.code === 0) {
      return { ...counts, runs: run };
    }
    done += seen.done;
    idle = seen.done > 0 ? 0 : idle + 1;
    const isMended = recovered.removed.length + recovered.gone + watch.mended.length > 0;
    let mayHelp = isMended || seen.errors.some(mayPass);
    if (!mayHelp && !lookedAtAll) {
      lookedAtAll = true;
      onPhase?.("Looking whether something is gone from the cloud");
      recovered = (await dropGone(session, recovered.state)) ?? recovered;
      mayHelp = recovered.gone > 0;
    }
    if (!mayHelp || run === mostRuns || idle === mostIdleRuns) {
      throw withErrors(result.failure(options.what), seen);
    }
    state = recovered.state;
    onNote?.(noteOf(seen, recovered));
    await sleep(pauseMs * (idle + 1));
  }
}

function phaseOf({ command, total }: PersistOptions, steps: number): string {
  return `${command === "up" ? "Updating" : "Removing"} the resources (${steps}${total === undefined ? "" : ` of ${total}`})`;
}

function noteOf(seen: Seen, { removed, gone }: Recovered): string {
  const first = seen.errors.find(mayPass) ?? seen.errors[0] ?? "";
  const lost = gone === 0 ? "" : ` ${gone} ${gone === 1 ? "was" : "were"} gone from the cloud.`;
  const orphans =
    removed.length === 0 ? "" : ` Removed what was made without an answer: ${removed.join(", ")}.`;
  return `${seen.failed} of the resources met what may pass (${shortened(first)}).${orphans}${lost} Trying again.`;
}

/** Providers put their whole story into an error; its last line says what happened. */
function shortened(text: string): string {
  const line = text.trim().split("\n").at(-1)?.trim() ?? "";
  return line.length > 160 ? `${line.slice(0, 157)}…` : line;
}

/** Counts managed resources as the engine finishes them; components and providers are nothing that was made. */
class Seen {
  readonly errors: string[] = [];
  /** Labels of what the run is about. */
  readonly labels = new Set<string>();
  /** Steps that ended well in this run. */
  done = 0;
  /** Steps that failed. */
  failed = 0;
  /**
   * What the policy pack refused. The preview had its consent; and what depends on a failed resource is judged, before it is left
   * out, with values that nobody knows. So this is a reason only where nothing else failed.
   */
  readonly refusals: string[] = [];

  constructor(
    private readonly counts: Counts,
    private readonly onStep: (steps: number) => void,
  ) {}

  add(event: EngineEvent): void {
    if (event.policyEvent?.enforcementLevel === "mandatory") {
      const { policyName, message, resourceUrn } = event.policyEvent;
      this.refusals.push(
        `${policyName}${resourceUrn ? ` on ${nameOf(resourceUrn)}` : ""}: ${message.trim()}`,
      );
    }
    if (event.diagnosticEvent?.severity === "error") {
      const { urn, message } = event.diagnosticEvent;
      this.errors.push(`${urn ? `${nameOf(urn)}: ` : ""}${message.trim()}`);
    }
    const begun = event.resourcePreEvent?.metadata;
    const label = unchanged.has(begun?.op ?? "same") ? undefined : (begun?.new ?? begun?.old)?.inputs.label;
    if (typeof label === "string") {
      this.labels.add(label);
    }
    this.failed += event.resOpFailedEvent === undefined ? 0 : 1;
    const step = event.resOutputsEvent?.metadata;
    if (step === undefined || unchanged.has(step.op)) {
      return;
    }
    this.done++;
    this.onStep(this.done);
    const isManaged = (step.new?.custom ?? step.old?.custom ?? false) && !step.type.startsWith("pulumi:");
    if (isManaged) {
      this.counts[step.op === "create" ? "made" : step.op === "delete" ? "removed" : "changed"]++;
    }
  }
}

const summary = /(update|destroy) failed$/;

function withErrors(failure: UserError, { errors, refusals }: Seen): UserError {
  const failed = errors.filter((text) => !summary.test(text));
  const own = [...new Set(failed.length === 0 ? refusals : failed)];
  const message =
    own.length === 0 ? failure.message : `${failure.message.split("\n")[0]}\n  ${own.join("\n  ")}`;
  const isTaken = /must be unique/i.test(message);
  return new UserError(
    message,
    isTaken
      ? "Something that this stack did not make has the label. Rename or remove it, then run the command again."
      : "Run the command again; it goes on where it stopped.",
    1,
  );
}
