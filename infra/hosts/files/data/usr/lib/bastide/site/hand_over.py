# BC-1: ends writes on this node so that another one can go on without a loss: all that follow have everything first.
import re
import sys

import cluster
import region
from database import DATA, program, query


def told():
    """State of the database that is off, and where its log ends: the record of its end comes last."""
    text = program("pg_controldata", "-D", DATA).stdout
    state = re.search(r"(?m)^Database cluster state: +(.*)$", text)
    place = re.search(r"(?m)^Latest checkpoint location: +(\S+)$", text)
    return state and state.group(1), place and place.group(1)


def write_out():
    """What is written out now, while writes go on, the end need not wait for."""
    query("CHECKPOINT")


def end():
    """
    Has the database end, and gives where the record of its end is, once that is written: those who follow are told of it, and what is left then is the
    archive's last piece. Throws ValueError where it did not end as it should.
    """
    program("pg_ctl", "-D", DATA, "-m", "fast", "-W", "stop")
    place = region.until(30, lambda: (found := told())[0] == "shut down" and found[1])
    if not place:
        raise ValueError(f"the database did not end as it should within 30 s, and goes on: {told()[0]}")
    return place


def has_ended():
    """Waits for the rest of it, half a minute at the most."""
    program("pg_ctl", "-D", DATA, "-m", "fast", "-t", "30", "-w", "stop")


def stop():
    settings = cluster.config()
    if cluster.follows(settings):
        sys.exit("this region follows another one: there is nothing to stop")
    write_out()
    cluster.change({"pause": True})
    try:
        print(end())
    except ValueError as error:
        cluster.change({"pause": None})
        sys.exit(str(error))


def start():
    cluster.change({"pause": None})
    print(f"{region.opened()} takes writes")
