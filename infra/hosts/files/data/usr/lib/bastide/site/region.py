# BC-1: what a person, or the program in their hand, has a region do: take writes, or follow another one.
import sys
import time

import cluster
import decision
import hearing
import strict
from others import Others, nodes, region_of


def until(seconds, ready, every=0.05):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := ready():
                return found
        except cluster.FAILURES:
            pass
        time.sleep(every)
    return None


def state():
    settings = cluster.config()
    leader = cluster.leader()
    role = "follows" if cluster.follows(settings) else "writes" if cluster.writes(leader) else "neither"
    waits = settings.get(strict.KEY) is True
    return {"role": role, "term": cluster.term(settings), "strict": waits, "paused": bool(settings.get("pause")), "leader": leader and leader["name"]}


def prepare():
    """Before a promotion, on the node that leads: who doesn't answer is not waited for. Gives what the others said."""
    there = nodes()
    answers = Others().look(0.7)
    hearing.give_up([address for name, address in there.items() if name not in answers])
    return answers


def promote():
    try:
        open_region()
    finally:
        hearing.hear()


def opened():
    """Waits until a node of this region takes writes, and gives its name."""
    found = until(60, cluster.writer)
    if found is None:
        sys.exit("no node of this region takes writes after 60 s; Patroni goes on trying, and its log says why")
    return found["name"]


def open_region():
    began = time.monotonic()
    settings = cluster.config()
    answers = prepare()
    known = max([cluster.term(settings), *(answer.term for answer in answers.values())])
    open_elsewhere = sorted(name for name, answer in answers.items() if answer.writes)
    if open_elsewhere:
        sys.exit(f"{' and '.join(open_elsewhere)} takes writes: fence it first, or hand over")
    # A word for a region that has been away; one that follows has heard the others all the time. The term begins when the node is chosen (`may_lead`):
    # with a change of the database's own settings Patroni would see nothing else for a second.
    word = {"at": int(time.time()), "term": known + 1}
    cluster.change({"standby_cluster": None, "pause": None, strict.KEY: None, decision.WORD_KEY: word})
    name = opened()
    seconds = time.monotonic() - began
    # The word was for this once.
    cluster.change({decision.WORD_KEY: None, **cluster.with_parameters(term=known + 1)})
    print(f"{name} takes writes after {seconds:.2f} s, in term {known + 1}")


def begin_to_follow(name, answers):
    theirs = [answer.term for node, answer in answers.items() if region_of(node) == name]
    number = max([cluster.term(cluster.config()), *theirs])
    cluster.change({**cluster.following(name), "pause": None, strict.KEY: None, **cluster.with_parameters(term=number)})


def follow(name):
    answers = Others().look(2)
    if not any(answer.writes and region_of(node) == name for node, answer in answers.items()):
        sys.exit(f"{name} does not say that it takes writes: this region would follow nobody")
    begin_to_follow(name, answers)
    if not until(180, lambda: (cluster.leader() or {}).get("role") == "standby_leader"):
        sys.exit(f"this region does not follow {name} after 180 s; Patroni goes on trying, and its log says why")
    print(f"this region follows {name}")


def give_way(answers, settings):
    """Follows the region that has taken this one's place, if there is one, and gives its name."""
    node = None if cluster.follows(settings) else decision.successor(answers, cluster.term(settings))
    if node is None:
        return None
    begin_to_follow(region_of(node), answers)
    return region_of(node)
