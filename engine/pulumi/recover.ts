import { setTimeout as sleep } from "node:timers/promises";
import { isAlive } from "../../local-cloud/core/processes";
import { UserError } from "../errors";
import type { CloudAccess } from "../localCloud/access";
import { CloudApi } from "../offline/create/api";
import type { Plain } from "../offline/create/translator";
import { removeOrphans, type StateResource } from "./orphans";
import { mayPass } from "./passing";
import { RunRecord } from "./runRecord";
import type { Session } from "./session";
import { locksIn, mendState } from "./stateFiles";
import { settleStrays } from "./strays";

/** An update that goes on after its command was killed is waited for. */
const waitMs = 15 * 60_000;
/** How often a refresh is tried where what it met may pass. */
const refreshes = 6;

export interface RecoverOptions {
  readonly session: Session;
  readonly cloud: CloudAccess;
  readonly onPhase?: (phase: string) => void;
}

/** The engine's state, as it exports it: secrets stay encrypted. */
export interface Deployment {
  readonly deployment?: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
  };
}

/** What had to be put in order. */
export interface Recovered {
  /** The state as it now is. */
  readonly state: readonly StateResource[];
  /** Names of what was removed from the cloud, since a run had made it and the engine did not know. */
  readonly removed: readonly string[];
  /** How many resources left the state, since they were gone from the cloud. */
  readonly gone: number;
}

/**
 * Puts in order what an earlier run left, whether it was killed or failed:
 * - an engine that still works is waited for; providers without an engine are ended; a lock whose process is gone is released;
 * - what a create made and the engine could not record is removed from the cloud, so that the next update makes it anew and
 *   nothing is there twice;
 * - what was being changed or removed is looked at in the cloud, so that the state has it as it is.
 * Can be repeated wherever it is interrupted.
 */
export async function recover(options: RecoverOptions): Promise<Recovered> {
  const { session, onPhase } = options;
  await settleStrays(session.folder, onPhase);
  await waitForLock(session, onPhase);
  // Before the lock is released: the CLI reads the state for that too.
  mendState(session.stateFolder);
  await releaseLock(session);
  return settle(options);
}

/** The same after a run of this process, which has left no processes and no lock. */
export async function settle({ session, cloud, onPhase }: RecoverOptions): Promise<Recovered> {
  const exported = await exportState(session);
  const state = exported.deployment?.resources ?? [];
  const pending = exported.deployment?.pending_operations ?? [];
  const record = RunRecord.in(session.folder);
  const { inventory, steps } = record;
  const moved = state.some((resource) => isElsewhere(resource, cloud.url));
  if (inventory === undefined && pending.length === 0 && !moved) {
    return { state, removed: [], gone: 0 };
  }
  const known = new Set(state.map(({ urn }) => urn));
  const isCreation = (op: string): boolean => op.startsWith("creat") || op === "replace";
  const unsettled = [
    ...steps.filter(({ end }) => end !== "done"),
    ...pending.map(({ type, resource }) => ({ op: type, ...resource })),
  ];
  if (unsettled.length > 0) {
    onPhase?.("Putting in order what an interrupted run left");
  }
  const removed =
    inventory === undefined
      ? []
      : await removeOrphans({
          api: new CloudApi(cloud.url, cloud.token),
          // Done ones too: a provider that had no answer asks again by itself, and a key or an address may be there twice.
          creations: [
            ...steps.filter(({ op }) => isCreation(op)),
            ...pending.filter(({ type }) => type === "creating").map(({ resource }) => resource),
          ],
          inventory,
          state,
        });
  if (pending.length > 0 || moved) {
    await rewrite(session, exported, cloud.url);
  }
  const unsure = new Set(unsettled.filter(({ urn }) => known.has(urn)).map(({ urn }) => urn));
  if (unsure.size === 0) {
    record.clear();
    return { state, removed, gone: 0 };
  }
  const refreshed = await refresh(session, [...unsure]);
  record.clear();
  return { state: refreshed, removed, gone: state.length - refreshed.length };
}

