import { regionsOf } from "../doors";
import { regionState, site } from "../site/region";
import { type Fenced, fence } from "./fence";
import { leadNames, type Move, type Moved, promote } from "./move";

/** The region that is to take over says nothing: nothing was changed. */
export class Unreachable extends Error {
  override readonly name = "Unreachable";
}

export interface FailoverRequest extends Move {
  /** Whether a person has said that the old region is lost: what can't be fenced within three seconds is then believed to be. */
  readonly isLost: boolean;
}

export interface FailoverResult extends Moved {
  readonly fenced: readonly Fenced[];
  /** Unix seconds from which on no node of another region was open, as far as was said; null where that isn't known. */
  readonly fencedAt: number | null;
}

/**
 * Has a region take writes because the one that did is lost: fence, promote, point the names. Each step looks first whether it is done already,
 * so that the whole may be called again and again until it is.
 *
 * @throws Unreachable where the region that is to take over doesn't answer, with nothing changed
 * @throws Error where it was not promoted, with what it said
 */
export async function failover(request: FailoverRequest): Promise<FailoverResult> {
  const { doors, servers, to, isLost, step } = request;
  const before = await step(
    "drill",
    `${to} is asked how it is`,
    () =>
      regionState(doors, servers, to).catch((error: Error) => {
        throw new Unreachable(`${to} can't be asked to take over: ${error.message}`);
      }),
    ({ role, leader }) => `${role}, led by ${leader ?? "nobody"}`,
  );
  const leads = before.leader ?? before.by;
  let on = before.by;
  let fenced: readonly Fenced[] = [];
  let fencedAt: number | null = null;
  if (before.role !== "writes") {
    const others = regionsOf(servers).filter((region) => region !== to);
    fenced = await step(
      "drill",
      `${others.join(", ")} is fenced`,
      async () => {
        // Meanwhile, since it takes as long: its own manager is not to wait for the lost region.
        const prepared = site(doors, leads, "prepare", 10).then(
          () => leads,
          () => before.by,
        );
        const limits = isLost ? { seconds: 3, hostSeconds: 1.5 } : {};
        const all = await Promise.all(others.map((region) => fence(doors, servers, region, limits)));
        on = await prepared;
        return all.flat();
      },
      (all) => all.map(({ host, how }) => `${host} ${how ?? "unknown"}`).join(", "),
    );
    const open = fenced.filter(({ how }) => how === null);
    if (open.length === 0) fencedAt = Date.now() / 1000;
    if (open.length > 0 && !isLost)
      return {
        ...{ state: "not fenced", fenced, fencedAt },
        left: open.map(({ host, why }) => `${host} may still take writes: ${why}`),
      };
    await promote(request, on);
  }
  return { ...(await leadNames(request)), fenced, fencedAt };
}
