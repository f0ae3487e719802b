import { type Doors, regionsOf, type Server, withRole } from "./doors";
import { messageOf } from "./messageOf";
import { currentLeader } from "./site/leader";
import { isWhole, type Member, membersOf } from "./site/members";

/** What a drill finds before it begins. */
export interface Before {
  readonly servers: readonly Server[];
  readonly active: string;
  readonly standbys: readonly string[];
  readonly leader: Server;
  readonly members: readonly Member[];
}

/** A stack on which no drill can begin: every reason at once. */
export class NotReady extends Error {
  override readonly name = "NotReady";

  constructor(readonly reasons: readonly string[]) {
    super(reasons.join("\n"));
  }
}

/**
 * Looks whether a drill can begin: the class is there, every host of it can be reached, every region is whole, and exactly one takes writes.
 *
 * @throws NotReady with every reason; of databases, once every host can be reached
 */
export async function examine(doors: Doors, dataClass: string): Promise<Before> {
  const servers = await doors.servers(dataClass);
  if (servers.length === 0) throw new NotReady([`The class ${dataClass} has no servers on ${doors.where}.`]);
  const reasons: string[] = [];
  if (withRole(servers, "service").length === 0)
    reasons.push(
      `The class ${dataClass} publishes no endpoint: there is no service node that a load could run on.`,
    );
  await Promise.all(
    servers.map(async ({ name }) => {
      try {
        const { code, stdout } = await doors.shell(name, "systemctl is-system-running || true", {
          timeoutSeconds: 15,
        });
        if (code !== 0) reasons.push(`${name} does not answer: ${stdout.trim()}`);
      } catch (error) {
        reasons.push(`${name} can't be reached: ${messageOf(error)}`);
      }
    }),
  );
  if (reasons.length > 0) throw new NotReady(reasons.sort());
  const regions = regionsOf(servers);
  const members: Member[] = [];
  const active: string[] = [];
  for (const region of regions) {
    try {
      const found = await membersOf(doors, servers, region);
      members.push(...found);
      if (!isWhole(found, withRole(servers, "data", region).length))
        reasons.push(
          `The database of ${region} is not whole: ${found.map(({ name, role, state }) => `${name} is ${role}, ${state}`).join("; ")}.`,
        );
      if (found.some(({ role }) => role === "Leader")) active.push(region);
    } catch (error) {
      reasons.push(`The database of ${region} can't be asked: ${messageOf(error)}`);
    }
  }
  const [first] = active;
  if (active.length !== 1 || first === undefined)
    reasons.push(
      active.length === 0
        ? "No region takes writes."
        : `${active.join(" and ")} both take writes: end that first.`,
    );
  if (reasons.length > 0 || first === undefined) throw new NotReady(reasons);
  return {
    servers,
    active: first,
    standbys: regions.filter((region) => region !== first),
    leader: await currentLeader(doors, withRole(servers, "data", first)),
    members,
  };
}
