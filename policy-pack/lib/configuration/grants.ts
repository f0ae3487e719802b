import { isDataClass } from "../tags";
import { type Entry, section } from "./entry";
import { people } from "./people";

/** Something that can be wrong with a grant, and by which setting it is reported. */
export interface GrantMistake {
  readonly of: string;
  readonly isWrong: (grant: Entry) => boolean;
  readonly problem: string;
  readonly fix: string;
}

const purposes = ["incident", "support", "feature-test"];

/** Whether a device is managed and belongs to somebody. */
export function ownsDevice(who: string, device: string): boolean {
  return section("managedDevices").get("devices").get(device).get("owner").value === who;
}

/** What a grant must say, one setting each (AC-3, AC-4). */
export const grantMistakes: readonly GrantMistake[] = [
  {
    of: "who",
    isWrong: (grant) => grant.get("who").text() === "",
    problem: "names nobody",
    fix: "Write the employee's log-in name.",
  },
  {
    of: "class",
    isWrong: (grant) => !isDataClass(grant.get("class").text()),
    problem: "names no data class",
    fix: "Write one of the data classes.",
  },
  {
    of: "purpose",
    isWrong: (grant) => !purposes.includes(grant.get("purpose").text()),
    problem: "is no purpose for which access is granted",
    fix: "Write `incident`, `support` or `feature-test`.",
  },
  {
    of: "ticket",
    isWrong: (grant) => grant.get("ticket").text() === "",
    problem: "names no ticket",
    fix: "Write the ticket's number.",
  },
  {
    of: "device",
    isWrong: (grant) => !ownsDevice(grant.get("who").text(), grant.get("device").text()),
    problem: "is no managed device of this person",
    fix: "Name a device of `bastide:managedDevices.devices` that belongs to the person.",
  },
  {
    of: "approver",
    isWrong: (grant) => {
      const approver = grant.get("approver").text();
      return (
        approver === grant.get("who").value ||
        !people().isSecurity(approver) ||
        people().hadLeft(approver, grant.get("start").moment())
      );
    },
    problem: "is nobody who may approve this grant",
    fix: "Name an administrator with the duty `security` other than the one it is for.",
  },
];