/**
 * Reads every resource of the state anew, where a run could get no further: somebody may have removed what it builds upon. Undefined
 * where all of it is there, or that can't be found out now.
 */
export async function dropGone(
  session: Session,
  state: readonly StateResource[],
): Promise<Recovered | undefined> {
  const refreshed = await refresh(session, []).catch(() => state);
  const gone = state.length - refreshed.length;
  return gone > 0 ? { state: refreshed, removed: [], gone } : undefined;
}

/**
 * Imports the state without its pending operations, which have been settled, and with the local cloud's address as it is now: the
 * provider's address is in the state, and the engine removes resources through the provider that made them.
 */
async function rewrite(session: Session, exported: Deployment, url: string): Promise<void> {
  const text = JSON.stringify(exported, (key, value) =>
    key === "pending_operations" ? undefined : isElsewhere(value, url) ? at(value, url) : value,
  );
  const imported = await session.import(text);
  if (imported.code !== 0) {
    throw imported.failure("put the state in order after an interrupted run");
  }
}

type LinodeProvider = StateResource & { readonly outputs?: Plain };

function isElsewhere(value: unknown, url: string): value is LinodeProvider {
  if (typeof value !== "object" || value === null || !("type" in value)) {
    return false;
  }
  const { inputs } = value as StateResource;
  return value.type === "pulumi:providers:linode" && inputs?.url !== undefined && inputs.url !== url;
}

function at(provider: LinodeProvider, url: string): unknown {
  return { ...provider, inputs: { ...provider.inputs, url }, outputs: { ...provider.outputs, url } };
}

/**
 * Reads resources anew from the cloud, all of them where none is named, and gives the state as it then is. One that is gone leaves
 * the state.
 */
async function refresh(session: Session, urns: readonly string[]): Promise<readonly StateResource[]> {
  let targets = urns;
  for (let attempt = 1; ; attempt++) {
    const errors: string[] = [];
    const result = await session.operate(
      [
        ...["refresh", "--yes", "--skip-preview", "--suppress-outputs"],
        ...targets.flatMap((urn) => ["--target", urn]),
      ],
      {
        events: {
          file: session.previewEvents,
          onEvent: ({ diagnosticEvent }) => {
            if (diagnosticEvent?.severity === "error") errors.push(diagnosticEvent.message.trim());
          },
        },
      },
    );
    const state = (await exportState(session)).deployment?.resources ?? [];
    // A refresh that failed may have found some of them gone, and a target has to be in the state.
    targets = urns.filter((urn) => state.some((resource) => resource.urn === urn));
    if (result.code === 0 || (urns.length > 0 && targets.length === 0)) {
      return state;
    }
    const mayHelp = result.signal === null && !result.interrupted && errors.some(mayPass);
    if (!mayHelp || attempt === refreshes) {
      const failure = result.failure("look at what an interrupted run left").message;
      const [first = ""] = failure.split("\n");
      throw new UserError(
        errors.length === 0 ? failure : [first, ...new Set(errors)].join("\n  "),
        "Run the command again; it goes on where it stopped.",
        1,
      );
    }
    await sleep(500 * attempt);
  }
}

async function waitForLock(session: Session, onPhase: ((phase: string) => void) | undefined): Promise<void> {
  for (const end = Date.now() + waitMs; locksIn(session.lockFolder).some(isAlive); await sleep(500)) {
    onPhase?.("Waiting for an earlier update that still works");
    if (Date.now() > end) {
      throw new UserError(
        "An earlier update of this stack has not ended in a quarter of an hour.",
        "End its process, then run the command again.",
        1,
      );
    }
  }
}

async function releaseLock(session: Session): Promise<void> {
  if (locksIn(session.lockFolder).length > 0) {
    const cancel = await session.run(["cancel", "--yes"]);
    if (cancel.code !== 0) {
      throw cancel.failure("release a lock whose process is gone");
    }
  }
}

async function exportState(session: Session): Promise<Deployment> {
  const result = await session.run(["stack", "export"]);
  if (result.code !== 0) {
    throw result.failure("read the state");
  }
  return JSON.parse(result.stdout) as Deployment;
}
