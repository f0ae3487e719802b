# NW-3, DC-7, BC-1: one verified connection a thread to whichever data node takes writes; every transaction is one customer's. A database that
# hands over is waited for, so that customers see a slow answer and no error.
import contextlib
import threading
import time

import psycopg2

# Longer than a region takes to have another leader, shorter than anybody's timeout.
WAIT_SECONDS = 15
AGAIN_SECONDS = 0.1
# What the database says when it goes, or no longer takes writes; a connection that is simply gone says nothing.
GOING = ("57P01", "57P02", "57P03", "25006")

kept = threading.local()


class Patience:
    """How long a database may be missed: from when the first request missed it, so that a long outage is answered at once."""

    def __init__(self, seconds, clock=time.monotonic):
        self.seconds, self.clock, self.since = seconds, clock, None

    def found(self):
        self.since = None

    def is_over(self):
        if self.since is None:
            self.since = self.clock()
        return self.clock() - self.since >= self.seconds


patience = Patience(WAIT_SECONDS)


def connection():
    """The thread's connection, made anew where the last one is gone."""
    if getattr(kept, "connection", None) is None or kept.connection.closed:
        kept.connection = psycopg2.connect(
            "service=bastide",
            options="-c search_path=bastide -c statement_timeout=30s -c idle_in_transaction_session_timeout=60s",
        )
    return kept.connection


def drop():
    """Gives the connection up: the next request asks again which node takes writes."""
    if getattr(kept, "connection", None) is not None:
        with contextlib.suppress(psycopg2.Error):
            kept.connection.close()
    kept.connection = None


def is_away(error):
    """Whether the database went, or never was there: not whether it refused a statement."""
    code = getattr(error, "pgcode", None)
    return code in GOING or (code is None and isinstance(error, (psycopg2.OperationalError, psycopg2.InterfaceError)))


def repeated(act, waits=True):
    """What `act` gives; done again while the database is away and patience lasts."""
    while True:
        try:
            result = act()
            patience.found()
            return result
        except psycopg2.Error as error:
            if not is_away(error):
                raise
            drop()
            if not waits or patience.is_over():
                raise
            time.sleep(AGAIN_SECONDS)


def begin(customer, isolation):
    made = connection()
    with made.cursor() as cursor:
        if isolation is not None:
            cursor.execute(f"SET TRANSACTION {isolation}")
        cursor.execute("SELECT set_config('bastide.customer', %s, true)", (customer or "",))
    return made


@contextlib.contextmanager
def transaction(customer=None, isolation=None, waits=True):
    """A transaction in which the rows of one customer are seen, or of none. A database that is away is waited for before it begins."""
    try:
        with repeated(lambda: begin(customer, isolation), waits) as made:
            yield made
    except psycopg2.Error as error:
        if is_away(error):
            drop()
        raise


def run(work, customer=None):
    """What `work(cursor)` gives, in a transaction of its own. Done again where the database goes meanwhile, even while it commits: work must
    not mind being done twice."""

    def once():
        with transaction(customer) as made, made.cursor() as cursor:
            return work(cursor)

    return repeated(once)
