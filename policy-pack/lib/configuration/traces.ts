import { type Entry, section } from "./entry";

/** Something that a person has or did, and when. */
export interface Trace {
  readonly who: string;
  /** By which key of the configuration it is reported. */
  readonly key: string;
  /** From when the person has it; when it was done. */
  readonly from: () => number;
  /** Until when the person has it. */
  readonly until: () => number;
  /** What it does, before the person in a sentence: "is the device of". */
  readonly what: string;
}

/**
 * Every place where a person stands in the configuration.
 *
 * @param today the beginning of today: what has no dates of its own is had now
 */
export function traces(today: number): readonly Trace[] {
  const now = { from: () => today, until: () => today };
  const devices = section("managedDevices").get("devices").entries();
  return [
    ...section("administrators")
      .entries()
      .map(([who, { key }]) => ({ who, key, ...now, what: "gives keys to" })),
    ...section("managers")
      .items()
      .map((entry) => ({ who: String(entry.value), key: entry.key, ...now, what: "lets approve" })),
    ...devices.map(([, device]) => {
      const owner = device.get("owner");
      return { who: String(owner.value), key: owner.key, ...now, what: "is the device of" };
    }),
    ...section("grants").items().flatMap(ofGrant),
    ...section("approvals")
      .items()
      .map((approval) => done(approval.get("approver"), approval.get("date"))),
    ...(section("change").isThere
      ? [done(section("change").get("approver"), section("change").get("date"))]
      : []),
  ];
}

function ofGrant(grant: Entry): readonly Trace[] {
  const [who, start, end] = [grant.get("who"), grant.get("start"), grant.get("end")];
  return [
    {
      who: String(who.value),
      key: who.key,
      from: () => start.moment(),
      until: () => end.moment(),
      what: "gives access to",
    },
    done(grant.get("approver"), start),
  ];
}

function done(by: Entry, on: Entry): Trace {
  const at = (): number => on.moment();
  return { who: String(by.value), key: by.key, from: at, until: at, what: "was approved by" };
}
