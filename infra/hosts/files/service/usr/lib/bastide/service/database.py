# NW-3, DC-7: one verified connection a thread to whichever data node takes writes; every transaction is one customer's.
import contextlib
import threading

import psycopg2

kept = threading.local()


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


@contextlib.contextmanager
def transaction(customer=None, isolation=None):
    """A transaction in which the rows of one customer are seen, or of none."""
    try:
        with connection() as made:
            with made.cursor() as cursor:
                if isolation is not None:
                    cursor.execute(f"SET TRANSACTION {isolation}")
                cursor.execute("SELECT set_config('bastide.customer', %s, true)", (customer or "",))
            yield made
    except (psycopg2.OperationalError, psycopg2.InterfaceError):
        drop()
        raise
    except psycopg2.errors.ReadOnlySqlTransaction:
        drop()
        raise
