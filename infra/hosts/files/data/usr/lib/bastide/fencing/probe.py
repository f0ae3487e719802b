# BC-1: whether a node's PostgreSQL or Patroni says anything at all, right or wrong, before anyone proves who they are.
import socket
import ssl
import time
from concurrent.futures import ThreadPoolExecutor

WITHIN = 1
SSL_REQUEST = b"\0\0\0\x08\x04\xd2\x16\x2f"


def postgresql(address, port=5432):
    try:
        end = time.monotonic() + WITHIN
        with socket.create_connection((address, port), WITHIN) as connection:
            connection.sendall(SSL_REQUEST)
            connection.settimeout(max(end - time.monotonic(), 0.01))
            return connection.recv(1) != b""
    except OSError:
        return False


def patroni(address, port=8008):
    # Nothing is told to it or believed of it.
    tls = ssl.create_default_context()
    tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
    try:
        end = time.monotonic() + WITHIN
        with socket.create_connection((address, port), WITHIN) as connection:
            connection.settimeout(max(end - time.monotonic(), 0.01))
            with tls.wrap_socket(connection):
                return True
    except (TimeoutError, ssl.SSLEOFError):
        return False
    except ssl.SSLError:
        # Another protocol's answer is one too.
        return True
    except OSError:
        return False


def answers(address):
    """Asks both at once."""
    with ThreadPoolExecutor(2) as pool:
        return any(list(pool.map(lambda ask: ask(address), (postgresql, patroni))))
