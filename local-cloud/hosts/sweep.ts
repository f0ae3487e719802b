import { readdirSync } from "node:fs";
import { join } from "node:path";
import { lockFile } from "../core/lockFile";
import { dismantle } from "./dismantle";
import { worldsFolder } from "./folders";

/**
 * Takes away the worlds whose process is gone, whatever it was killed by, with all that is left of them on this machine.
 * @returns the ids of those.
 */
export async function sweep(folder: string = worldsFolder()): Promise<string[]> {
  const swept: string[] = [];
  for (const id of worldsIn(folder)) {
    const world = join(folder, id);
    const lock = takeOver(world);
    if (lock === undefined) continue;
    await dismantle(world, id);
    lock.release();
    swept.push(id);
  }
  return swept;
}

/** Undefined if a living process has the world. */
function takeOver(world: string) {
  try {
    return lockFile(join(world, "owner"), world);
  } catch {
    return undefined;
  }
}

function worldsIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /^[\da-f]{6}$/.test(name));
  } catch {
    return [];
  }
}
