# BC-1: asked by Patroni before it promotes this node: whether it may take writes.
import os
import sys
import time

import cluster
import decision
from chosen import chosen
from others import Others, nodes

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
    if decision.has_switched(settings, time.time()):
        chosen()
        return
    said = cluster.parameter(settings, "bastide.word")
    word = time.time() - said if said else None
    if word is not None and 0 <= word <= decision.FRESH:
        return
    answers = Others().look(1)
    refusal = decision.refusal(answers, cluster.term(settings), len(nodes()), since(LED), word)
    if refusal is not None:
        import region

        region.give_way(answers, settings)
        sys.exit(f"not promoted: {refusal}")
    if word is None:
        chosen()
