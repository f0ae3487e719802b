import { createInterface } from "node:readline/promises";
import { NotReady } from "../../drill/preconditions";
import { play } from "../../drill/run";
import { scenarios } from "../../drill/scenarios";
import { verdictOf } from "../../drill/verdict";
import { UserError } from "../../engine/errors";
import { isHealthy, readAccess } from "../../engine/localCloud/access";
import { withStackLock } from "../../engine/lock";
import { loadProject, stackFile, stackFolder } from "../../engine/project";
import { localDoors } from "../drill/localDoors";
import type { Common } from "../main";
import { Progress } from "../terminal";

export interface DrillCommand extends Partial<Common> {
  readonly stack: string;
  readonly class: string;
  /** Whether a person's steps are agreed to beforehand. */
  readonly yes?: boolean;
  /** False where the comparison with Patroni's defaults is left out. */
  readonly baseline?: boolean;
}

/** `bastide drill`: 0 every objective reached, 1 one missed, 2 it could not run. */
export async function drill(name: string, options: DrillCommand): Promise<number> {
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined)
    throw new UserError(
      `There is no drill ${JSON.stringify(name)}.`,
      `There are ${scenarios.map((one) => one.name).join(", ")}.`,
    );
  const project = loadProject(process.cwd());
  stackFile(project, options.stack);
  const folder = stackFolder(project, options.stack);
  const access = readAccess(folder);
  if (access === undefined || !(await isHealthy(access)))
    throw new UserError(
      `No local cloud runs for stack ${options.stack}.`,
      `Bring it up with real hosts: \`bastide up --stack ${options.stack} --hosts ${options.class}\`.`,
    );
  const progress = new Progress(options.json === true);
  try {
    const measured = await withStackLock(folder, "drill", () =>
      play({
        scenario,
        dataClass: options.class,
        doors: localDoors(access),
        withBaseline: options.baseline !== false,
        onPhase: (phase) => progress.phase(phase),
        onNote: (note) => progress.note(note),
        agree: (question) => agree(question, options.yes === true),
      }),
    );
    progress.done();
    const verdict = verdictOf(measured);
    const { attempts: _attempts, ...shown } = verdict;
    process.stdout.write(`${JSON.stringify(shown, null, 2)}\n`);
    return verdict.met ? 0 : 1;
  } catch (error) {
    if (error instanceof NotReady)
      throw new UserError(
        `The drill can't begin, and nothing was touched:\n${error.reasons.map((reason) => `- ${reason}`).join("\n")}`,
        "`bastide status` shows how the hosts are.",
      );
    throw error;
  } finally {
    progress.done();
  }
}

/** Asks on a terminal; without one only what was agreed to beforehand is. */
async function agree(question: string, isAgreed: boolean): Promise<boolean> {
  if (isAgreed) return true;
  if (!process.stdin.isTTY) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await terminal.question(`${question} (yes/no) `)).trim().toLowerCase() === "yes";
  } finally {
    terminal.close();
  }
}
