import type { StackConfig } from "../config/sections";
import { planTopology } from "./index";
import { nodesOfSite } from "./overlay";

/** The names of all hosts that the stack has, by class. */
export const hostNames = (config: StackConfig): Record<string, string[]> =>
  Object.fromEntries(
    planTopology(config).plan.enclaves.map(({ dataClass, sites }) => [
      dataClass.id,
      sites.flatMap((site) => nodesOfSite(site).map(({ name }) => name)),
    ]),
  );
