import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Base } from "../base";
import { startContainer } from "../container";
import { type HostFile, stage } from "../hostFiles";
import type { Place, Surroundings } from "../place";
import { HostError, until } from "../run";

/** A program of Debian's that serves at a place, without a host around it. */
export interface Program {
  /** Lays files into its folder, seen by it as `/etc/world`. */
  write(files: Readonly<Record<string, HostFile>>): void;
  /** Sends it a signal. */
  signal(name: NodeJS.Signals): void;
  stop(): Promise<void>;
}

export interface ProgramOptions {
  name: string;
  base: Base;
  argv: readonly string[];
  /** Its files, by their names in `/etc/world`. */
  files: Readonly<Record<string, HostFile>>;
  /** Lines of `ss` that show that it serves, as `:53`. */
  serves: readonly string[];
}

const startSeconds = 30;

/** Starts the program from a base's packages; resolves when it serves. Throws a HostError with its last words. */
export async function startProgram(
  world: Surroundings,
  place: Place,
  options: ProgramOptions,
): Promise<Program> {
  const { name, base, argv, files, serves } = options;
  const home = join(world.folder, "programs", name);
  const folder = join(home, "config");
  mkdirSync(folder, { recursive: true });
  stage(folder, files);
  const container = startContainer({
    world,
    name: `program-${name}`,
    ...{ home, disk: home },
    layers: base.layers,
    namespace: place.namespace,
    program: argv,
    binds: { [folder]: "/etc/world" },
  });
  let over = false;
  container.ended.then(() => {
    over = true;
  });
  await until(
    async () => {
      if (over)
        throw new HostError(`${argv[0]} ended at once:\n${readFileSync(join(home, "console.log"), "utf8")}`);
      const { stdout } = await place.run(["ss", "--no-header", "--listening", "--tcp", "--udp", "--numeric"]);
      return serves.every((address) => stdout.includes(address)) ? true : undefined;
    },
    {
      seconds: startSeconds,
      late: () =>
        `${argv[0]} does not serve after ${startSeconds} s:\n${readFileSync(join(home, "console.log"), "utf8")}`,
    },
  );
  return {
    write: (more) => stage(folder, more),
    signal(signal) {
      const leader = container.leader();
      // The first process is nspawn's own; the program is its child.
      const children =
        leader === undefined ? "" : readFileSync(`/proc/${leader}/task/${leader}/children`, "utf8");
      for (const child of children.trim().split(" ")) if (child !== "") process.kill(Number(child), signal);
    },
    stop: () => container.kill(),
  };
}
