import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import { type Check, day } from "./check";

/** The most days that a waiver lasts (EX-1: emergencies only). */
const longest = 30;

function checkWaiver(waiver: StackConfig["waivers"][number], today: Date, key: string): Problem[] {
  const problems: Problem[] = [];
  const days = (Date.parse(waiver.expiry) - Date.parse(waiver.start)) / day;
  const roles = new Set(waiver.approvers.map((a) => a.role));
  const people = new Set(waiver.approvers.map((a) => a.who));
  if (roles.size < 2 || people.size < 2) {
    problems.push({
      key: `${key}.approvers`,
      message: "A waiver is approved by two people: one for security and one for management.",
      fix: "Name one approver with the role `security` and another with the role `management`.",
    });
  }
  if (days < 0 || days > longest) {
    problems.push({
      key: `${key}.expiry`,
      message:
        days < 0 ? "The waiver expires before it starts." : `The waiver lasts longer than ${longest} days.`,
      fix: `Write a date within ${longest} days after \`start\`.`,
    });
  } else if (Date.parse(waiver.expiry) + day <= today.getTime()) {
    problems.push({
      key: `${key}.expiry`,
      message: `The waiver expired on ${waiver.expiry}.`,
      fix: "Mend what it was for and remove it, or have it approved anew.",
    });
  }
  return problems;
}

/** Waivers are approved by two roles, short, and not expired (EX-1). */
export const checkExceptions: Check = ({ config, today }) =>
  (config.waivers ?? []).flatMap((waiver, index) => checkWaiver(waiver, today, `bastide:waivers[${index}]`));
