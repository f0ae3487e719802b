import fc from "fast-check";
import { dayAfter } from "./dates";
import { ticket } from "./names";
import type { People } from "./people";

/** What a waiver is needed for. */
export interface Need {
  readonly policy: string;
  readonly resource: string;
}

/** Which rules are broken with a waiver, and the waivers' words. */
export const waivers = fc.record({
  /** Most stacks have none. */
  broken: fc.oneof(
    { weight: 2, arbitrary: fc.constant([]) },
    {
      weight: 1,
      arbitrary: fc.subarray(["policy", "configuration", "accounts", "class", "service", "lock"] as const, {
        minLength: 1,
        maxLength: 2,
      }),
    },
  ),
  overdueBy: fc.integer({ min: 1, max: 300 }),
  reason: fc.constantFrom(
    "The reviewer is ill until the end of the month.",
    "Due: waits for the auditors' report, see the ticket!",
    "Der Speicher wird in der nächsten Woche vergrößert.",
  ),
  ticket,
  requestedBy: fc.nat(),
  startedAgo: fc.nat(30),
  left: fc.nat(30),
  isTurned: fc.boolean(),
});

export type DrawnWaivers = typeof waivers extends fc.Arbitrary<infer T> ? T : never;

/** Whether anybody may approve waivers at all. */
export const mayWaive = (people: People): boolean =>
  people.managers.some((who) => who !== people.administrators[0]);

/** A waiver for each need, approved by two people of two roles, neither of whom asked. */
export function waiversFor(
  needs: readonly Need[],
  drawn: DrawnWaivers,
  people: People,
  day: Date,
): unknown[] {
  const [security = ""] = people.administrators;
  const manager = people.managers.find((who) => who !== security) ?? "";
  const askers = [...people.administrators, ...people.employees].filter(
    (who) => who !== security && who !== manager,
  );
  const requestedBy = askers[drawn.requestedBy % Math.max(1, askers.length)] ?? "somebody-else";
  const approvers = [
    { who: security, role: "security" },
    { who: manager, role: "management" },
  ];
  return needs.map(({ policy, resource }) => ({
    policy,
    resource,
    reason: drawn.reason,
    requestedBy,
    approvers: drawn.isTurned ? [...approvers].reverse() : approvers,
    ticket: drawn.ticket,
    start: dayAfter(day, -drawn.startedAgo),
    expiry: dayAfter(day, Math.min(drawn.left, 30 - drawn.startedAgo)),
  }));
}
