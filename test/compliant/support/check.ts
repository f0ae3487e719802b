import fc from "fast-check";
import { stackFile } from "../../support/infraConfigs";
import { type Compliant, compliant } from "../arbitraries/configuration";
import type { Judge } from "./judge";

/** A configuration that was refused although it keeps the policy. */
export interface Failure {
  /** `npm run compliant -- --count 1 --seed SEED` makes it again. */
  readonly seed: number;
  /** The smallest configuration that is refused alike, and what was said of it. */
  readonly smallest: string;
}

/** How long a smaller configuration is looked for, in milliseconds. */
const patience = 180_000;

class Refused extends Error {}

/** Makes the configuration of a seed and has it judged; a smaller one is looked for where it is refused. */
export async function check(seed: number, judge: Judge, patienceMs = patience): Promise<Failure | undefined> {
  let end = Number.POSITIVE_INFINITY;
  const result = await fc.check(
    fc.asyncProperty(compliant, async (configuration) => {
      // When patience is over, nothing smaller is refused any more, so the search ends with what it has.
      if (performance.now() > end) return;
      const faults = await judge.faultsOf(configuration);
      if (faults.length === 0) return;
      end = Math.min(end, performance.now() + patienceMs);
      throw new Refused(faults.join("\n"));
    }),
    { seed, numRuns: 1 },
  );
  if (!result.failed) return undefined;
  const [smallest] = result.counterexample ?? [];
  const { errorInstance: error } = result;
  const said =
    error instanceof Error ? (error instanceof Refused ? error.message : (error.stack ?? "")) : String(error);
  return { seed, smallest: smallest === undefined ? said : `${said}\n\n${describe(smallest)}` };
}

/** A configuration as a stack's file, with what else it depends on. */
export function describe({ asOf, values, packConfig }: Compliant): string {
  const settings = Object.entries(packConfig).map(([policy, { properties }]) => [policy, properties]);
  return [
    `# As of ${asOf.toISOString().slice(0, 10)}`,
    ...(settings.length === 0
      ? []
      : [`# With the policy pack's settings ${JSON.stringify(Object.fromEntries(settings))}`]),
    stackFile({ ...values }),
  ].join("\n");
}
