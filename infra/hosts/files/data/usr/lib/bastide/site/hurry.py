# BC-1: Patroni's rounds are a second apart, and a node that has been promoted lets go of a standby that is gone only in its second or third one. Each
# change of the settings has it look at once, one that changes nothing too.
import time

import cluster

SECONDS = 4
EVERY = 0.25
# Nothing has this name: taking it away changes nothing.
NOTHING = {"bastide": None}


def wake(host=None):
    """Has Patroni look now, here or on another node; whether it does is not asked."""
    try:
        cluster.request("PATCH", "/config", NOTHING, host)
    except cluster.FAILURES:
        pass


def hurry(role):
    """Called by Patroni when a node's role has changed."""
    if role not in ("primary", "master", "promoted"):
        return
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        wake()
        time.sleep(EVERY)
