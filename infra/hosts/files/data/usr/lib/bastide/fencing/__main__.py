# BC-1: fences a leader of the database that is lost, so that another one is chosen before its lease ends: docs/adr/20261126-drills-and-failover.md.
import os
import socket
import subprocess
import time
from urllib.parse import urlsplit

import measure
import probe
import rules
from fencing import Fencing, say
from store import Store, Unanswered

EVERY = 0.5


def tell(state):
    """systemd, which restarts this when it hears nothing for a while."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as connection:
        place = os.environ["NOTIFY_SOCKET"]
        connection.connect("\0" + place[1:] if place.startswith("@") else place)
        connection.send(state)


def main():
    of = os.environ
    endpoint = urlsplit(of["ETCD_ADVERTISE_CLIENT_URLS"])
    store = Store(endpoint.hostname, endpoint.port, of["ETCD_TRUSTED_CA_FILE"], of["ETCD_CERT_FILE"], of["ETCD_KEY_FILE"])
    members = dict(each.split("=", 1) for each in of["MEMBERS"].split(","))
    addresses = {name: urlsplit(url).hostname for name, url in members.items()}
    fencing = Fencing(of["NAME"], f"{of['DATA_CLASS']}-{of['REGION']}", addresses, store, rules, probe.answers)
    tell(b"READY=1")
    failures, told = set(), None
    while True:
        began = time.monotonic()
        try:
            try:
                fencing.tick()
            finally:
                # Also where etcd did not answer: fences stand then.
                told = measure.tell(fencing.standing, told)
            said = ""
        except Unanswered as error:
            said = f"etcd can't be asked, or does not answer with a majority ({error}): fences stay as they are"
        except (OSError, subprocess.SubprocessError) as error:
            said = f"the kernel's rules, or the note of them, can't be read or changed: {type(error).__name__}"
        except (KeyError, IndexError, TypeError, ValueError) as error:
            said = f"what etcd says can't be understood: {type(error).__name__}"
        # Each once, until all is well again: two that take turns would fill the log.
        if said and said not in failures:
            failures.add(said)
            say(said, 4)
        elif not said and failures:
            failures.clear()
            say("etcd answers again")
        tell(b"WATCHDOG=1")
        time.sleep(max(0.0, EVERY - (time.monotonic() - began)))


main()
