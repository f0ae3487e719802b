import { regionsOf } from "../doors";
import { messageOf } from "../messageOf";
import { type RegionState, regionState } from "../site/region";
import { handOver, startAgain, welcomeBack } from "./handOver";
import { leadNames, type Move, type Moved } from "./move";

/** What a region says of itself, or why it says nothing. */
type Said = { readonly region: string } & ({ readonly state: RegionState } | { readonly why: string });

const roleOf = (said: Said): string => ("state" in said ? said.state.role : `unknown (${said.why})`);

/**
 * Gives a region its place back while all are there, without a loss: it is welcomed, then writes are handed over. Each step looks first whether it
 * is done already, so that the whole may be called again and again until it is; also after one that ended between two regions.
 *
 * @throws Error where no region takes writes and none can be had to, with what each says
 */
export async function failback(request: Move): Promise<Moved> {
  const { doors, servers, to } = request;
  const said = await Promise.all(
    regionsOf(servers).map(
      (region): Promise<Said> =>
        regionState(doors, servers, region).then(
          (state) => ({ region, state }),
          (error: unknown) => ({ region, why: messageOf(error) }),
        ),
    ),
  );
  const from = said.find((one) => roleOf(one) === "writes")?.region ?? (await goOn(request, said));
  if (from === to) return leadNames(request);
  await welcomeBack(request);
  return handOver({ ...request, from });
}

/** Has the region take writes again in which a hand-over ended them and came no further. Gives it. */
async function goOn(request: Move, said: readonly Said[]): Promise<string> {
  const stopped = said.filter((one) => "state" in one && one.state.role === "neither" && one.state.paused);
  const others = said.filter((one) => !stopped.includes(one));
  const [first] = stopped;
  // Of one that says nothing nobody knows that it does not take writes.
  if (stopped.length !== 1 || first === undefined || !others.every((one) => roleOf(one) === "follows"))
    throw new Error(
      `No region says that it takes writes (${said.map((one) => `${one.region}: ${roleOf(one)}`).join(", ")}): \`bastide failover\` is for that.`,
    );
  if ("state" in first) await startAgain(request, first.region, first.state.by);
  return first.region;
}
