import { dataClasses } from "../../../catalogue/dataClasses";
import type { Problem } from "../problems";
import { type Check, entry, isApproved } from "./check";

/** What lives outside Linode may do so, with an approval that is at most a year old (DC-1 to DC-5, EX-2). */
export const checkApprovals: Check = (context) => {
  const { config } = context;
  const hosting = Object.entries(config.classes ?? {}).flatMap(([id, section]): Problem[] => {
    if (section.hosting === "linode") return [];
    const key = `bastide:classes.${id}.hosting`;
    if (dataClasses.find((c) => c.id === id)?.outsideLinode !== "with-approval") {
      return [
        {
          key,
          message: `The class ${id} may never live outside Linode, and no waiver changes that.`,
          fix: "Write `linode`.",
        },
      ];
    }
    if (isApproved(context, `hosting:${id}`) !== false) return [];
    return [
      {
        key,
        message: `Hosting ${id} outside Linode needs an approval that is at most a year old.`,
        fix: `Add \`{ subject: "hosting:${id}", approver: …, date: … }\` to \`bastide:approvals\`.`,
      },
    ];
  });
  const approvers = (config.approvals ?? []).flatMap((approval, index): Problem[] =>
    config.administrators === undefined ||
    entry(config.administrators, approval.approver)?.duties.includes("security")
      ? []
      : [
          {
            key: `bastide:approvals[${index}].approver`,
            message: `${approval.approver} is no administrator with the duty \`security\`.`,
            fix: "Name an administrator with the duty `security`.",
          },
        ],
  );
  return [...hosting, ...approvers];
};
