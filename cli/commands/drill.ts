import { userInfo } from "node:os";
import { resolve } from "node:path";
import { NotReady } from "../../drill/preconditions";
import { buildEvidence } from "../../drill/report/build";
import type { DrillEvidence } from "../../drill/report/schema";
import { asText } from "../../drill/report/text";
import { writeEvidence } from "../../drill/report/write";
import { leftInWords, play } from "../../drill/run";
import { scenarios } from "../../drill/scenarios";
import { verdictOf } from "../../drill/verdict";
import { UserError } from "../../engine/errors";
import { withStackLock } from "../../engine/lock";
import type { Project } from "../../engine/project";
import { readStackConfig } from "../../engine/stackConfig";
import { agree } from "../drill/agree";
import { endBySignal } from "../drill/endBySignal";
import { journalling, nothingLeft } from "../drill/journalling";
import { keepEvidence, storeLater } from "../drill/keep";
import { mayBreak } from "../drill/mayBreak";
import { openStack } from "../drill/openStack";
import { canSign, sign } from "../drill/sign";
import { tidyUpAfter } from "../drill/tidyUpAfter";
import type { Common } from "../options";
import { Progress, painter } from "../terminal";

export interface DrillCommand extends Partial<Common> {
  readonly stack: string;
  readonly class: string;
  /** Whether a person's steps are agreed to beforehand. */
  readonly yes?: boolean;
  /** The name of the stack on Linode that is really to be broken. */
  readonly really?: string;
  /** The person's log-in name on hosts of Linode. Default: that on this machine. */
  readonly login?: string;
  /** What chance is drawn from. Default: the clock. */
  readonly seed?: number;
  /** How many moments are restored. Default: 3. */
  readonly moments?: number;
  /** The folder for the evidence. */
  readonly out: string;
  /** False where the comparison with Patroni's defaults is left out. */
  readonly baseline?: boolean;
  /** The SSH key that signs the evidence's digests. */
  readonly sign?: string;
  /** Evidence to store, and nothing else; false where this drill's is left out. */
  readonly store?: string | false;
  /** Whether to take away what a drill has left that did not come to its end. */
  readonly tidyUp?: boolean;
}

/** `bastide drill`: 0 every objective reached, 1 one missed, 2 it could not run. */
export async function drill(name: string | undefined, options: DrillCommand): Promise<number> {
  const { store } = options;
  if (typeof store === "string") return storeLater({ ...options, store });
  if (options.tidyUp === true) return tidyUpAfter(options);
  if (name === undefined) {
    for (const { name: each, about } of scenarios) process.stdout.write(`${each.padEnd(22)} ${about}\n`);
    return 0;
  }
  const scenario = scenarios.find((one) => one.name === name);
  if (scenario === undefined)
    throw new UserError(
      `There is no drill ${JSON.stringify(name)}.`,
      `There are ${scenarios.map((one) => one.name).join(", ")}.`,
    );
  if (options.sign !== undefined) canSign(options.sign);
  const open = await openStack(options);
  await mayBreak(options, open);
  const { project, folder, doors } = open;
  const approval = approvalOf(project, options.stack);
  const progress = new Progress(options.json === true);
  const ending = endBySignal((text) => progress.note(text));
  try {
    const measured = await withStackLock(folder, "drill", () => {
      nothingLeft(folder, options.class);
      return play({
        ...journalling(folder, options.class),
        signal: ending.signal,
        scenario,
        dataClass: options.class,
        doors,
        ...(options.seed === undefined ? {} : { seed: options.seed }),
        ...(options.moments === undefined ? {} : { moments: options.moments }),
        withBaseline: options.baseline !== false,
        onPhase: (phase) => progress.phase(phase),
        onNote: (note) => progress.note(note),
        agree: (question) => agree(question, options.yes === true),
      });
    });
    progress.done();
    const verdict = verdictOf(measured);
    const circumstances = {
      ...{ stack: options.stack, dataClass: options.class, where: doors.where, by: userInfo().username },
      approval,
    };
    const evidence = buildEvidence(scenario, circumstances, measured, verdict);
    const files = writeEvidence(resolve(project.root, options.out), evidence);
    const paint = painter(process.stdout);
    process.stdout.write(
      options.json === true ? `${JSON.stringify(evidence, null, 2)}\n` : asText(evidence, paint),
    );
    if (measured.left.length > 0)
      process.stderr.write(
        `${leftInWords(measured.left)}. \`bastide drill --tidy-up --class ${options.class}\` tries again.\n`,
      );
    process.stderr.write(`Wrote ${files.html}, with its JSON and digests beside it.\n`);
    if (options.sign !== undefined) process.stderr.write(`Signed: ${sign(files.digests, options.sign)}\n`);
    if (store !== false) process.stderr.write(`${await keepEvidence(project, options.stack, files.json)}\n`);
    return verdict.met ? 0 : 1;
  } catch (error) {
    if (error instanceof NotReady)
      throw new UserError(
        `The drill can't begin, and nothing was touched:\n${error.reasons.map((reason) => `- ${reason}`).join("\n")}`,
        "`bastide status` shows how the hosts are.",
      );
    if (error instanceof UserError) throw error;
    throw new UserError(
      `The drill could not be played to its end: ${error instanceof Error ? error.message : String(error)}`,
      "There is no evidence of it. Mend what is said here, and run it again.",
    );
  } finally {
    ending.forget();
    progress.done();
  }
}

/** The approval of the stack's last change (CM-10), as its configuration has it. Throws UserError where that can't be read. */
function approvalOf(project: Project, stack: string): DrillEvidence["approval"] {
  const text = readStackConfig(project, stack).values["bastide:change"];
  if (text === undefined) return null;
  let change: Record<string, string> | null;
  try {
    change = JSON.parse(text) as Record<string, string> | null;
  } catch {
    throw new UserError(
      `bastide:change of the stack ${stack} is no mapping: ${text}`,
      "Mend it: the evidence tells who approved the stack's last change.",
    );
  }
  const { ticket, author, approver, date } = change ?? {};
  return ticket && author && approver && date ? { ticket, author, approver, date } : null;
}
