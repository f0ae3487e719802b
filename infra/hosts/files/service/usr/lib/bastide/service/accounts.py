# DC-1: log-in accounts of a customer's agents. A secret is hashed when it comes in, and guessing is slowed down for each account.
import credentials
import database
from problem import Problem

MOST_FAILURES = 5
WAIT_SECONDS = 900


def text_of(body, name, most, least=1):
    value = body.get(name)
    if not isinstance(value, str) or not least <= len(value) <= most or "\0" in value:
        raise Problem(400, f"`{name}` is a text of {least} to {most} characters.")
    return value


def add(body, customer):
    login, secret = text_of(body, "login", 200), text_of(body, "password", 256, least=12)
    kept = credentials.make_hash(secret)

    def work(cursor):
        cursor.execute(
            "INSERT INTO accounts (customer, login, hash) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING", (customer, login, kept)
        )
        # By its salt the hash is this request's own: what was done is told from what was there, also where it is done again.
        cursor.execute("SELECT hash = %s FROM accounts WHERE login = %s", (kept, login))
        return cursor.fetchone()[0]

    if not database.run(work, customer):
        raise Problem(409, "There is an account of this name.")
    return 201, {"added": True}, 1


def verify(body, customer):
    """Whether the credentials are right. An attempt is counted before it is judged, so that many at once count as many."""
    login, secret = text_of(body, "login", 200), text_of(body, "password", 256)

    def count(cursor):
        cursor.execute(
            """
            UPDATE accounts SET
              failures = CASE WHEN failed > now() - %(wait)s * interval '1 second' THEN failures + 1 ELSE 1 END,
              failed = CASE WHEN failed > now() - %(wait)s * interval '1 second' THEN failed ELSE now() END
            WHERE login = %(login)s
            RETURNING hash, failures
            """,
            {"wait": WAIT_SECONDS, "login": login},
        )
        return cursor.fetchone() or (None, 0)

    kept, attempts = database.run(count, customer)
    if attempts > MOST_FAILURES:
        raise Problem(429, "Too many attempts for this account; wait.", {"Retry-After": str(WAIT_SECONDS)})
    valid = credentials.matches(kept, secret)
    if valid:
        forgive = "UPDATE accounts SET failures = 0, failed = NULL WHERE login = %s"
        database.run(lambda cursor: cursor.execute(forgive, (login,)), customer)
    return 200, {"valid": valid}, 1
