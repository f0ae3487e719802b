import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import type { Check } from "./check";

/** Every date on which something was reviewed or approved and that runs out, with its key. */
export const pastDates = (config: Partial<StackConfig>): { key: string; date: string }[] => [
  ...Object.entries(config.reviews ?? {}).map(([name, date]) => ({ key: `bastide:reviews.${name}`, date })),
  ...Object.entries(config.classes ?? {}).map(([id, section]) => ({
    key: `bastide:classes.${id}.reviewed`,
    date: section.reviewed,
  })),
  ...(config.approvals ?? []).map(({ date }, index) => ({ key: `bastide:approvals[${index}].date`, date })),
];

/** What was reviewed or approved was so in the past; backups outlive the log archive; no class is in two stacks. */
export const checkDates: Check = ({ config, today }) => {
  const change = config.change && { key: "bastide:change.date", date: config.change.date };
  const problems: Problem[] = [...pastDates(config), ...(change ? [change] : [])]
    .filter(({ date }) => Date.parse(date) > today.getTime())
    .map(({ key, date }) => ({
      key,
      message: `${date} is in the future.`,
      fix: "Write the date on which it was done.",
    }));
  const backups = config.backups;
  if (backups !== undefined && backups.retentionDays <= backups.pointInTimeDays) {
    problems.push({
      key: "bastide:backups.retentionDays",
      message: "Daily backups must be kept longer than the log archive.",
      fix: `Write more than ${backups.pointInTimeDays}.`,
    });
  }
  for (const id of Object.keys(config.otherStacks ?? {}).filter((id) => id in (config.classes ?? {}))) {
    problems.push({
      key: `bastide:otherStacks.${id}`,
      message: `The class ${id} is in this stack already.`,
      fix: "Remove it here, or from `bastide:classes`.",
    });
  }
  return problems;
};
