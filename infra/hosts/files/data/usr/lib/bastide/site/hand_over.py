# BC-1: ends writes on this node so that another one can go on without a loss: all that follow have everything first.
import re
import sys

import cluster
import hurry
import region
from database import DATA, program, query


def told():
    """State of the database that is off, and where its log ends: the record of its end comes last."""
    text = program("pg_controldata", "-D", DATA).stdout
    state = re.search(r"(?m)^Database cluster state: +(.*)$", text)
    place = re.search(r"(?m)^Latest checkpoint location: +(\S+)$", text)
    return state and state.group(1), place and place.group(1)


def write_out(seconds=0):
    """What is written out now, while writes go on, the end need not wait for. Whether it was, within so many seconds; 0: however long it takes."""
    # 0 is no limit to PostgreSQL, too.
    return query(f"SET statement_timeout = {int(seconds * 1000)}; CHECKPOINT; SELECT true") == "t"


def knows(host):
    hurry.wake(host)
    _, found = cluster.request("GET", "/patroni", None, host)
    return bool(found and found.get("pause"))


def pause(hosts, seconds=10):
    """Whether Patroni on these nodes has seen the pause in time: until then it may start the database anew, or race for it."""
    cluster.change({"pause": True})
    return region.until(seconds, lambda: all(knows(host) for host in hosts))


def end(seconds=30):
    """
    Has the database end, and gives where the record of its end is, once that is written: those who follow are told of it, and what is left then is the
    archive's last piece. Throws ValueError where it did not end as it should.
    """
    program("pg_ctl", "-D", DATA, "-m", "fast", "-W", "stop")
    place = region.until(seconds, lambda: (found := told())[0] == "shut down" and found[1])
    if not place:
        raise ValueError(f"the database did not end as it should within {seconds:.0f} s, and goes on: {told()[0]}")
    return place


def wait_for_rest():
    """What is left of the end, half a minute at the most."""
    program("pg_ctl", "-D", DATA, "-m", "fast", "-t", "30", "-w", "stop")


def stop():
    settings = cluster.config()
    if cluster.follows(settings):
        sys.exit("this region follows another one: there is nothing to stop")
    # Where it has ended already, as after a hand-over that is gone on with, there is nothing to write out.
    write_out()
    hosts = [each["host"] for each in cluster.members() if "host" in each]
    try:
        if not pause(hosts):
            raise ValueError("Patroni did not pause on every node of this region: writes go on")
        print(end())
    except cluster.FAILURES as error:
        undone = region.until(20, lambda: cluster.change({"pause": None}))
        sys.exit(str(error) if undone else f"{error}; Patroni is still paused: `site start` ends that")


def start():
    cluster.change({"pause": None})
    print(f"{region.opened()} takes writes")
