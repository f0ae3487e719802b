import { loadProject } from "../../engine/project";
import { findEngine } from "../../engine/pulumi/find";
import { type Options, readOptions, usage } from "./options";
import { describe, type Round, roundsOf, runRound } from "./rounds";
import { runUndisturbed, type Undisturbed } from "./undisturbed";
import { type EngineName, Workplace } from "./workplace";

/** Runs the rounds and gives the exit code: 0 all converged, 1 some did not, 2 could not run. */
async function main(args: readonly string[]): Promise<number> {
  let options: Options | undefined;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  }
  if (options === undefined) {
    process.stdout.write(`${usage}\n`);
    return 0;
  }
  const found = findEngine(loadProject(__dirname));
  if (options.engines.includes("pulumi") && !found.usable) {
    process.stderr.write(`The engine can't be used: ${found.reason} ${found.fix}\n`);
    return 2;
  }
  return (await runAll(options)) ? 0 : 1;
}

async function runAll(options: Options): Promise<boolean> {
  const places = Array.from({ length: options.jobs }, () => Workplace.ofProd());
  const [first] = places;
  if (first === undefined) {
    throw new Error("There is no checkout to work in.");
  }
  const started = performance.now();
  let converged = 0;
  let done = 0;
  const rounds = roundsOf(options);
  try {
    const held = new Map<EngineName, Undisturbed>();
    for (const engine of options.engines) {
      const undisturbed = await runUndisturbed(first, engine);
      held.set(engine, undisturbed);
      const { up, switch: switching, destroy } = undisturbed.seconds;
      say(
        `${engine} undisturbed: up ${up.toFixed(1)} s, switch ${switching.toFixed(1)} s, destroy ${destroy.toFixed(1)} s, ${undisturbed.up.length} records`,
      );
    }
    const waiting = [...rounds];
    const work = async (place: Workplace): Promise<void> => {
      for (let round = waiting.shift(); round !== undefined; round = waiting.shift()) {
        const finished = await runRound(round, place, heldFor(held, round), options.seed);
        done++;
        converged += finished.problems.length === 0 ? 1 : 0;
        say(`[${done}/${rounds.length}] ${describe(finished, options.verbose)}`);
      }
    };
    await Promise.all(places.map(work));
  } finally {
    for (const place of places) {
      await (options.keep ? say(`Kept: ${place.root}`) : place.remove());
    }
  }
  say(`Seed ${options.seed}, ${((performance.now() - started) / 60_000).toFixed(1)} minutes.`);
  say(`${converged} of ${rounds.length} rounds converged`);
  return converged === rounds.length;
}

function heldFor(held: ReadonlyMap<EngineName, Undisturbed>, { engine }: Round): Undisturbed {
  const undisturbed = held.get(engine);
  if (undisturbed === undefined) {
    throw new Error(`Nothing was measured for ${engine}.`);
  }
  return undisturbed;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

void main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 2;
  },
);
