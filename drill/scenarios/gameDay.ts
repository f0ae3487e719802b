import { withRole } from "../doors";
import { ledgersNow } from "../load/attempts";
import { rowsOf } from "../load/table";
import { randomFrom, shuffled } from "../random";
import { currentLeader } from "../site/leader";
import { notWholeOf } from "../stage";
import { verdictOf } from "../verdict";
import {
  type MayLose,
  type Objective,
  type Played,
  type Scenario,
  type Stage,
  whyNotHere,
  whyNotOn,
} from "./scenario";

/** How many disasters a day has. */
const length = 4;
const pauseSeconds = { least: 5, most: 20 };

/** What is to happen, drawn from a seed: which disasters, and how many seconds before each. */
export function drawDay(
  all: readonly Scenario[],
  seed: number,
): readonly { readonly scenario: Scenario; readonly pause: number }[] {
  const random = randomFrom(seed);
  const { least, most } = pauseSeconds;
  return shuffled(all, random)
    .slice(0, length)
    .map((scenario) => ({ scenario, pause: least + Math.floor(random() * (most - least + 1)) }));
}

const nothing = { ledgers: [], rows: [], looks: [], notWhole: [], left: [], baseline: null };
const noChange = { before: "", after: "" };

/** What every verdict asks for. */
const ofEvery: ReadonlySet<string> = new Set(
  verdictOf({
    ...{ ...nothing, checksums: noChange, before: { servers: [] } },
    played: { from: 0, fromWhat: "", mostSeconds: null, shareOfBaseline: null, notCovered: [] },
  }).objectives.map(({ name }) => name),
);

/** Plays one of the day, and judges it by the ledger and the table of now; what earlier ones may lose may be lost still. */
async function playOne(
  stage: Stage,
  scenario: Scenario,
  mayLose: readonly MayLose[],
): Promise<{ readonly played: Played; readonly objectives: readonly (Objective & { met: boolean })[] }> {
  const { doors, servers, active, standbys } = stage;
  const nodes = withRole(servers, "data", active);
  const played = await scenario.play({ ...stage, leader: await currentLeader(doors, nodes) });
  const notWhole = await notWholeOf(stage, [active, ...standbys]);
  // The ledger first: what it has acknowledged has to be in a table that is read after it.
  const ledgers = await ledgersNow(doors, servers);
  const rows = await rowsOf(doors, (await currentLeader(doors, nodes)).name);
  const { objectives } = verdictOf({
    ...{ ...nothing, ledgers, rows, notWhole, before: { servers } },
    // Of all that the load doesn't write, the sum is taken once, for the whole day.
    checksums: noChange,
    played: {
      ...played,
      until: played.until ?? stage.now(),
      mayLose: [...mayLose, ...(played.mayLose ?? [])],
    },
  });
  return { played, objectives };
}

/** Several disasters, one after the other, under one load. It ends with the first that misses an objective. */
export const gameDay = (all: readonly Scenario[]): Scenario => ({
  name: "game-day",
  about: `${length} of the others in a row, under one load; which ones, their order and the pauses between are drawn from a seed (--seed).`,
  loadSeconds: 3600,
  async play(stage) {
    const { step } = stage;
    const from = stage.now();
    const day = await step(
      "drill",
      `the day is drawn from the seed ${stage.seed}`,
      async () =>
        drawDay(
          all.filter((one) => [...whyNotHere(one, stage.doors), ...whyNotOn(one, stage)].length === 0),
          stage.seed,
        ),
      (drawn) => drawn.map(({ scenario, pause }) => `${pause} s, ${scenario.name}`).join("; "),
    );
    const found: Objective[] = [];
    const mayLose: MayLose[] = [];
    const notCovered = new Set<string>();
    let done = 0;
    for (const { scenario, pause } of day) {
      await stage.steady(pause);
      const { played, objectives } = await playOne(stage, scenario, mayLose);
      mayLose.push(
        ...(played.mayLose ?? []).map((one) => ({
          ...one,
          because: `${one.because} (${done + 1}: ${scenario.name})`,
        })),
      );
      for (const text of played.notCovered) notCovered.add(text);
      const missed = objectives.filter(({ met }) => !met);
      await step(
        "drill",
        `${scenario.name} is judged`,
        async () => missed,
        () => (missed.length === 0 ? "met" : `missed: ${missed.map(({ name }) => name).join("; ")}`),
      );
      // What the verdict of the day counts over all of them is in it once.
      const own = objectives.filter(({ name, met }) => !met || !ofEvery.has(name));
      found.push(...own.map(({ met: _, ...one }) => ({ ...one, name: `${scenario.name}: ${one.name}` })));
      done += 1;
      if (missed.length > 0) break;
    }
    return {
      ...{ from, fromWhat: "the beginning of the day", mostSeconds: null, shareOfBaseline: null },
      mayLose,
      objectives: [
        ...found,
        {
          name: "disasters that were not reached",
          unit: "disasters",
          objective: 0,
          measured: day.length - done,
        },
      ],
      notCovered: [...notCovered],
    };
  },
});
