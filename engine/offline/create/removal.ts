import { setTimeout as sleep } from "node:timers/promises";
import { ApiError, type CloudApi } from "./api";
import type { Translator } from "./translator";

const goneMs = 120_000;

/** Deletes an object of the API, and waits until it is gone where that takes time. */
export async function removeObject(path: string, translator: Translator, api: CloudApi): Promise<void> {
  await translator.beforeDelete?.(api, path);
  const target = translator.deletePath?.(path) ?? path;
  const end = Date.now() + goneMs;
  for (let wait = 50; ; wait = Math.min(wait * 1.5, 1000)) {
    try {
      await api.remove(target);
      break;
    } catch (error) {
      // Something that uses it may still be going: an interface of a server that is being deleted, for example.
      if (!(error instanceof ApiError && error.status === 400) || Date.now() > end) {
        throw error;
      }
      await sleep(wait);
    }
  }
  if (translator.slowDelete === true) {
    await untilGone(path, target, api, end);
  }
}

/** Where the platform fails to delete, the object stays and is no longer being deleted: it is asked again. */
async function untilGone(path: string, target: string, api: CloudApi, end: number): Promise<void> {
  for (let object = await api.find(path); object !== undefined; object = await api.find(path)) {
    if (Date.now() > end) {
      throw new Error("it is still there two minutes after it was deleted");
    }
    await sleep(100);
    if (object.status !== "deleting") {
      await api.remove(target);
    }
  }
}
