import type { Client } from "../scenarios/client";
import type { Page, View } from "../support/lifecycle";
import { calls, type Run } from "./calls";
import type { Flags, LinodeCli } from "./client";
import { moreCalls } from "./moreCalls";

const known = { ...calls, ...moreCalls };

/** Calls whose answer the command takes apart and shows in rows: how to put it together. */
const together: Readonly<Record<string, (rows: readonly View[]) => View>> = {
  getLinodeInterfaces: (interfaces) => ({ interfaces }),
  getSecurityQuestions: (rows) => ({ security_questions: rows.map((row) => row.security_questions) }),
  getLinodeBackups: (rows) => ({
    automatic: rows.filter(({ type }) => type === "auto"),
    snapshot: {
      current: rows.find(({ type, finished }) => type === "snapshot" && finished !== null) ?? null,
    },
  }),
};

/** What the scenarios need and the command has no action for: done beside it, by the call's name. */
export type Beside = Readonly<Record<string, (body: View) => Promise<View>>>;

/** The command as the scenarios see a client. */
export function asClient(cli: LinodeCli, beside: Beside): Client {
  const runOf = (name: string, args: readonly unknown[]): Run => {
    const entry = known[name];
    if (entry === undefined) throw new Error(`linode-cli has no action for ${name}.`);
    if (typeof entry === "function") return entry(...args);
    const last = args.at(-1);
    const hasBody = typeof last === "object" && last !== null;
    return { command: entry, ids: hasBody ? args.slice(0, -1) : args, flags: hasBody ? (last as Flags) : {} };
  };
  const run = async (name: string, args: readonly unknown[], more: Flags = {}): Promise<readonly View[]> => {
    const { command, ids, flags, raw } = runOf(name, args);
    return cli.run(command, ids, { ...flags, ...more }, raw);
  };
  return {
    call: async (name, ...args) => {
      const other = beside[name];
      if (other !== undefined) return other(args[0] as View);
      const shown = await run(name, args);
      return together[name]?.(shown) ?? shown[0] ?? {};
    },
    list: async (name, before, page, filter) => {
      const flags = listFlags(cli.offers.get(runOf(name, before).command)?.filters ?? [], page, filter);
      return flags === undefined ? undefined : run(name, before, flags);
    },
    all: (name, before = []) => run(name, before, {}),
    offers: (name) => name in known || name in beside,
  };
}

/** A page and a filter as flags; undefined where the action can't filter so. */
function listFlags(
  filters: readonly string[],
  page: Page | undefined,
  filter: View | undefined,
): Flags | undefined {
  const wanted = Object.entries(filter ?? {});
  if (wanted.some(([name]) => !filters.includes(name))) return undefined;
  const paging = page === undefined ? {} : { page: page.page, "page-size": page.page_size };
  return { ...paging, ...Object.fromEntries(wanted) };
}
