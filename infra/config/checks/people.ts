import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import { type Check, day, entry } from "./check";

/** Where a person has something, with the moment until which they have it. */
function holdings(config: Partial<StackConfig>, now: number): { who: string; key: string; until: number }[] {
  return [
    ...Object.keys(config.administrators ?? {}).map((who) => ({
      who,
      key: `bastide:administrators.${who}`,
      until: now,
    })),
    ...(config.managers ?? []).map((who, index) => ({ who, key: `bastide:managers[${index}]`, until: now })),
    ...Object.entries(config.managedDevices?.devices ?? {}).map(([name, { owner }]) => ({
      who: owner,
      key: `bastide:managedDevices.devices.${name}.owner`,
      until: now,
    })),
    ...(config.grants ?? []).map(({ who, end }, index) => ({
      who,
      key: `bastide:grants[${index}].who`,
      until: Date.parse(end),
    })),
  ];
}

function checkChange(config: Partial<StackConfig>): Problem[] {
  const { change, administrators } = config;
  if (change === undefined || administrators === undefined) return [];
  const key = "bastide:change.approver";
  if (change.approver === change.author) {
    return [
      { key, message: "A change is not approved by its author.", fix: "Have somebody else approve it." },
    ];
  }
  return entry(administrators, change.approver) === undefined
    ? [{ key, message: `${change.approver} is no administrator.`, fix: "Name an administrator." }]
    : [];
}

/** Who has left has nothing any more (AC-5), and somebody other than its author approved the change (CM-10). */
export const checkPeople: Check = ({ config, today }) => {
  const left = config.leavers ?? {};
  return [
    ...holdings(config, today.getTime()).flatMap(({ who, key, until }): Problem[] => {
      const lastDay = entry(left, who);
      return lastDay === undefined || until < Date.parse(lastDay) + day
        ? []
        : [
            {
              key,
              message: `${who} left on ${lastDay}.`,
              fix: "Remove this, and leave the entry in `bastide:leavers`.",
            },
          ];
    }),
    ...checkChange(config),
  ];
};
