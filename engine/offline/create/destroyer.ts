import { UserError } from "../../errors";
import { nameOf } from "../urn";
import type { CloudApi } from "./api";
import { leftBehind } from "./creator";
import type { Ledger, Made, Pending } from "./ledger";
import { removeObject } from "./removal";
import type { Plain, Translator } from "./translator";
import { type OwnType, wayOf } from "./types";

const concurrency = 8;

export interface DestroyerOptions {
  readonly api: CloudApi;
  readonly ledger: Ledger;
  readonly own: Readonly<Record<string, OwnType>>;
  readonly onGone?: (urn: string, left: number) => void;
}

/**
 * Removes everything in the ledger from the local cloud, each resource after those that need it, and what a half-done run
 * left. Can be repeated after it was interrupted.
 */
export async function destroyAll(options: DestroyerOptions): Promise<void> {
  const { ledger } = options;
  const items = new Map<string, Made | Pending>([...ledger.made, ...ledger.pending]);
  const running = new Map<string, Promise<void>>();
  const failures: unknown[] = [];
  const start = (item: Made | Pending): void => {
    const work = removeItem(item, options).then(
      () => {
        ledger.write({ gone: item.urn });
        items.delete(item.urn);
        options.onGone?.(item.urn, items.size);
      },
      (error: unknown) => {
        failures.push(error);
      },
    );
    running.set(
      item.urn,
      work.finally(() => running.delete(item.urn)),
    );
  };
  while (items.size > 0 && failures.length === 0) {
    const needed = new Set([...items.values()].flatMap((item) => needsLeft(item, ledger)));
    const free = [...items.values()].reverse().filter(({ urn }) => !needed.has(urn) && !running.has(urn));
    for (const item of free.slice(0, concurrency - running.size)) {
      start(item);
    }
    if (running.size === 0) {
      throw new Error("The record names resources that need each other in a circle.");
    }
    await Promise.race(running.values());
  }
  await Promise.all(running.values());
  if (failures.length > 0) {
    throw failures[0];
  }
}

/** What an item needs and is still there; a component stands for nothing that could be removed. */
function needsLeft(item: Made | Pending, ledger: Ledger): string[] {
  return item.needs.filter((urn) => ledger.made.has(urn) || ledger.pending.has(urn));
}

async function removeItem(item: Made | Pending, { api, ledger, own }: DestroyerOptions): Promise<void> {
  const way = wayOf(item.type, own);
  try {
    if (way?.kind === "api") {
      const path = "path" in item ? item.path : await pathOfPending(item, way.translator, api, ledger);
      if (path !== undefined) {
        await removeObject(path, way.translator, api);
      }
    } else if (way?.kind === "own") {
      const { id, properties } = "path" in item ? opened(item, ledger) : guessed(item, ledger);
      await way.type.delete(id, properties);
    }
  } catch (error) {
    throw new UserError(
      `${nameOf(item.urn)} (${item.type}) was not removed: ${error instanceof Error ? error.message : String(error)}`,
      "Run `bastide destroy` again; it goes on where it stopped. With --force it gives the local cloud up as it is, with what is locked in it.",
      1,
    );
  }
}

function opened(item: Made, ledger: Ledger): { id: string; properties: Plain } {
  const { inputs, outputs } = ledger.open(item);
  return { id: item.id, properties: { ...outputs, ...inputs } };
}

/** The own provider's operations may be repeated, so a resource that was perhaps made is removed as if it were there. */
function guessed(item: Pending, ledger: Ledger): { id: string; properties: Plain } {
  return { id: "", properties: ledger.vault.unseal(item.sealed) as Plain };
}

async function pathOfPending(
  item: Pending,
  translator: Translator,
  api: CloudApi,
  ledger: Ledger,
): Promise<string | undefined> {
  const inputs = ledger.vault.unseal(item.sealed) as Plain;
  const object = await leftBehind(translator, item.collection, inputs, item.before, api, ledger);
  return object === undefined
    ? undefined
    : `${item.collection}/${translator.idOf?.(object) ?? String(object.id)}`;
}
