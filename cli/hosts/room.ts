import { availableParallelism } from "node:os";

/** Measured with ten hosts of `account` on two cores: at rest, all of them took 0.4 to 0.55 of one. */
const hostsPerProcessor = 20;

/** What to know before waiting for more hosts than this machine can hold; undefined where it holds them. */
export function tooMany(hosts: number, processors = availableParallelism()): string | undefined {
  if (hosts <= processors * hostsPerProcessor) return undefined;
  const needed = Math.ceil(hosts / hostsPerProcessor);
  return (
    `${hosts} hosts take about ${needed} processors at rest, and more until they are themselves; this machine has ${processors}. ` +
    "Those that don't become themselves need another machine, or fewer classes: `--hosts account`."
  );
}
