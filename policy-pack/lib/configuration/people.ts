import { type Entry, section } from "./entry";

/** Who may approve what, as the stack's configuration has it. */
export interface People {
  /** Whether somebody is an administrator. */
  isAdministrator(who: string): boolean;
  /** Whether somebody is an administrator with the duty `security`. */
  isSecurity(who: string): boolean;
  /** Whether somebody may approve for management. */
  isManager(who: string): boolean;
  /** Whether somebody had left by a moment: from the day after their last one. */
  hadLeft(who: string, at: number): boolean;
}

/** Reads people. @throws Misfit when one of the sections is of another shape: then nobody may approve anything. */
export function people(): People {
  const administrators = new Map(section("administrators").entries());
  const managers = new Set(
    section("managers")
      .items()
      .map((manager) => manager.text("a log-in name")),
  );
  const left = leavers();
  return {
    isAdministrator: (who) => administrators.has(who),
    isSecurity: (who) => dutiesOf(administrators.get(who)).includes("security"),
    isManager: (who) => managers.has(who),
    hadLeft: (who, at) => at >= (left.get(who) ?? Number.POSITIVE_INFINITY),
  };
}

/** The moment from which each leaver has no part in anything any more: the end of their last day. */
export function leavers(): ReadonlyMap<string, number> {
  return new Map(
    section("leavers")
      .entries()
      .map(([who, date]) => [who, date.day() + 86_400_000]),
  );
}

/** What an administrator may do. */
export function dutiesOf(administrator: Entry | undefined): readonly string[] {
  return (administrator?.get("duties").items() ?? []).map((duty) => duty.text("a duty"));
}
