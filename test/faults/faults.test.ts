import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { noEngine } from "../engine/support";
import { describe as lineOf, roundsOf, runRound } from "./rounds";
import { runUndisturbed, type Undisturbed } from "./undisturbed";
import { Workplace } from "./workplace";

const onLinux = process.platform === "linux";
const seed = 7;

/** A sample of `npm run test:faults`: a whole run of it takes the better part of an hour. */
function sampleOf(name: string, makePlace: () => Workplace, plan: Parameters<typeof roundsOf>[0]): void {
  const [engine = "pulumi"] = plan.engines;
  const reason = !onLinux
    ? "processes are killed through /proc, which this system lacks"
    : engine === "pulumi"
      ? noEngine
      : "";
  describe.skipIf(reason !== "")(
    reason === "" ? name : `${name} (skipped: ${reason})`,
    { timeout: 600_000 },
    () => {
      let place: Workplace;
      let undisturbed: Undisturbed;

      beforeAll(async () => {
        place = makePlace();
        undisturbed = await runUndisturbed(place, engine);
      }, 600_000);

      afterAll(() => place?.remove());

      it.each(roundsOf(plan))("$kind $number", async (round) => {
        const finished = await runRound(round, place, undisturbed, seed);
        expect(finished.problems, lineOf(finished, true)).toEqual([]);
      });
    },
  );
}

sampleOf("prod converges offline", () => Workplace.ofProd(), {
  kills: 2,
  strays: 0,
  seeds: 2,
  engines: ["offline"],
});
sampleOf("a small program converges through the engine", () => Workplace.ofFixture(), {
  kills: 2,
  strays: 1,
  seeds: 2,
  engines: ["pulumi"],
});
