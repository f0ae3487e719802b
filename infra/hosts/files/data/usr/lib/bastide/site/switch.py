# BC-1: this node hands over to another one of its region, before a reboot for example. Patroni's own way waits for a second before it lets go, then for two
# before this node follows, and with each commit for the standby that has just stopped, until that is back or its second or third round has found it gone.
#
# Patroni chooses the node that goes on, by its own rules, and meanwhile counts synchronous standbys the plain way and not by quorum: then that one begins
# with none, and alone may lead until this node has caught up. While the database ends the cluster is paused, so that nobody starts it anew, and Patroni
# here is away, so that it neither takes the lease back nor has the other one wait for its answer.
import os
import sys
import time

import cluster
import decision
import hand_over
import hurry
import lease
import patroni
import region
from database import query
from others import connect, kept, row


def end(mode):
    """Ends what a hand-over has noted and paused, with the mode that was before."""
    cluster.change({decision.SWITCH_KEY: None, "pause": None, "synchronous_mode": mode})
    return True


def ready():
    """The mode of counting standbys, where this node leads its region and may hand over."""
    settings = cluster.config()
    own = kept.host()["NAME"]
    if cluster.follows(settings):
        sys.exit("this region follows another one: nobody takes writes here")
    if settings.get("pause"):
        sys.exit("Patroni is paused: somebody is at work on this cluster, and has to end that first")
    if decision.SWITCH_KEY in settings:
        sys.exit("another hand-over is under way")
    if (cluster.leader() or {}).get("name") != own:
        sys.exit(f"{own} does not take writes")
    mode = settings.get("synchronous_mode")
    if mode in (None, False, "off"):
        sys.exit("synchronous_mode is off: another node may not have all that was acknowledged")
    return mode


def synchronous():
    """The member that has all that was acknowledged, once PostgreSQL and etcd both say so; None until then."""
    hurry.wake()
    names = query("SELECT application_name FROM pg_stat_replication WHERE sync_state = 'sync'").split()
    return next((each for each in cluster.members() if each["role"] == "sync_standby" and each["name"] in names), None)


def caught_up():
    """Whether this node follows, and has all of it: until then nobody could take over from the other one."""
    hurry.wake()
    own = next((each for each in cluster.members() if each["name"] == kept.host()["NAME"]), {})
    return own.get("role") == "sync_standby" and own.get("state") == "streaming"


def knows(host):
    """Whether a node's Patroni has seen the pause: until then it may start the database anew, or race for it."""
    hurry.wake(host)
    _, found = cluster.request("GET", "/patroni", None, host)
    return bool(found and found.get("pause"))


def prepared():
    """The node that is to go on, where Patroni everywhere knows what is about to happen."""
    there = region.until(20, synchronous, hurry.EVERY)
    if there is None:
        sys.exit("no other node of this region has all that was acknowledged: nothing was changed")
    cluster.change({"pause": True})
    if not region.until(10, lambda: knows(None) and knows(there["host"])):
        sys.exit("Patroni did not pause: nothing was changed")
    return there


def switch(there):
    """Gives the seconds from the word to the other node's first write. Where it does not get that far, Patroni decides who goes on."""
    database = connect(there["host"])
    hand_over.write_out()
    with patroni.away():
        began = time.monotonic()
        place = hand_over.end()
        if not region.until(5, lambda: row(database, f"SELECT pg_last_wal_receive_lsn() > '{place}'")[0]):
            raise ValueError(f"{there['name']} has not got the end of the log")
        lease.let_go()
        cluster.change({"pause": None}, there["host"])
        if not region.until(20, lambda: row(database, "SELECT NOT pg_is_in_recovery()")[0]):
            raise ValueError(f"{there['name']} does not take writes")
        seconds = time.monotonic() - began
        hand_over.has_ended()
    return seconds


def switch_over():
    if os.getuid() != 0:
        sys.exit("this is for root")
    mode = ready()
    cluster.change({decision.SWITCH_KEY: {"at": int(time.time()), "mode": mode}, "synchronous_mode": True})
    trouble = None
    try:
        there = prepared()
        seconds = switch(there)
        follows = region.until(decision.SWITCH / 2, caught_up, hurry.EVERY)
    except (OSError, ValueError) as error:
        trouble = error
    finally:
        region.until(20, lambda: end(mode))
    if trouble:
        sys.exit(f"not handed over: {trouble}; {region.opened()} takes writes")
    print(f"{there['name']} takes writes after {seconds:.2f} s")
    if not follows:
        sys.exit("this node does not follow it yet; Patroni goes on trying, and its log says why")
