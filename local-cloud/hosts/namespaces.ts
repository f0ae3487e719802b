import { must, type Outcome, type RunOptions, run } from "./run";

/** Set in the environment of everything that a world starts on this machine, so that it is found again after a crash. */
export const mark = "BASTIDE_WORLD";

/** Where a named network namespace is mounted. */
export function namespacePath(name: string): string {
  return `/run/netns/${name}`;
}

/** Makes a network namespace with its loopback up. One of that name that is there already is replaced. */
export async function makeNamespace(name: string): Promise<void> {
  await removeNamespace(name);
  await must(["ip", "netns", "add", name]);
  await must(["ip", "-n", name, "link", "set", "lo", "up"]);
}

export async function removeNamespace(name: string): Promise<void> {
  const { code, stderr } = await run(["ip", "netns", "delete", name]);
  if (code !== 0 && !/No such file/.test(stderr)) await must(["ip", "netns", "delete", name]);
}

/**
 * Runs a command of this machine in the network of a namespace: it sees this machine's files, and that network only.
 * @param world The id of the world that it belongs to.
 */
export function runIn(
  namespace: string,
  world: string,
  argv: readonly string[],
  options: RunOptions = {},
): Promise<Outcome> {
  return run(["nsenter", `--net=${namespacePath(namespace)}`, "--", ...argv], {
    ...options,
    env: { ...options.env, [mark]: world },
  });
}
