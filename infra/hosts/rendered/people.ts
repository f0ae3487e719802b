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

/** The groups that duties give; `files/baseline/etc/sudoers.d` says what each may do. Only `security` can become root. */
const groupOf = {
  security: "bastide-admin",
  operations: "bastide-operations",
  database: "bastide-database",
} as const;

export const groups: readonly string[] = [peopleGroup, ...new Set(Object.values(groupOf))];

/** AC-2: a person's groups, by duty. */
export const groupsOf = ({ duties }: HostAdministrator): readonly string[] => [
  ...new Set([peopleGroup, ...duties.map((duty) => groupOf[duty])]),
];

/** AC-2, AC-5: who has an account, as `LOGIN:GROUP,GROUP:NAME` a line. Who is no longer in it is shut out. */
export function people(host: HostDescription): HostFile {
  const lines = host.administrators.map(
    // What the user database can't hold.
    (person) =>
      `${person.login}:${groupsOf(person).join(",")}:${person.name.replaceAll(/[:,\p{Cc}\p{Zl}\p{Zp}]/gu, " ")}\n`,
  );
  return hostFile(
    "people",
    "/etc/bastide/people",
    `# AC-2, AC-5: who has an account on this host, and the groups of their duties.\n${lines.join("")}`,
  );
}
