# BC-1: asked by Patroni before it promotes this node: whether it may take writes.
import os
import sys
import time

import cluster
import decision
from chosen import chosen
from others import Others, nodes

# Gone with a reboot, as it has to be: then this node has seen nobody take writes. Who has only been chosen to is not seen to.
LED_MARK = "/run/bastide-site/led"


def since(path):
    try:
        return max(0.0, time.time() - os.stat(path).st_mtime)
    except FileNotFoundError:
        return None


def begin(term, settings):
    """The region's new term, before the node opens; never an older one than it has."""
    if term > cluster.term(settings):
        cluster.change(cluster.with_parameters(term=term))


def may_lead():
    """Exit 0: a node here may take writes. Otherwise says why not; what this region has to follow instead, it does at once."""
    settings = cluster.config()
    if decision.has_switched(settings, time.time()):
        chosen()
        return
    word, term = decision.spoken(settings, time.time())
    if word is not None and word <= decision.FRESH:
        begin(term, settings)
        return
    answers = Others().look(1)
    refusal = decision.refusal(answers, cluster.term(settings), len(nodes()), since(LED_MARK), word)
    if refusal is not None:
        import region

        region.give_way(answers, settings)
        sys.exit(f"not promoted: {refusal}")
    if word is None:
        chosen()
    else:
        begin(term, settings)
