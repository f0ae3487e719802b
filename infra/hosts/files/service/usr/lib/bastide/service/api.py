# DC-1, DC-7, CM-6: the customers' interface: each reads and exports its own records, and checks its own agents' credentials.
# Who asks is known from the key alone; what was done is told to the log as ids and counts, never as content (DC-5, DC-8).
import csv
import io
import json
import os
import re
import sys
import uuid
from urllib.parse import parse_qs

import psycopg2

import accounts
import credentials
import database
from openapi import document
from problem import Problem

MOST_AT_ONCE = 500
MOST_BYTES = 65_536
remembered = credentials.Remembered()


def who_asks(environ):
    """The customer and the key's public part, by the key in `Authorization: Bearer KEY`."""
    scheme, _, key = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    parts = credentials.parts_of(key.strip()) if scheme.lower() == "bearer" else None
    if parts is None:
        raise Problem(401, "Send a key: `Authorization: Bearer KEY`.")
    known = remembered.get(key)
    if known is not None:
        return known
    public, secret = parts
    customer, kept = database.run(one("SELECT customer, hash FROM key_of(%s)", public)) or (None, None)
    if not credentials.matches(kept, secret):
        raise Problem(401, "This key is not known, or was revoked.")
    remembered.put(key, (customer, public))
    return customer, public


def one(statement, *values):
    """Reads one row; None where there is none."""

    def work(cursor):
        cursor.execute(statement, values)
        return cursor.fetchone()

    return work


def query_of(environ):
    return {name: values[-1] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}


def body_of(environ):
    """The request's JSON object."""
    length = environ.get("CONTENT_LENGTH") or "0"
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise Problem(413, f"A body has at most {MOST_BYTES} bytes.")
    try:
        body = json.loads(environ["wsgi.input"].read(int(length)))
    except ValueError:
        body = None
    if not isinstance(body, dict):
        raise Problem(400, "Send a JSON object.")
    return body


def uuid_of(text):
    try:
        return str(uuid.UUID(text))
    except ValueError:
        raise Problem(400, "An id looks like 123e4567-e89b-12d3-a456-426614174000.") from None


def record_of(row):
    return {"id": str(row[0]), "kind": row[1], "made": row[2].isoformat(), "content": row[3]}


def list_records(environ, customer):
    query = query_of(environ)
    limit = query.get("limit", "100")
    if not re.fullmatch(r"[1-9]\d{0,2}", limit) or int(limit) > MOST_AT_ONCE:
        raise Problem(400, f"`limit` is 1 to {MOST_AT_ONCE}.")
    after = uuid_of(query["after"]) if "after" in query else "00000000-0000-0000-0000-000000000000"

    def work(cursor):
        cursor.execute("SELECT id, kind, made, content FROM records WHERE id > %s ORDER BY id LIMIT %s", (after, int(limit) + 1))
        return cursor.fetchall()

    rows = database.run(work, customer)
    found = [record_of(row) for row in rows[: int(limit)]]
    more = {"next": found[-1]["id"]} if len(rows) > int(limit) else {}
    return 200, {"records": found, **more}, len(found)


def read_record(_environ, customer, asked):
    row = database.run(one("SELECT id, kind, made, content FROM records WHERE id = %s", uuid_of(asked)), customer)
    if row is None:
        raise Problem(404, "There is no such record.")
    return 200, record_of(row), 1


def export(environ, customer):
    """All of a customer's records as they are at one moment, line by line, so that no export is too large."""
    form = query_of(environ).get("format", "jsonl")
    if form not in ("jsonl", "csv"):
        raise Problem(400, "`format` is `jsonl` or `csv`.")

    def lines():
        with database.transaction(customer, "ISOLATION LEVEL REPEATABLE READ, READ ONLY") as made:
            with made.cursor("export") as cursor:
                cursor.itersize = 500
                cursor.execute("SELECT id, kind, made, content FROM records ORDER BY id")
                if form == "csv":
                    yield b"id,kind,made,content\r\n"
                for row in cursor:
                    yield csv_line(row) if form == "csv" else json.dumps(record_of(row)).encode() + b"\n"

    return 200, lines(), None


