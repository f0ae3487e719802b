import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../../errors";
import type { ApiObject, CloudApi } from "./api";

const pollMs = 50;
/** How often the events are asked whether what is waited for can still come. */
const askMs = 1000;
/** With real hosts a first boot takes a minute or two; ten are more than patience. */
const readyMs = 600_000;

/** A job of the platform that ended badly: what is waited for won't come by itself. */
export class JobFailed extends Error {
  override readonly name = "JobFailed";

  constructor(path: string, action: string) {
    super(`The job ${action} of ${path} failed.`);
  }
}

/** Reads an object until it is in the state wanted. @throws JobFailed where the last job of the object failed */
export async function until(
  api: CloudApi,
  path: string,
  wanted: (object: ApiObject) => boolean,
  what: string,
): Promise<ApiObject> {
  const end = Date.now() + readyMs;
  let asked = Date.now();
  for (let wait = pollMs; ; wait = Math.min(wait * 1.5, 1000)) {
    const object = await api.get(path);
    if (wanted(object)) {
      return object;
    }
    if (Date.now() > end) {
      throw new UserError(
        `${String(object.label ?? path)} is ${String(object.status)} after ten minutes, not ${what}.`,
        "",
        1,
      );
    }
    if (Date.now() - asked > askMs) {
      await refuseFailedJob(api, path);
      asked = Date.now();
    }
    await sleep(wait);
  }
}

/** Names in events of what the paths lead to. */
const entityTypes: Readonly<Record<string, string>> = { "/linode/instances": "linode", "/volumes": "volume" };

async function refuseFailedJob(api: CloudApi, path: string): Promise<void> {
  const [, collection = "", id = ""] = /^(.+)\/(\d+)$/.exec(path) ?? [];
  const type = entityTypes[collection];
  if (type === undefined) {
    return;
  }
  const filter = { "entity.id": Number(id), "entity.type": type };
  const { data } = await api.get("/account/events?page_size=500", filter);
  const events = Array.isArray(data) ? (data as { id: number; status: string; action: string }[]) : [];
  // What is only notified of (a new label, for example) was no job.
  const [last] = events.filter(({ status }) => status !== "notification").sort((a, b) => b.id - a.id);
  if (last?.status === "failed") {
    throw new JobFailed(path, last.action);
  }
}
