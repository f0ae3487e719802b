#!/usr/bin/python3
# CM-2, CM-6, DC-1: brings the service's tables up to date, one change after the other, once however many nodes start together.
# A customer's rows are seen only by who has said for whom they work: the database itself keeps customers apart.
import sys

import psycopg2

LOCK = 4_871_022_311

CHANGES = (
    """
    CREATE TABLE customers (
      id text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
      made timestamptz NOT NULL DEFAULT now()
    );
    CREATE TABLE api_keys (
      id text PRIMARY KEY,
      customer text NOT NULL REFERENCES customers,
      hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
      made timestamptz NOT NULL DEFAULT now(),
      revoked timestamptz
    );
    CREATE TABLE records (
      id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
      customer text NOT NULL REFERENCES customers,
      kind text NOT NULL CHECK (kind ~ '^[a-z][a-z0-9-]{0,39}$'),
      content jsonb NOT NULL,
      made timestamptz NOT NULL DEFAULT now()
    );
    CREATE INDEX records_of_customer ON records (customer, id);
    CREATE TABLE accounts (
      customer text NOT NULL REFERENCES customers,
      login text NOT NULL CHECK (length(login) BETWEEN 1 AND 200),
      hash text NOT NULL CHECK (hash LIKE '$argon2id$%'),
      made timestamptz NOT NULL DEFAULT now(),
      failures int NOT NULL DEFAULT 0,
      failed timestamptz,
      PRIMARY KEY (customer, login)
    );
    ALTER TABLE records ENABLE ROW LEVEL SECURITY;
    ALTER TABLE records FORCE ROW LEVEL SECURITY;
    ALTER TABLE accounts ENABLE ROW LEVEL SECURITY;
    ALTER TABLE accounts FORCE ROW LEVEL SECURITY;
    CREATE POLICY own ON records USING (customer = current_setting('bastide.customer', true));
    CREATE POLICY own ON accounts USING (customer = current_setting('bastide.customer', true));
    CREATE FUNCTION key_of(public text) RETURNS TABLE (customer text, hash text)
      LANGUAGE sql STABLE SECURITY DEFINER SET search_path = bastide, pg_temp
      AS 'SELECT k.customer, k.hash FROM api_keys k WHERE k.id = public AND k.revoked IS NULL';
    REVOKE ALL ON FUNCTION key_of(text) FROM public;
    GRANT USAGE ON SCHEMA bastide TO bastide_service;
    GRANT EXECUTE ON FUNCTION key_of(text) TO bastide_service;
    GRANT SELECT, INSERT, UPDATE, DELETE ON records, accounts TO bastide_service;
    """,
)


def update(connection):
    """Makes the changes that are missing, all or none. Returns how many it made."""
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        cursor.execute("CREATE SCHEMA IF NOT EXISTS bastide")
        cursor.execute("SET LOCAL search_path = bastide")
        cursor.execute("CREATE TABLE IF NOT EXISTS changes (number int PRIMARY KEY, made timestamptz NOT NULL DEFAULT now())")
        cursor.execute("SELECT count(*) FROM changes")
        done = cursor.fetchone()[0]
        for number, change in enumerate(CHANGES[done:], done + 1):
            cursor.execute(change)
            cursor.execute("INSERT INTO changes (number) VALUES (%s)", (number,))
        return len(CHANGES) - done


if __name__ == "__main__":
    try:
        made = update(psycopg2.connect("service=bastide"))
    except psycopg2.OperationalError as error:
        sys.exit(f"no database that takes writes: {str(error).splitlines()[0]}")
    if made:
        print(f"the schema has {made} changes more")
