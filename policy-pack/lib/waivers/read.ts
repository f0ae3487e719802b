import { day, isoDay, today } from "../configuration/dates";
import { BadEntry, type Entry, section } from "../configuration/entry";
import { type People, people } from "../configuration/people";
import type { Fault, Reading, Waiver } from "./waiver";

/** The most days that a waiver lasts: emergencies only (EX-1). */
const longest = 30;
const settings = ["policy", "resource", "reason", "requestedBy", "approvers", "ticket", "start", "expiry"];
const roles = ["security", "management"];

type Blame = (entry: Pick<Entry, "key">, problem: string, fix: string) => void;

/**
 * Reads `bastide:waivers`. A waiver with any mistake waives nothing, and every mistake is named.
 *
 * @param policies the pack's policies by name, and whether a waiver may cover them
 * @throws Misfit when the section is no list, or when it can't be read who may approve
 */
export function readWaivers(policies: ReadonlyMap<string, boolean>): Reading {
  const entries = section("waivers").items();
  const faults: Fault[] = [];
  const waivers: Waiver[] = [];
  const seen = new Set<string>();
  const who = entries.length === 0 ? undefined : people();
  for (const [index, entry] of entries.entries()) {
    const before = faults.length;
    const blame: Blame = ({ key }, problem, fix) => faults.push({ key, problem, fix });
    const waiver = who && attempt(blame, () => readOne(entry, index, who, policies, blame));
    const pair = JSON.stringify([waiver?.policy, waiver?.resource]);
    if (waiver && seen.has(pair)) {
      blame(entry, "is the second waiver for one policy and resource", "Remove one of the two.");
    }
    seen.add(pair);
    if (waiver && faults.length === before) {
      waivers.push(waiver);
    }
  }
  return { waivers, faults };
}

function readOne(
  entry: Entry,
  index: number,
  who: People,
  policies: ReadonlyMap<string, boolean>,
  blame: Blame,
): Waiver {
  for (const [name, setting] of entry.entries()) {
    if (!settings.includes(name)) {
      blame(setting, "is no setting of a waiver", `Remove it, or write one of ${settings.join(", ")}.`);
    }
  }
  const text = (name: string): string => attempt(blame, () => entry.get(name).text()) ?? "";
  const waiver = {
    index,
    policy: text("policy"),
    resource: text("resource"),
    reason: text("reason"),
    approvers: attempt(blame, () => readApprovers(entry, text("requestedBy"), who, blame)) ?? [],
    ticket: text("ticket"),
    expiry: attempt(blame, () => readDates(entry, blame)) ?? "",
  };
  checkPolicy(entry, waiver.policy, policies, blame);
  for (const name of ["policy", "resource"]) {
    if (/[*?]/.test(String(entry.get(name).value))) {
      blame(
        entry.get(name),
        "has a wild card",
        "Write one name in full; each resource has a waiver of its own.",
      );
    }
  }
  if (waiver.reason !== "" && waiver.reason.trim().length < 8) {
    blame(entry.get("reason"), "is too short to be a reason", "Say in a sentence why it can't wait.");
  }
  return waiver;
}

function checkPolicy(
  entry: Entry,
  policy: string,
  policies: ReadonlyMap<string, boolean>,
  blame: Blame,
): void {
  const at = entry.get("policy");
  if (policies.get(policy) === false) {
    blame(at, "names a policy that no waiver covers", "Remove the waiver and mend what the policy refuses.");
  }
  if (policy !== "" && !policies.has(policy)) {
    blame(at, "names a policy that the pack does not have", "Copy the policy's name from the violation.");
  }
}

function readApprovers(entry: Entry, requestedBy: string, who: People, blame: Blame): readonly string[] {
  const list = entry.get("approvers");
  const given = list.items().map((approver) => {
    const [name, role] = [approver.get("who").text("a log-in name"), approver.get("role").text("a role")];
    const mayApprove =
      role === "security" ? who.isSecurity(name) : role === "management" && who.isManager(name);
    if (name === requestedBy) {
      blame(approver, "approves what the same person asked for", "Have somebody else approve it.");
    } else if (!mayApprove || who.hadLeft(name, today())) {
      blame(
        approver,
        "is nobody who may approve a waiver in this role",
        "Name an administrator with the duty `security` for `security`, and one of `bastide:managers` for `management`.",
      );
    }
    return { name, role };
  });
  if (
    new Set(given.map(({ name }) => name)).size < 2 ||
    !roles.every((r) => given.some(({ role }) => role === r))
  ) {
    blame(
      list,
      "are not two people, one for security and one for management",
      "Name one approver with the role `security` and another with the role `management`.",
    );
  }
  return given.map(({ name, role }) => `${name} (${role})`);
}

function readDates(entry: Entry, blame: Blame): string {
  const [start, expiry] = [entry.get("start").day(), entry.get("expiry").day()];
  if (expiry < start || expiry - start > longest * day) {
    blame(
      entry.get("expiry"),
      `is not within ${longest} days after \`start\``,
      `Write a date at most ${longest} days after \`start\`.`,
    );
  } else if (expiry < today()) {
    blame(
      entry,
      `expired on ${isoDay(expiry)}`,
      "Mend what it was for and remove it, or have it approved anew.",
    );
  } else if (start > today()) {
    blame(entry, `does not start before ${isoDay(start)}`, "Add it on the day on which it starts.");
  }
  return isoDay(expiry);
}

/** Turns what can't be read into a fault. */
function attempt<T>(blame: Blame, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BadEntry)) {
      throw error;
    }
    blame(error, error.problem, error.fix);
    return undefined;
  }
}
