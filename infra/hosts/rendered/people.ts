import type { HostAdministrator, HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

/** AC-1, AC-2: the keys of each person, or the authorities that certify people. */
export function authorisedKeys(host: HostDescription): readonly HostFile[] {
  if (host.logIn.kind === "certificates")
    return [
      hostFile("people", "/etc/ssh/authorities", host.logIn.authorities.map((key) => `${key}\n`).join("")),
    ];
  return host.administrators.map(({ login, keys }) =>
    hostFile("people", `/etc/ssh/people/${login}`, keys.map((key) => `verify-required ${key}\n`).join("")),
  );
}

/** The group of all who may log in. */
export const peopleGroup = "bastide-people";

/** The groups that duties give; `files/baseline/etc/sudoers.d` says what each may do. */
const groupOf = {
  security: "bastide-admin",
  operations: "bastide-admin",
  database: "bastide-database",
} as const;

export const groups: readonly string[] = [peopleGroup, ...new Set(Object.values(groupOf))];

/** AC-2: a person's groups, by duty. */
export const groupsOf = ({ duties }: HostAdministrator): readonly string[] => [
  ...new Set([peopleGroup, ...duties.map((duty) => groupOf[duty])]),
];
