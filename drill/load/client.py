"""The load of a drill, on a service node: numbered rows, one transaction each, and reads, with the service's own connection.

A ledger beside the database says what was sent when and what came of it (drill/ledger/parse.ts reads it). A number is never sent twice.
Usage: client.py RUN CLIENT LEDGER SECONDS EVERY
"""
import os
import signal
import sys
import threading
import time

import psycopg2

RUN, CLIENT, LEDGER, SECONDS, EVERY = sys.argv[1], sys.argv[2], sys.argv[3], float(sys.argv[4]), float(sys.argv[5])
credentials = os.environ.get("CREDENTIALS_DIRECTORY", "")
for variable, name in (("PGSERVICEFILE", "service.conf"), ("PGSSLROOTCERT", "ca.pem"), ("PGSSLCERT", "host.pem"), ("PGSSLKEY", "host.key")):
    os.environ[variable] = f"{credentials}/{name}"

end = time.monotonic() + SECONDS
stopping = threading.Event()
ledger = open(LEDGER, "a", buffering=1, encoding="utf-8")
writing = threading.Lock()


def note(kind, number, began, outcome, said=""):
    line = "\t".join((kind, CLIENT, str(number), f"{began:.6f}", f"{time.time():.6f}", outcome, said))
    with writing:
        ledger.write(line + "\n")


def going():
    return not stopping.is_set() and time.monotonic() < end


def connect(dsn):
    made = psycopg2.connect(dsn)
    made.autocommit = True
    return made


def outcome_of(error):
    """What is known of a statement that was sent: the server's refusal is a no, a lost connection is nothing known.

    57P01 to 57P03 end the connection of a commit that may be done already: its wait for a standby was ended.
    """
    code = getattr(error, "pgcode", None)
    if code is None or code.startswith("57P") or code.startswith("08"):
        return "unknown", code or type(error).__name__
    return "failed", code


def drive(kind, dsn, statement, every):
    connection = None
    number = 0
    while going():
        number += 1
        began = time.time()
        next_at = time.monotonic() + every
        try:
            if connection is None or connection.closed:
                connection = connect(dsn)
        except psycopg2.Error as error:
            connection = None
            note(kind, number, began, "failed", f"connect {getattr(error, 'pgcode', None) or ''}".strip())
            stopping.wait(max(0.05, next_at - time.monotonic()))
            continue
        # The time of connecting is not the statement's: what counts is when it was sent.
        began = time.time()
        try:
            with connection.cursor() as cursor:
                cursor.execute(statement, {"run": RUN, "client": CLIENT, "n": number})
            note(kind, number, began, "ok")
        except psycopg2.Error as error:
            outcome, said = outcome_of(error)
            note(kind, number, began, "failed" if kind == "r" else outcome, said)
            try:
                connection.close()
            except psycopg2.Error:
                pass
            connection = None
        stopping.wait(max(0, next_at - time.monotonic()))


def stop(*_):
    stopping.set()


signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGINT, stop)
writer = threading.Thread(
    target=drive,
    args=("w", "service=bastide", "INSERT INTO bastide_drill.writes (run, client, n) VALUES (%(run)s, %(client)s, %(n)s)", EVERY),
    daemon=True,
)
reader = threading.Thread(
    target=drive,
    args=("r", "service=bastide target_session_attrs=any", "SELECT n FROM bastide_drill.still WHERE id = 1", EVERY * 2),
    daemon=True,
)
writer.start()
reader.start()
while going():
    stopping.wait(0.2)
# What is under way gets an answer, or is written down as unknown by nobody: the reader of the ledger then finds a row that was never noted.
writer.join(8)
reader.join(1)
ledger.flush()
os.fsync(ledger.fileno())