def csv_line(row):
    text = io.StringIO()
    csv.writer(text).writerow([row[0], row[1], row[2].isoformat(), json.dumps(row[3])])
    return text.getvalue().encode()


def health(_environ):
    with database.transaction(waits=False) as made, made.cursor() as cursor:
        cursor.execute("SELECT NOT pg_is_in_recovery()")
        if not cursor.fetchone()[0]:
            raise Problem(503, "No database takes writes.")
    return 200, {"status": "ok"}, None


def add_account(environ, customer):
    return accounts.add(body_of(environ), customer)


def verify_account(environ, customer):
    return accounts.verify(body_of(environ), customer)


OPEN = {("GET", "/healthz"): health, ("GET", "/openapi.json"): lambda _: (200, document, None)}
ROUTES = [
    ("GET", re.compile(r"/v1/records"), "records.list", list_records),
    ("GET", re.compile(r"/v1/records/([^/]{1,64})"), "records.read", read_record),
    ("GET", re.compile(r"/v1/export"), "records.export", export),
]
if os.environ.get("DATA_CLASS") == "account":
    ROUTES += [
        ("POST", re.compile(r"/v1/accounts"), "accounts.add", add_account),
        ("POST", re.compile(r"/v1/accounts/verify"), "accounts.verify", verify_account),
    ]


def tell(environ, **what):
    """One line a transaction for the log: ids, no content."""
    request = environ.get("HTTP_X_REQUEST_ID", "")
    if re.fullmatch(r"[0-9a-f]{32}", request):
        what["request"] = request
    print("transaction " + json.dumps({"class": os.environ.get("DATA_CLASS"), **what}), file=sys.stderr, flush=True)


def answer(environ):
    method, path = environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")
    method = "GET" if method == "HEAD" else method
    if (method, path) in OPEN:
        return OPEN[method, path](environ)
    customer, key = who_asks(environ)
    for wanted, pattern, action, handle in ROUTES:
        found = pattern.fullmatch(path)
        if found and wanted == method:
            told = {"action": action, "customer": customer, "key": key}
            try:
                status, body, count = handle(environ, customer, *found.groups())
            except Problem as problem:
                tell(environ, **told, status=problem.status)
                raise
            tell(environ, **told, status=status, **({} if count is None else {"count": count}))
            return status, body, count
    raise Problem(404, "There is nothing of this name; /openapi.json lists what there is.")


REASONS = {200: "OK", 201: "Created", 400: "Bad Request", 401: "Unauthorized", 404: "Not Found", 409: "Conflict",
           413: "Content Too Large", 429: "Too Many Requests", 500: "Internal Server Error", 503: "Service Unavailable"}


def application(environ, start_response):
    headers = {}
    try:
        status, body, _ = answer(environ)
    except Problem as problem:
        status, body, headers = problem.status, {"error": problem.text}, problem.headers
    except (psycopg2.OperationalError, psycopg2.InterfaceError, psycopg2.errors.ReadOnlySqlTransaction):
        status, body = 503, {"error": "The database is not there; try again in a moment."}
    except psycopg2.Error as error:
        # The message may hold content, the code can't.
        print(f"error {type(error).__name__} {error.pgcode}", file=sys.stderr, flush=True)
        status, body = 500, {"error": "This is a fault of the service."}
    is_stream = not isinstance(body, dict)
    form = query_of(environ).get("format") if is_stream else None
    kind = "application/json" if not is_stream else "text/csv; charset=utf-8" if form == "csv" else "application/jsonl"
    sent = body if is_stream else [json.dumps(body).encode() + b"\n"]
    if not is_stream:
        headers = {**headers, "Content-Length": str(len(sent[0]))}
    start_response(f"{status} {REASONS[status]}", [("Content-Type", kind), *headers.items()])
    return [] if environ["REQUEST_METHOD"] == "HEAD" else sent
