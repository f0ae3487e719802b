import { arrange, type Lack } from "./arrange";
import type { Cassette, Exchange } from "./cassette";
import type { Difference } from "./compare";
import { catchUp } from "./elsewhere";
import { type DatedRegions, datedRegions, dayOf, type Era, eraOf } from "./history";
import { type Answer, judge } from "./judge";
import { Names } from "./names";
import { aligned } from "./pairing";
import { findOrigins, type Origins, preludeOf } from "./prelude";
import type { Result } from "./report";
import { type Request, readings } from "./request";
import { reasonOutside } from "./scope";
import { Stage } from "./stage";

/** What became of one exchange. */
export interface Verdict {
  exchange: Exchange;
  /** Why it wasn't tried. */
  outside?: string;
  differences: readonly Difference[];
}

/** Job steps that are waited for at most, before one request. */
const mostSteps = 60;

/** What became of a conversation. */
export interface Replayed {
  verdicts: Verdict[];
  /** What it takes for granted and couldn't be made. */
  lacks: Lack[];
}

/** What a folder's conversations tell of one another. */
export interface Folder {
  origins: Origins;
  regions: readonly DatedRegions[];
}

/** Share of equal exchanges that is asked for. */
export const bar = 0.95;

/** Replays conversations of a folder, all unless some are chosen, one after another. */
export async function replayAll(
  folder: readonly Cassette[],
  chosen: readonly Cassette[] = folder,
  progress: (done: number, all: number, name: string) => void = () => undefined,
): Promise<Result[]> {
  const stage = await Stage.open();
  try {
    const results: Result[] = [];
    const about = compile(folder);
    for (const [done, cassette] of chosen.entries()) {
      progress(done, chosen.length, cassette.name);
      const { verdicts, lacks } = await replay(cassette, about, stage);
      results.push(...verdicts.map((verdict) => ({ cassette: cassette.name, lacks, ...verdict })));
    }
    progress(chosen.length, chosen.length, "");
    return results;
  } finally {
    await stage.close();
  }
}

function compile(cassettes: readonly Cassette[]): Folder {
  return { origins: findOrigins(cassettes), regions: datedRegions(cassettes) };
}

/** Replays a conversation against an empty stand-in. */
export async function replay(cassette: Cassette, folder: Folder, stage: Stage): Promise<Replayed> {
  const { origins, regions } = folder;
  const [first] = cassette.exchanges;
  stage.empty(first === undefined ? "" : dayOf(first, cassette));
  const names = new Names();
  const prelude = preludeOf(cassette, origins);
  const before = { ...cassette, exchanges: [...prelude, ...cassette.exchanges] };
  const lacks = await arrange(before, stage, names);
  const play = (exchange: Exchange): Promise<Difference[]> =>
    perform(exchange, eraOf(exchange, cassette, regions), stage, names);
  for (const exchange of prelude) await play(exchange);
  const verdicts: Verdict[] = [];
  for (const exchange of cassette.exchanges) {
    const outside = reasonOutside(exchange);
    if (outside !== undefined) verdicts.push({ exchange, outside, differences: [] });
    else verdicts.push({ exchange, differences: await play(exchange) });
  }
  return { verdicts, lacks };
}

/** Statuses that no state of the account explains. */
const troubles: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);

interface Attempt {
  request: Request;
  answer: Answer;
  differences: Difference[];
  /** The state that it started from. */
  before: ReturnType<Stage["save"]>;
}

/**
 * Sends one recorded request: now, and while the answer is not as recorded after each further step of the jobs under way;
 * in each way that it can be read. The first attempt that is equal counts. If none is, the best does, and what the
 * others changed is undone.
 */
async function perform(exchange: Exchange, era: Era, stage: Stage, names: Names): Promise<Difference[]> {
  let best: Attempt | undefined;
  const trouble = troubles.has(exchange.status) ? exchange.status : undefined;
  await catchUp(exchange, stage, names);
  let before = stage.save();
  for (let step = 0; step <= mostSteps; step++) {
    for (const request of readings(exchange, names)) {
      stage.restore(before);
      const answer = await stage.send(request, trouble);
      const attempt = { request, answer, before, differences: judge(exchange, answer, names, era) };
      if (best === undefined || weight(attempt) < weight(best)) best = attempt;
      if (attempt.differences.length === 0) {
        names.learnAll(exchange.answer, aligned(exchange.answer, answer.body, names));
        return [];
      }
    }
    stage.restore(before);
    if (!stage.step()) break;
    before = stage.save();
  }
  if (best === undefined) return [];
  stage.restore(best.before);
  const answer = await stage.send(best.request, trouble);
  names.learnAll(exchange.answer, aligned(exchange.answer, answer.body, names));
  return best.differences;
}

const weights: Readonly<Record<Difference["kind"], number>> = {
  status: 1000,
  error: 100,
  header: 10,
  count: 5,
  order: 3,
  type: 2,
  field: 2,
  value: 1,
};

function weight(attempt: Attempt): number {
  return attempt.differences.reduce(
    (sum, one) => sum + weights[one.kind] + (one.at.endsWith("status") ? 20 : 0),
    0,
  );
}
