import type { World } from "../core/world";
import { addresses } from "./addresses";
import { firewalls } from "./firewalls";
import { jobs } from "./jobs";
import { names } from "./names";
import { parents } from "./parents";
import { places } from "./places";
import { quotas } from "./quotas";
import { references } from "./references";
import type { Contradiction, Rule } from "./rule";
import { states } from "./states";
import { storage } from "./storage";
import { store } from "./store";
import { subnets } from "./subnets";
import { tags } from "./tags";
import { times } from "./times";

export type { Contradiction, Rule } from "./rule";

/** What always holds, whatever was asked for in whatever order. */
export const rules: readonly Rule[] = [
  ...references,
  ...parents,
  ...names,
  ...addresses,
  ...subnets,
  ...firewalls,
  ...storage,
  ...places,
  ...quotas,
  ...jobs,
  ...states,
  ...times,
  ...tags,
  ...store,
];

/**
 * Everything in the state that contradicts itself; empty unless the local cloud has a fault. Reads the whole state once
 * a rule: under a millisecond for a hundred records, so that it can be asked after every request.
 */
export function contradictions(world: World): Contradiction[] {
  const found: Contradiction[] = [];
  for (const { rule, check } of rules) check(world, (where, what) => found.push({ rule, where, what }));
  return found;
}
