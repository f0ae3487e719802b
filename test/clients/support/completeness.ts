import { expect } from "vitest";
import type { ClientCloud } from "./cloud";
import { type Operation, offeredCells, operations } from "./observer";

/** Names, each under the reason why it isn't driven. */
export type Exceptions = Readonly<Record<string, readonly string[]>>;

/** Everything that one client leaves out, as data beside its test. */
export interface Omissions {
  /** The client's own calls, as it names them. */
  readonly calls: Exceptions;
  /** Operations on the local cloud's types of resources, such as `/volumes create`. */
  readonly cells: Exceptions;
}

/** Expects every one of the offered names either driven or listed with a reason, never both, and none listed that isn't there. */
export function expectComplete(
  offered: readonly string[],
  driven: ReadonlySet<string>,
  exceptions: Exceptions,
): void {
  const listed = Object.values(exceptions).flat();
  const excused = new Set(listed);
  expect(
    Object.keys(exceptions).filter((reason) => reason.trim().length < 15),
    "reasons that say nothing",
  ).toEqual([]);
  expect(
    listed.filter((name, at) => listed.indexOf(name) !== at),
    "listed twice",
  ).toEqual([]);
  expect(
    {
      "neither driven nor listed": offered.filter((name) => !driven.has(name) && !excused.has(name)),
      "driven although listed": listed.filter((name) => driven.has(name)),
      "listed although not offered": listed.filter((name) => !offered.includes(name)),
    },
    "operations",
  ).toEqual({
    "neither driven nor listed": [],
    "driven although listed": [],
    "listed although not offered": [],
  });
}

/** Expects the client to have filled the table of resource types and operations, its listed exceptions aside. */
export function expectTableFilled(
  cloud: ClientCloud,
  exceptions: Exceptions,
  among: readonly Operation[] = operations,
): void {
  expectComplete(offeredCells(among), cloud.observer.cells(), exceptions);
}
