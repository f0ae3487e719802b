import { withRole } from "../doors";
import { switchOn } from "../linode/power";
import { messageOf } from "../messageOf";
import { currentLeader } from "../site/leader";
import { isWhole, membersOf } from "../site/members";
import { regionState, site } from "../site/region";
import { sql } from "../site/sql";
import { until } from "../wait";
import { leadNames, type Move, type Moved, promote } from "./move";

export interface HandOverRequest extends Move {
  /** The region that takes writes. It and the one that is to have to be there. */
  readonly from: string;
}

/** Servers of a region that a failover had switched off are switched on, and the region follows as a whole. */
export async function welcomeBack({ doors, servers, to, step }: Move): Promise<void> {
  await step(
    "drill",
    `servers of ${to} are on`,
    async () => {
      const all = servers.filter(({ region }) => region === to);
      return (await Promise.all(all.map(({ name }) => switchOn(doors, name)))).filter(Boolean).length;
    },
    (count) => (count === 0 ? "they were" : `${count} were off`),
  );
  await step("hosts", `${to} follows as a whole`, () =>
    until(
      async () => {
        const members = await membersOf(doors, servers, to);
        const isThere = isWhole(members, withRole(servers, "data", to).length);
        return isThere && members.some(({ role }) => role === "Standby Leader") ? true : undefined;
      },
      { seconds: 300, everyMs: 1000, late: () => `${to} does not follow as a whole after 300 s.` },
    ),
  );
}

/** Whether a region takes writes; null where it doesn't say. */
const takesWrites = ({ doors, servers }: Move, region: string): Promise<boolean | null> =>
  regionState(doors, servers, region).then(
    ({ role }) => role === "writes",
    () => null,
  );

/** Waits until a node has the log up to its end, then has its region take writes. */
async function takeOver(request: Move, next: string, place: string): Promise<void> {
  const { doors, to, step } = request;
  await step("drill", `${to} has all of it`, () =>
    until(
      async () =>
        (await sql(doors, next, `SELECT pg_last_wal_replay_lsn() > '${place}'`, { name: "postgres" })) === "t"
          ? true
          : undefined,
      { seconds: 20, everyMs: 100, late: () => `${to} has not got the end of the log, ${place}.` },
    ),
  );
  await promote(request, next);
}

/**
 * Has another region take writes while both are there, without a loss: writes end, the other region gets all of it, and goes on. Where it does not
 * get that far, writes go on where they were.
 *
 * @throws Error what went wrong, and where writes are taken now, as far as that is known
 */
export async function handOver(request: HandOverRequest): Promise<Moved> {
  const { doors, servers, from, to, step } = request;
  const leader = await currentLeader(doors, withRole(servers, "data", from));
  const there = await regionState(doors, servers, to);
  if (there.role !== "follows" || there.leader === null)
    throw new Error(`${to} does not follow (${there.role}): nothing was changed.`);
  const place = await step(
    "drill",
    `writes end in ${from}`,
    () => site(doors, leader.name, "stop", 60),
    (text) => text,
  );
  try {
    await takeOver(request, there.leader, place);
  } catch (error) {
    const isOpen = await takesWrites(request, to);
    // Two regions that take writes are worse than none, until somebody knows.
    if (isOpen === null)
      throw new Error(
        `${messageOf(error)} Whether ${to} takes writes isn't known, so ${from} was not opened again.`,
      );
    if (!isOpen) {
      await startAgain(request, from, leader.name);
      throw error;
    }
  }
  const moved = await leadNames(request);
  await step(
    "drill",
    `${from} follows`,
    () => site(doors, leader.name, `follow ${to}`, 240),
    (text) => text,
  );
  return moved;
}

/** Has a region whose writes were ended go on, by one of its data nodes. */
export const startAgain = (
  { doors, step }: Pick<Move, "doors" | "step">,
  region: string,
  on: string,
): Promise<string> => step("drill", `writes go on in ${region}`, () => site(doors, on, "start", 90));
