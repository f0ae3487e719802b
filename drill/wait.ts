import { setTimeout as sleep } from "node:timers/promises";

export { sleep };

/**
 * Asks until there is something. What a question throws is remembered, and asked again.
 *
 * @throws Error what `late` says, with the last that was thrown
 */
export async function until<T>(
  ask: () => Promise<T | undefined> | T | undefined,
  { seconds, everyMs = 250, late }: { seconds: number; everyMs?: number; late: () => string },
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  let last = "";
  for (;;) {
    try {
      const found = await ask();
      if (found !== undefined) return found;
      last = "";
    } catch (error) {
      last = error instanceof Error ? ` Last: ${error.message}` : "";
    }
    if (Date.now() > end) throw new Error(`${late()}${last}`);
    await sleep(everyMs);
  }
}
