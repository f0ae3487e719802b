import { type Doors, must } from "../doors";

/** The class's database, as services know it. */
export const database = "bastide";

/** Runs SQL as the superuser by the host's own socket. Gives lines of values with tabs between. Throws what the database said. */
export const sql = (
  doors: Pick<Doors, "shell">,
  host: string,
  text: string,
  { timeoutSeconds = 60, name = database }: { timeoutSeconds?: number; name?: string } = {},
): Promise<string> =>
  must(
    doors,
    host,
    `cd /; runuser -u postgres -- psql -XAtq -F $'\\t' -v ON_ERROR_STOP=1 -d ${name} << 'END_OF_SQL'\n${text}\nEND_OF_SQL`,
    { timeoutSeconds },
  );

/** Whether the database on a host takes writes. Throws where it doesn't answer. */
export const takesWrites = async (doors: Pick<Doors, "shell">, host: string): Promise<boolean> =>
  (await sql(doors, host, "SELECT pg_is_in_recovery()", { timeoutSeconds: 10, name: "postgres" })) === "f";
