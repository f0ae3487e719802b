import type { Picture } from "./picture";
import type { RoundOptions, RoundResult } from "./round";
import { judgeGone, judgeIdle, judgeUp, persist } from "./verdict";
import type { Ran, Workplace } from "./workplace";

/** The share of requests, and of jobs, that a fault strikes. */
export const share = 0.05;

/** A kind of fault each is an equal part of the share. Those after which the client can't know are drawn before or after the work. */
const refusals = ["429", "busy"] as const;
const unclear = ["503", "502", "500", "504", "drop", "half"] as const;

/** The rules for `/_local/faults`. */
function rulesOf(seed: number): readonly Record<string, unknown>[] {
  const all = refusals.length + unclear.length;
  return [
    { name: "refused", effect: refusals, probability: (share * refusals.length) / all, when: "before", seed },
    {
      name: "unclear",
      effect: unclear,
      probability: (share * unclear.length) / all,
      when: "either",
      seed: seed + 1,
    },
    { name: "failed-jobs", effect: "fail-job", probability: share / 2, seed: seed + 2 },
    { name: "slow-jobs", effect: "slow-job", factor: 20, probability: share / 2, seed: seed + 3 },
  ];
}

/**
 * Brings the stack up, switches its active region and destroys it, all while requests and jobs fail; compares after each, with
 * nothing failing any more.
 */
export async function faultRound({
  place,
  engine,
  undisturbed,
  seed,
  number,
}: RoundOptions): Promise<RoundResult> {
  const rules = rulesOf(seed * 1000 + number * 10);
  const told: string[] = [];
  const problems: string[] = [];
  const reasons: string[] = [];
  const faulty = async (
    command: "up" | "destroy",
    name: string,
    ...options: readonly string[]
  ): Promise<boolean> => {
    for (const rule of rules) {
      await place.control("POST", "/faults", rule);
    }
    const { runs, last, ...met } = await persist(place, command, engine, ...options);
    told.push(`${name} ${runs}${insideOf(last)} (${await struck(place)} faults)`);
    problems.push(...met.problems);
    reasons.push(...met.reasons);
    await place.control("DELETE", "/faults");
    return last !== undefined;
  };
  await place.reset();
  await place.startCloud();
  const stages: [string, Picture | undefined][] = [
    ["up", undisturbed.up],
    ["switch", undisturbed.switched],
  ];
  for (const [name, picture] of stages) {
    if (picture !== undefined && problems.length === 0) {
      if (name === "switch") {
        place.switchActiveRegion();
      }
      if (await faulty("up", name)) {
        problems.push(...(await judgeUp(place, picture)));
      }
    }
  }
  if (problems.length === 0) {
    problems.push(...(await judgeIdle(place, engine)));
    if (await faulty("destroy", "destroy", "--keep-cloud")) {
      problems.push(...(await judgeGone(place, undisturbed.empty)));
    }
  }
  return { hit: `seed ${seed}/${number}`, runs: told.join(", "), problems, reasons };
}

/** How many requests and jobs the rules have struck. */
async function struck(place: Workplace): Promise<number> {
  const { faults } = await place.control<{ faults: { struck: number }[] }>("GET", "/faults");
  return faults.reduce((sum, rule) => sum + rule.struck, 0);
}

/** How often the engine ran within the command's last run, where it says so. */
function insideOf(last: Ran | undefined): string {
  if (last === undefined) {
    return " without success";
  }
  const { runs } = JSON.parse(last.stdout) as { runs?: number };
  return `${runs === undefined ? "" : ` of ${runs} updates`} in ${last.seconds.toFixed(0)} s`;
}
