import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import { type Check, day, entry } from "./check";

/** The most days that a waiver lasts (EX-1: emergencies only). */
const longest = 30;

type Waiver = StackConfig["waivers"][number];

/** Each approver may approve in that role, and is not the one who asked. */
function checkApprovers(config: Partial<StackConfig>, waiver: Waiver, key: string): Problem[] {
  return waiver.approvers.flatMap(({ who, role }, index): Problem[] => {
    const at = `${key}.approvers[${index}]`;
    if (who === waiver.requestedBy) {
      return [{ key: at, message: `${who} asked for this waiver.`, fix: "Have somebody else approve it." }];
    }
    const may =
      role === "security"
        ? config.administrators === undefined ||
          entry(config.administrators, who)?.duties.includes("security")
        : config.managers === undefined || config.managers.includes(who);
    return may
      ? []
      : [
          {
            key: at,
            message: `${who} may not approve for ${role}.`,
            fix:
              role === "security"
                ? "Name an administrator with the duty `security`."
                : "Name somebody whom `bastide:managers` lists.",
          },
        ];
  });
}

function checkWaiver(config: Partial<StackConfig>, waiver: Waiver, today: Date, key: string): Problem[] {
  const problems: Problem[] = checkApprovers(config, waiver, key);
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
  (config.waivers ?? []).flatMap((waiver, index) =>
    checkWaiver(config, waiver, today, `bastide:waivers[${index}]`),
  );
