# BC-1: what no person has to say: a region whose place another one has taken does not open, and follows.
import time

import cluster
import decision
import region
import strict
import switch
from may_lead import LED_MARK
from others import Others, kept, nodes

EVERY = 2


def look(others):
    """One look of the watch. Gives what is new, if anything."""
    settings = cluster.config()
    if decision.is_left_over(settings, time.time()):
        switch.end(settings[decision.SWITCH_KEY]["mode"])
        return "a hand-over that was not finished is ended"
    if cluster.follows(settings):
        answers = others.look()
        return keep_term(answers, settings) or keep_near(answers, settings)
    writer = cluster.writer()
    if writer:
        with open(LED_MARK, "w"):
            pass
    name = region.give_way(others.look(), settings)
    if name:
        return f"{name} has taken this region's place, which follows it from now on"
    return strict.look(settings) if writer and writer["name"] == kept.host()["NAME"] else None


def keep_term(answers, settings):
    """A region that follows knows the term of who takes writes: the one that it begins itself has to be newer, whoever can be asked then."""
    newest = max((answer.term for answer in answers.values() if answer.writes), default=0)
    if newest <= cluster.term(settings):
        return None
    cluster.change(cluster.with_parameters(term=newest))
    return f"writes are taken in term {newest}"


def keep_near(answers, settings):
    """A region that follows asks first for the node that takes writes: another one of that region would do, and each step costs time and may be lost."""
    asked = settings["standby_cluster"]["host"]
    wanted = decision.nearest(asked.split(","), [nodes()[name] for name, answer in answers.items() if answer.writes])
    if wanted == asked:
        return None
    cluster.change({"standby_cluster": {"host": wanted}})
    return f"this region follows {wanted.split(',')[0]}, which takes writes"


def watch():
    others, before = Others(), ""
    while True:
        try:
            said = look(others) or ""
        except cluster.FAILURES as error:
            said = f"the cluster can't be asked: {error}"
        if said not in ("", before):
            print(said, flush=True)
        before = said
        time.sleep(EVERY)
