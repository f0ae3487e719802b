# BC-1: what no person has to say: a region whose place another one has taken does not open, and follows.
import os
import sys
import time

import cluster
import decision
import region
from others import Others, nodes

EVERY = 2
# Gone with a reboot, as it has to be: then this node has seen nobody take writes. Who has only been chosen to is not seen to.
LED = "/run/bastide-site/led"


def since(path):
    try:
        return max(0.0, time.time() - os.stat(path).st_mtime)
    except FileNotFoundError:
        return None


def may_lead():
    """Exit 0: a node here may take writes. Otherwise says why not; what this region has to follow instead, it does at once."""
    settings = cluster.config()
    answers = Others().look(1)
    said = cluster.parameter(settings, "bastide.word")
    refusal = decision.refusal(answers, cluster.term(settings), len(nodes()), since(LED), time.time() - said if said else None)
    if refusal is None:
        return
    region.give_way(answers, settings)
    sys.exit(f"not promoted: {refusal}")


def look(others):
    """One look of the watch. Gives what is new, if anything."""
    settings = cluster.config()
    if cluster.follows(settings):
        return None
    leader = cluster.leader()
    if leader is not None and cluster.opens(leader):
        with open(LED, "w"):
            pass
    name = region.give_way(others.look(), settings)
    return name and f"{name} has taken this region's place, which follows it from now on"


def watch():
    others, before = Others(), ""
    while True:
        try:
            said = look(others) or ""
        except cluster.FAILURES as error:
            said = f"the cluster can't be asked: {type(error).__name__}"
        if said not in ("", before):
            print(said, flush=True)
        before = said
        time.sleep(EVERY)
