import type { Client } from "../scenarios/client";
import type { Exceptions } from "../support/completeness";
import type { View } from "../support/lifecycle";
import { calls } from "./calls";
import type { Linodego } from "./client";
import { moreCalls } from "./moreCalls";

const known = { ...calls, ...moreCalls };

/** linodego as the scenarios see a client; what is listed as an exception counts as not offered. */
export function asClient(linodego: Linodego, exceptions: Exceptions): Client {
  const excused = new Set(Object.values(exceptions).flat());
  const run = (name: string, args: readonly unknown[]): Promise<unknown> => {
    const spelling = known[name];
    if (spelling === undefined) throw new Error(`linodego has no method for ${name}.`);
    return typeof spelling === "string"
      ? linodego.invoke(spelling, ...args)
      : spelling(linodego.invoke, ...args);
  };
  const list = async (name: string, args: readonly unknown[]): Promise<readonly View[]> =>
    ((await run(name, args)) as View[] | null) ?? [];
  return {
    call: async (name, ...args) => ((await run(name, args)) as View | null) ?? {},
    list: (name, before, page, filter) => list(name, [...before, { ...page, filter }]),
    all: (name, before = []) => list(name, before),
    offers: (name) => {
      const spelling = known[name];
      if (typeof spelling !== "string") return spelling !== undefined;
      return linodego.offered.includes(spelling) && !excused.has(spelling);
    },
  };
}
