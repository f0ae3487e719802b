import { type Doors, must } from "../doors";

/** The class's database, as services know it. */
export const database = "bastide";

export interface SqlOptions {
  readonly timeoutSeconds?: number;
  /** Which database. Default: the class's. */
  readonly name?: string;
  /** The folder of another server's socket on that host. Default: the database's own. */
  readonly socket?: string;
}

/** Runs SQL as the superuser by the host's own socket. Gives lines of values with tabs between. Throws what the database said. */
export const sql = (
  doors: Pick<Doors, "shell">,
  host: string,
  text: string,
  { timeoutSeconds = 60, name = database, socket }: SqlOptions = {},
): Promise<string> =>
  must(
    doors,
    host,
    `cd /; runuser -u postgres -- psql -XAtq -F $'\\t' -v ON_ERROR_STOP=1 ${socket === undefined ? "" : `-h ${socket} `}-d ${name} << 'END_OF_SQL'\n${text}\nEND_OF_SQL`,
    { timeoutSeconds },
  );

/** Whether the database on a host takes writes. Throws where it doesn't answer. */
export const takesWrites = async (doors: Pick<Doors, "shell">, host: string): Promise<boolean> =>
  (await sql(doors, host, "SELECT pg_is_in_recovery()", { timeoutSeconds: 10, name: "postgres" })) === "f";
