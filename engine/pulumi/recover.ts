import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../errors";
import type { CloudAccess } from "../localCloud/access";
import { isAlive } from "../lock";
import { type ApiObject, CloudApi } from "../offline/create/api";
import type { Plain, Translator } from "../offline/create/translator";
import { wayOf } from "../offline/create/types";
import type { Session } from "./session";

/** An update that goes on after its command was killed is waited for. */
const waitMs = 15 * 60_000;

export interface RecoverOptions {
  readonly session: Session;
  readonly cloud: CloudAccess;
  readonly onPhase?: (phase: string) => void;
}

interface Deployment {
  readonly deployment?: {
    readonly resources?: readonly StateResource[];
    readonly pending_operations?: readonly { readonly type: string; readonly resource: StateResource }[];
  };
}

interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Plain;
}

/**
 * Puts in order what an interrupted run left:
 * - a lock whose process is gone is released; one whose process still works is waited for;
 * - what a create made and the engine could not record is removed from the cloud, so that the next update makes it anew and
 *   nothing is there twice;
 * - then the state is refreshed, which settles half-done updates and deletes.
 */
export async function recover(options: RecoverOptions): Promise<void> {
  const { session, cloud, onPhase } = options;
  mendState(session.stateFolder);
  await releaseLock(session, onPhase);
  const state = await exportState(session);
  await followCloud(session, cloud);
  const pending = state.deployment?.pending_operations ?? [];
  if (pending.length === 0) {
    return;
  }
  onPhase?.("Putting in order what an interrupted run left");
  const api = new CloudApi(cloud.url, cloud.token);
  const taken = new Set(
    (state.deployment?.resources ?? []).flatMap(({ id }) => (id === undefined ? [] : [id])),
  );
  for (const { type, resource } of pending) {
    if (type === "creating") {
      await removeOrphans(resource, taken, api);
    }
  }
  const refresh = await session.operate([
    "refresh",
    "--yes",
    "--skip-preview",
    "--suppress-outputs",
    "--clear-pending-creates",
  ]);
  if (refresh.code !== 0) {
    throw refresh.failure("put the state in order after an interrupted run");
  }
}

/**
 * A CLI that was killed while it wrote its state may leave a file of attributes without content, over which every later command
 * stumbles; and a state that ends in the middle, of which it keeps the one before.
 */
export function mendState(folder: string): void {
  if (!existsSync(folder)) {
    return;
  }
  for (const file of readdirSync(folder).map((name) => join(folder, name))) {
    if (file.endsWith(".attrs") && statSync(file).size === 0) {
      rmSync(file);
    } else if (file.endsWith(".json") && !isJson(file) && existsSync(`${file}.bak`)) {
      copyFileSync(`${file}.bak`, file);
      rmSync(`${file}.attrs`, { force: true });
    }
  }
}

function isJson(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}

/**
 * The provider's address is in the state, and the engine removes resources through the provider that made them. A local cloud
 * that could not have its old port again has moved, and the state has to say so.
 */
async function followCloud(session: Session, cloud: CloudAccess): Promise<void> {
  const result = await session.run(["stack", "export"]);
  if (result.code !== 0) {
    throw result.failure("read the state");
  }
  const state = JSON.parse(result.stdout) as Deployment;
  const stale = (state.deployment?.resources ?? []).filter(
    ({ type, inputs }) =>
      type === "pulumi:providers:linode" && inputs?.url !== undefined && inputs.url !== cloud.url,
  );
  if (stale.length === 0) {
    return;
  }
  const moved = JSON.stringify(state, (_key, value) => (isProvider(value) ? at(value, cloud.url) : value));
  const imported = await session.import(moved);
  if (imported.code !== 0) {
    throw imported.failure("note the local cloud's new address in the state");
  }
}

function isProvider(value: unknown): value is StateResource & { readonly outputs?: Plain } {
  return (
    typeof value === "object" && value !== null && "type" in value && value.type === "pulumi:providers:linode"
  );
}

function at(provider: StateResource & { readonly outputs?: Plain }, url: string): unknown {
  return { ...provider, inputs: { ...provider.inputs, url }, outputs: { ...provider.outputs, url } };
}

async function releaseLock(session: Session, onPhase: ((phase: string) => void) | undefined): Promise<void> {
  const end = Date.now() + waitMs;
  while (locksIn(session.lockFolder).some((pid) => isAlive(pid))) {
    onPhase?.("Waiting for an earlier update that still works");
    if (Date.now() > end) {
      throw new UserError(
        "An earlier update of this stack has not ended in a quarter of an hour.",
        "End its process, then try again.",
        1,
      );
    }
    await sleep(500);
  }
  if (locksIn(session.lockFolder).length > 0) {
    const cancel = await session.run(["cancel", "--yes"]);
    if (cancel.code !== 0) {
      throw cancel.failure("release a lock whose process is gone");
    }
  }
}

/** The processes that hold the stack's locks; 0 for one on another machine or in a damaged file. */
function locksIn(folder: string): number[] {
  if (!existsSync(folder)) {
    return [];
  }
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .map((name) => {
      try {
        const lock = JSON.parse(readFileSync(join(folder, name), "utf8")) as {
          pid?: number;
          hostname?: string;
        };
        return lock.hostname === undefined || lock.hostname === hostname() ? (lock.pid ?? -1) : -1;
      } catch {
        return -1;
      }
    });
}

async function exportState(session: Session): Promise<Deployment> {
  const result = await session.run(["stack", "export", "--show-secrets"]);
  if (result.code !== 0) {
    throw result.failure("read the state");
  }
  return JSON.parse(result.stdout) as Deployment;
}

/** Removes what an interrupted create made. The project's own provider adopts what it finds, so its types are left alone. */
async function removeOrphans(
  resource: StateResource,
  taken: ReadonlySet<string>,
  api: CloudApi,
): Promise<void> {
  const way = wayOf(resource.type, {});
  if (way?.kind !== "api") {
    return;
  }
  const { translator } = way;
  const inputs = resource.inputs ?? {};
  const collection = translator.collection(inputs);
  const objects = await api.list(collection).catch(() => []);
  for (const object of objects) {
    const id = translator.idOf?.(object) ?? String(object.id);
    if (!taken.has(id) && isOrphan(translator, object, inputs)) {
      const path = `${collection}/${id}`;
      await translator.beforeDelete?.(api, path);
      await api.remove(translator.deletePath?.(path) ?? path);
    }
  }
}

function isOrphan(translator: Translator, object: ApiObject, inputs: Plain): boolean {
  return translator.isSame?.(object, inputs) ?? translator.couldBe?.(object, inputs) ?? false;
}
