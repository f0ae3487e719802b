# BC-1: ends writes on this node so that another one can go on without a loss: all that follow have everything first.
import os
import re
import subprocess
import sys

import cluster
import region

DATA = "/srv/data/postgresql/17"
BIN = "/usr/lib/postgresql/17/bin"


def run(*words):
    as_whom = [] if os.getuid() else ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    return subprocess.run([*as_whom, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})


def told():
    """State of the database that is off, and where its log ends: the record of its end comes last."""
    text = run(f"{BIN}/pg_controldata", "-D", DATA).stdout
    state = re.search(r"(?m)^Database cluster state: +(.*)$", text)
    place = re.search(r"(?m)^Latest checkpoint location: +(\S+)$", text)
    return state and state.group(1), place and place.group(1)


def write_out():
    """What is written out now, while writes go on, the end need not wait for."""
    run("psql", "-Xqd", "postgres", "-c", "CHECKPOINT")


def end():
    """Ends the database, and gives up to where its log goes. Throws ValueError where it did not end as it should."""
    # A fast stop ends only when everybody who follows has got everything, the record of the end too.
    done = run(f"{BIN}/pg_ctl", "-D", DATA, "-m", "fast", "-t", "30", "-w", "stop")
    state, place = told()
    if done.returncode != 0 or state != "shut down":
        raise ValueError(f"the database did not end as it should, and goes on: {state}; {(done.stdout + done.stderr).strip()[-200:]}")
    return place


def begin_end():
    """Has the database end, and gives where the record of its end is, once that is written. What is left then is the archive's last piece."""
    run(f"{BIN}/pg_ctl", "-D", DATA, "-m", "fast", "-W", "stop")
    place = region.until(30, lambda: (found := told())[0] == "shut down" and found[1])
    if not place:
        raise ValueError(f"the database did not end within 30 s: {told()[0]}")
    return place


def has_ended():
    """Waits for the rest of it, half a minute at the most."""
    run(f"{BIN}/pg_ctl", "-D", DATA, "-m", "fast", "-t", "30", "-w", "stop")


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
