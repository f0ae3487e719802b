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
from deadline import Deadline
from others import connect, kept, row


def end(mode):
    """Ends what a hand-over has noted and paused, with the mode that was before."""
    return cluster.change({decision.SWITCH_KEY: None, "pause": None, "synchronous_mode": mode})


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


def prepared(deadline):
    """The node that is to go on, where Patroni of both knows what is about to happen."""
    there = region.until(deadline.left(20), synchronous, hurry.EVERY)
    if there is None:
        sys.exit("no other node of this region has all that was acknowledged: nothing was changed")
    if not hand_over.pause([None, there["host"]], deadline.left(10)):
        sys.exit("Patroni did not pause: nothing was changed")
    return there


def switch(there, deadline):
    """
    Gives the seconds from the word to the other node's first write. Where it does not get that far, Patroni decides who goes on. Up to the end of the
    lease it can be given up, and is when the deadline is over; from there on the other node is at it, and has the time that it takes.
    """
    database = connect(there["host"])
    if not hand_over.write_out(10):
        raise ValueError("the database does not write out what it has within 10 s, and its end would wait for that")
    with patroni.away():
        deadline.need(decision.END)
        began = time.monotonic()
        place = hand_over.end(deadline.left(30))
        if not region.until(deadline.left(5), lambda: row(database, f"SELECT pg_last_wal_receive_lsn() > '{place}'")[0]):
            raise ValueError(f"{there['name']} has not got the end of the log")
        deadline.need(0)
        lease.let_go()
        if not region.until(10, lambda: cluster.change({"pause": None}, there["host"])):
            raise ValueError(f"{there['name']} does not end the pause")
        if not region.until(20, lambda: row(database, "SELECT NOT pg_is_in_recovery()")[0]):
            raise ValueError(f"{there['name']} does not take writes")
        seconds = time.monotonic() - began
        hand_over.wait_for_rest()
    return seconds


def switch_over():
    if os.getuid() != 0:
        sys.exit("this is for root")
    ready()
    # However long it takes: nobody waits for it yet, and the second time there is little left.
    if not hand_over.write_out():
        sys.exit("the database does not write out what it has: nothing was changed")
    mode = ready()
    deadline, trouble = Deadline(decision.LET_GO), None
    try:
        cluster.change({decision.SWITCH_KEY: {"at": int(time.time()), "mode": mode}, "synchronous_mode": True})
        there = prepared(deadline)
        seconds = switch(there, deadline)
        follows = region.until(decision.SWITCH / 2, caught_up, hurry.EVERY)
    except cluster.FAILURES as error:
        trouble = error
    finally:
        if not region.until(20, lambda: end(mode)):
            print("the note of this hand-over and the pause could not be taken back: any node's bastide-site does so after a minute", file=sys.stderr)
    if trouble:
        # Said before it is asked who takes writes: perhaps nobody does.
        print(f"not handed over: {trouble}", file=sys.stderr)
        sys.exit(f"{region.opened()} takes writes")
    print(f"{there['name']} takes writes after {seconds:.2f} s")
    if not follows:
        sys.exit("this node does not follow it yet; Patroni goes on trying, and its log says why")
