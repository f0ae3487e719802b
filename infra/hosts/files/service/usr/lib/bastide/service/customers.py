# AC-6, DC-7: gives a customer a key, or takes it away. The key is shown once; the database has its hash alone.
import argparse
import sys

import psycopg2

import credentials


def main(connection, arguments):
    parser = argparse.ArgumentParser(prog="bastide-customers")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("add-key", help="a new key for a customer, who is made where there is none").add_argument("customer")
    commands.add_parser("revoke-key", help="ends a key within a minute").add_argument("id", help="the 16 characters behind bk_")
    asked = parser.parse_args(arguments)
    with connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = bastide")
        if asked.command == "add-key":
            public, secret, key = credentials.new_key()
            cursor.execute("INSERT INTO customers (id) VALUES (%s) ON CONFLICT DO NOTHING", (asked.customer,))
            cursor.execute(
                "INSERT INTO api_keys (id, customer, hash) VALUES (%s, %s, %s)",
                (public, asked.customer, credentials.make_hash(secret)),
            )
            print(key)
        else:
            cursor.execute("UPDATE api_keys SET revoked = now() WHERE id = %s AND revoked IS NULL", (asked.id,))
            if cursor.rowcount == 0:
                sys.exit("there is no such key")


if __name__ == "__main__":
    try:
        main(psycopg2.connect("service=bastide"), sys.argv[1:])
    except psycopg2.errors.CheckViolation:
        sys.exit("a customer's id is 2 to 40 of a-z, 0-9 and -")
