import { ApiError } from "../core/errors";
import { kindNames } from "../core/kindNames";
import type { Id } from "../core/kinds";
import type { Snapshot } from "../core/store";
import type { World } from "../core/world";
import { rules } from ".";
import { nameOf } from "./rule";

/** Contradictions that an answer names; nobody reads more. */
const named = 100;

/**
 * Throws 400, with all that is wrong, for a state that no requests could have led to: tables that there are not, records
 * that contradict one another or that the rules can't even read. `trial` is an empty world, used up by this.
 */
export function requireSound(snapshot: Snapshot, trial: World): void {
  const known = new Set<string>(kindNames);
  const unknown = Object.keys(snapshot.tables).filter((name) => !known.has(name));
  const found: string[] = [];
  if (unknown.length > 0) {
    found.push(`There is no table ${unknown.join(", ")}; the tables are ${kindNames.join(", ")}`);
  }
  for (const [kind, rows] of Object.entries(snapshot.tables)) {
    const seen = new Set<Id>();
    for (const { id } of rows) {
      if (seen.has(id)) found.push(`${nameOf(kind, id)} is there twice, but an id has one record`);
      seen.add(id);
    }
  }
  trial.store.restore(snapshot);
  for (const { rule, check } of rules) {
    try {
      check(trial, (where, what) => found.push(`${where} ${what}, but ${rule}`));
    } catch {
      // A field that every record has is missing, or of another type.
      found.push(`A record has not the form that the local cloud writes; it can't be told whether ${rule}`);
    }
  }
  if (found.length === 0) return;
  const more = found.length > named ? [`… and ${found.length - named} more`] : [];
  throw new ApiError(
    400,
    [...found.slice(0, named), ...more].map((reason) => ({ reason })),
  );
}
