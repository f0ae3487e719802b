import type { HostDescription } from "../description";
import { type HostFile, hostFile } from "../hostFile";

const seconds = (moment: string): number => Math.floor(Date.parse(moment) / 1000);

/** AC-2, AC-4: who has a role in the database, by duty, and who may read customers' data, from when to when (in seconds since 1970). */
export function databasePeople({ administrators, grants }: HostDescription): HostFile {
  const lines = [
    ...administrators.flatMap(({ login, duties }) => duties.map((duty) => `duty ${login} ${duty}`)),
    ...grants.map(
      ({ who, start, end, purpose, ticket }) =>
        `grant ${who} ${seconds(start)} ${seconds(end)} ${purpose} ${ticket.replaceAll(/\s+/g, "-")}`,
    ),
  ];
  return hostFile(
    "people",
    "/etc/bastide/database-people",
    `# AC-2, AC-4: people's roles in the database.\n${lines.map((line) => `${line}\n`).join("")}`,
  );
}
