import type { Doors } from "../doors";
import type { Row } from "../ledger/judge";
import { type SqlOptions, sql } from "../site/sql";

/** Rows that nobody touches while the drill goes on. */
const stillRows = 20_000;

/** Makes the drill's own schema, anew: the table that the load writes, and rows that must stay as they are. */
export const makeTables = (doors: Pick<Doors, "shell">, leader: string): Promise<string> =>
  sql(
    doors,
    leader,
    `SET client_min_messages = error;
DROP SCHEMA IF EXISTS bastide_drill CASCADE;
CREATE SCHEMA bastide_drill;
CREATE TABLE bastide_drill.writes (id bigserial PRIMARY KEY, run text NOT NULL, client text NOT NULL, n bigint NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE bastide_drill.still AS SELECT n AS id, n, md5(n::text || random()) AS content FROM generate_series(1, ${stillRows}) n;
CREATE INDEX ON bastide_drill.still (id);
GRANT USAGE ON SCHEMA bastide_drill TO bastide_service;
GRANT INSERT ON bastide_drill.writes TO bastide_service;
GRANT USAGE ON SEQUENCE bastide_drill.writes_id_seq TO bastide_service;
GRANT SELECT ON bastide_drill.still TO bastide_service;`,
  );

/** Removes them. */
export const dropTables = (doors: Pick<Doors, "shell">, leader: string): Promise<string> =>
  sql(doors, leader, "SET client_min_messages = error; DROP SCHEMA IF EXISTS bastide_drill CASCADE;");

/** The rows of a run, or all, in the order of their ids, which is that of their transactions' beginnings. */
export async function rowsOf(
  doors: Pick<Doors, "shell">,
  host: string,
  run?: string,
  options?: SqlOptions,
): Promise<Row[]> {
  const which = run === undefined ? "" : `WHERE run = '${run}'`;
  const text = await sql(
    doors,
    host,
    `SELECT client, n FROM bastide_drill.writes ${which} ORDER BY id`,
    options,
  );
  return text === ""
    ? []
    : text.split("\n").map((line) => {
        const [client = "", n = ""] = line.split("\t");
        return { client, n: Number(n) };
      });
}

/**
 * One checksum of all that the class's database holds but what the load writes: each table's rows, in an order that comes of their content.
 * A class that is in use changes meanwhile, and so does its checksum.
 */
export const checksum = (doors: Pick<Doors, "shell">, host: string, options?: SqlOptions): Promise<string> =>
  sql(
    doors,
    host,
    `SELECT md5(string_agg(format('%s.%s %s', schemaname, tablename,
  (xpath('/row/sum/text()', query_to_xml(format('SELECT md5(coalesce(string_agg(md5(t::text), '''' ORDER BY md5(t::text)), '''')) AS sum FROM %I.%I t', schemaname, tablename), false, true, '')))[1]), ';' ORDER BY schemaname, tablename))
FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND NOT (schemaname = 'bastide_drill' AND tablename = 'writes')`,
    { timeoutSeconds: 300, ...options },
  );
