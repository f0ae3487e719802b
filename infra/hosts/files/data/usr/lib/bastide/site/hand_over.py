# BC-1: ends writes in this region so that another one can go on without a loss: all that follow have everything first.
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


def stop():
    settings = cluster.config()
    if cluster.follows(settings):
        sys.exit("this region follows another one: there is nothing to stop")
    # What is written out now, while writes go on, the end need not wait for.
    run("psql", "-Xqd", "postgres", "-c", "CHECKPOINT")
    cluster.change({"pause": True})
    # A fast stop ends only when everybody who follows has got everything, the record of the end too.
    done = run(f"{BIN}/pg_ctl", "-D", DATA, "-m", "fast", "-t", "30", "-w", "stop")
    state, place = told()
    if done.returncode != 0 or state != "shut down":
        cluster.change({"pause": None})
        sys.exit(f"the database did not end as it should, and goes on: {state}; {(done.stdout + done.stderr).strip()[-200:]}")
    print(place)


def start():
    cluster.change({"pause": None})
    print(f"{region.opened()} takes writes")
