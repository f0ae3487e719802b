import { userInfo } from "node:os";
import { regionsOf, type Server } from "../../drill/doors";
import { messageOf } from "../../drill/messageOf";
import { failback as moveBack } from "../../drill/runbook/failback";
import { failover as move, Unreachable } from "../../drill/runbook/failover";
import { type Journal, unfinished } from "../../drill/runbook/journal";
import type { Moved } from "../../drill/runbook/move";
import { makeStep, type Step, type TakeStep } from "../../drill/steps";
import { UserError } from "../../engine/errors";
import { withStackLock } from "../../engine/lock";
import { agree } from "../drill/agree";
import { journalFile, readJournal, writeJournal } from "../drill/journals";
import { type OpenStack, openStack } from "../drill/openStack";
import type { Common } from "../options";
import { Progress } from "../terminal";

export interface MoveCommand extends Partial<Common> {
  readonly stack: string;
  readonly class: string;
  /** The region that is to take writes. */
  readonly to?: string;
  /** Whether the person knows that the old region is lost. */
  readonly lost?: boolean;
  /** The person's log-in name on hosts of Linode. Default: that on this machine. */
  readonly login?: string;
  /** Whether the person has agreed beforehand. */
  readonly yes?: boolean;
  /** Whether to go on with the last one. */
  readonly resume?: boolean;
}

/** How it ended: 0 done, 1 failed, 2 in progress (to be resumed), 3 the region that is to take over can't be reached. */
export type MoveCode = 0 | 1 | 2 | 3;

type Move = (open: OpenStack, servers: readonly Server[], journal: Journal, step: TakeStep) => Promise<Moved>;

/** `bastide failover`: the region that takes writes is lost; another one takes its place. */
export const failover = (options: MoveCommand): Promise<MoveCode> =>
  withCodes("failover", options, ({ doors }, servers, { dataClass, to, isLost }, step) =>
    move({ doors, servers, dataClass, to, isLost, step }),
  );

/** `bastide failback`: both regions are there, and the one that follows takes writes, without a loss. */
export const failback = (options: MoveCommand): Promise<MoveCode> =>
  withCodes("failback", options, ({ doors }, servers, { dataClass, to }, step) =>
    moveBack({ doors, servers, dataClass, to, step }),
  );

/** A mistake in how it was called is a failure here, since 2 says that it is in progress. */
async function withCodes(command: Journal["command"], options: MoveCommand, act: Move): Promise<MoveCode> {
  try {
    return await run(command, options, act);
  } catch (error) {
    throw error instanceof UserError ? new UserError(error.message, error.fix, 1) : error;
  }
}

async function run(command: Journal["command"], options: MoveCommand, act: Move): Promise<MoveCode> {
  const open = await openStack(options);
  const file = journalFile(open.folder, options.class);
  const servers = await open.doors.servers(options.class);
  const begun = journalOf(command, options, servers, file);
  const what = `${begun.to} takes the writes of ${begun.dataClass} on ${open.doors.where}${begun.isLost ? ", and what it took over from is lost" : ""}.`;
  if (!(await agree(`${what} Go?`, options.yes === true)))
    throw new UserError(
      `It was not agreed to: ${what}`,
      "Answer `yes` on a terminal, or give --yes. Nothing was touched.",
    );
  const progress = new Progress(options.json === true);
  const steps: Step[] = [];
  const step = makeStep(
    { onPhase: (text) => progress.phase(text), onNote: (text) => progress.note(text) },
    steps,
  );
  const ended = await withStackLock(open.folder, command, async () => {
    writeJournal(file, begun);
    const end = await attempt(() => act(open, servers, begun, step));
    writeJournal(file, { ...begun, state: end.state, left: [...end.left] });
    return end;
  }).finally(() => progress.done());
  if (options.json === true)
    process.stdout.write(
      `${JSON.stringify({ ...begun, state: ended.state, left: ended.left, steps }, null, 2)}\n`,
    );
  else process.stdout.write(`${asText(begun, ended)}\n`);
  return ended.code;
}

async function attempt(
  act: () => Promise<Moved>,
): Promise<{ readonly state: Journal["state"]; readonly left: readonly string[]; readonly code: MoveCode }> {
  try {
    const { state, left } = await act();
    return { state, left, code: state === "done" ? 0 : 2 };
  } catch (error) {
    const left = [messageOf(error)];
    return { state: "failed", left, code: error instanceof Unreachable ? 3 : 1 };
  }
}

/** What is to be done now: the last one that is not finished, or what the options say. Throws UserError with what is wrong with them. */
function journalOf(
  command: Journal["command"],
  options: MoveCommand,
  servers: readonly Server[],
  file: string,
): Journal {
  const { class: dataClass, to, lost = false, resume = false } = options;
  if (resume) {
    const last = readLast(file);
    if (last === null || last.command !== command || last.state === "done")
      throw new UserError(`There is no ${command} of ${dataClass} to be resumed.`, "Begin one with --to.");
    return { ...last, isLost: last.isLost || lost, state: "begun", left: [] };
  }
  const regions = regionsOf(servers);
  if (to === undefined || !regions.includes(to))
    throw new UserError(
      to === undefined
        ? "Which region is to take writes? --to says so."
        : `The class ${dataClass} has no servers in ${JSON.stringify(to)}.`,
      regions.length === 0
        ? `It has none anywhere: \`bastide up --hosts ${dataClass}\`.`
        : `It has some in ${regions.join(" and ")}.`,
    );
  return {
    ...{ command, dataClass, to, isLost: lost, state: "begun", left: [] },
    ...{ startedAt: new Date().toISOString(), by: userInfo().username },
  };
}

function readLast(file: string): Journal | null {
  try {
    return readJournal(file);
  } catch {
    throw new UserError(
      `${file} is damaged.`,
      "Remove it, and begin with --to: how far it came is asked of the hosts.",
    );
  }
}

function asText(
  journal: Journal,
  { state, left }: Pick<Journal, "state"> & { left: readonly string[] },
): string {
  const open = unfinished({ ...journal, state, left: [...left] });
  if (open !== null)
    return state === "not fenced" ? `${open}\nWhere you know that the old region is lost, add --lost.` : open;
  return [
    `${journal.to} takes the writes of ${journal.dataClass}.`,
    `Make it the active region in the stack's configuration too (bastide:regions, role: active), and have that approved: the next`,
    "`pulumi up` would have the names lead to the old one again.",
  ].join("\n");
}
