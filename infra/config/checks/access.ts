import type { Problem } from "../problems";
import type { StackConfig } from "../sections";
import { type Check, day, entry } from "./check";

/** The most days that a grant lasts (AC-4: short). */
const longest = 30;

const deviceProblem = (config: Partial<StackConfig>, name: string, owner: string, key: string): Problem[] => {
  if (config.managedDevices === undefined) return [];
  const device = entry(config.managedDevices.devices, name);
  if (device?.owner === owner) return [];
  return [
    {
      key,
      message: device ? `${name} belongs to ${device.owner}.` : `There is no managed device ${name}.`,
      fix: `Name a device of \`bastide:managedDevices.devices\` whose owner is ${owner}.`,
    },
  ];
};

function checkAdministrators(config: Partial<StackConfig>): Problem[] {
  if (config.administrators === undefined) return [];
  const people = Object.entries(config.administrators);
  const problems = people.flatMap(([who, person]) =>
    deviceProblem(config, person.device, who, `bastide:administrators.${who}.device`),
  );
  if (people.length < 2) {
    problems.push({
      key: "bastide:administrators",
      message: `Two administrators or more are needed, so that no one acts alone; the file has ${people.length}.`,
      fix: "Add an administrator.",
    });
  }
  if (!people.some(([, person]) => person.duties.includes("security"))) {
    problems.push({
      key: "bastide:administrators",
      message: "No administrator has the duty `security`, which approvals and grants need.",
      fix: "Write `security` among an administrator's `duties`.",
    });
  }
  const owners = new Map<string, string>();
  for (const [who, person] of people) {
    for (const [index, line] of person.keys.entries()) {
      const body = line.split(/ +/)[1] ?? line;
      const other = owners.get(body);
      owners.set(body, other ?? who);
      if (other === undefined) continue;
      problems.push({
        key: `bastide:administrators.${who}.keys[${index}]`,
        message: `This key is there for ${other} already; keys are not shared (CM-5).`,
        fix: "Give each person a hardware token of their own.",
      });
    }
  }
  return problems;
}

function checkDevices(config: Partial<StackConfig>): Problem[] {
  const seen = new Map<string, string>();
  return Object.entries(config.managedDevices?.devices ?? {}).flatMap(([name, { wireguardKey }]) => {
    const other = seen.get(wireguardKey);
    seen.set(wireguardKey, name);
    if (other === undefined) return [];
    return [
      {
        key: `bastide:managedDevices.devices.${name}.wireguardKey`,
        message: `This key is ${other}'s as well.`,
        fix: "Make a key on each device with `wg genkey`.",
      },
    ];
  });
}

function checkGrant(
  config: Partial<StackConfig>,
  grant: StackConfig["grants"][number],
  key: string,
): Problem[] {
  const problems = deviceProblem(config, grant.device, grant.who, `${key}.device`);
  const approver = entry(config.administrators, grant.approver);
  if (grant.approver === grant.who) {
    problems.push({
      key: `${key}.approver`,
      message: "A grant is not approved by the one it is for.",
      fix: "Name another administrator.",
    });
  } else if (config.administrators !== undefined && !approver?.duties.includes("security")) {
    problems.push({
      key: `${key}.approver`,
      message: `${grant.approver} is no administrator with the duty \`security\`.`,
      fix: "Name an administrator with the duty `security`.",
    });
  }
  const length = Date.parse(grant.end) - Date.parse(grant.start);
  if (length <= 0 || length > longest * day) {
    problems.push({
      key: `${key}.end`,
      message:
        length <= 0 ? "The grant ends before it starts." : `The grant lasts longer than ${longest} days.`,
      fix: `Write a moment within ${longest} days after \`start\`.`,
    });
  }
  return problems;
}

/** Administrators, devices and grants fit together (AC-1 to AC-4). */
export const checkAccess: Check = ({ config }) => [
  ...checkAdministrators(config),
  ...checkDevices(config),
  ...(config.grants ?? []).flatMap((grant, index) => checkGrant(config, grant, `bastide:grants[${index}]`)),
];
