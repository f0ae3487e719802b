import { regionsOf } from "../doors";
import { messageOf } from "../messageOf";
import { type RegionState, regionState } from "../site/region";
import { handOver, startAgain, welcomeBack } from "./handOver";
import { leadNames, type Move, type Moved } from "./move";

/** What a region says of itself; `unknown` where it says nothing. */
interface Said {
  readonly region: string;
  readonly state: Pick<RegionState, "by" | "paused"> & { readonly role: RegionState["role"] | "unknown" };
  /** Why it says nothing; empty where it does. */
  readonly why: string;
}

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
          (state) => ({ region, state, why: "" }),
          (error: unknown) => ({
            ...{ region, state: { role: "unknown", by: "", paused: false }, why: ` (${messageOf(error)})` },
          }),
        ),
    ),
  );
  const from = said.find(({ state }) => state.role === "writes")?.region ?? (await goOn(request, said));
  if (from === to) return leadNames(request);
  await welcomeBack(request);
  return handOver({ ...request, from });
}

/** Has the region take writes again in which a hand-over ended them and came no further. Gives it. */
async function goOn(request: Move, said: readonly Said[]): Promise<string> {
  const stopped = said.filter(({ state }) => state.role === "neither" && state.paused);
  const others = said.filter((one) => !stopped.includes(one));
  const [first] = stopped;
  // Of one that says nothing nobody knows that it does not take writes.
  if (stopped.length !== 1 || first === undefined || !others.every(({ state }) => state.role === "follows"))
    throw new Error(
      `No region says that it takes writes (${said.map(({ region, state, why }) => `${region}: ${state.role}${why}`).join(", ")}): \`bastide failover\` is for that.`,
    );
  await startAgain(request, first.region, first.state.by);
  return first.region;
}
