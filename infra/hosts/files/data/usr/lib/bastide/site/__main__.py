# BC-1: which region takes writes. For root and postgres on a data node.
#   site state            whether this region takes writes, follows, or neither: JSON
#   site others           what each database of other regions says of itself: JSON
#   site prepare          before `promote`, where the region that took writes is lost: Patroni here waits for it no more; it ends by itself
#   site promote          this region takes writes from now on
#   site hear             ends `prepare`
#   site follow REGION    this region follows that one from now on
#   site stop             for a hand-over: ends writes here once all that follow have them, and says up to where
#   site start            after `stop`: writes go on here
#   site switch           this node, which takes writes, hands over to another one of its region
#   site strict on|off    of a class that is strict: commits wait for the region that follows, or do not until a person says so
#   site may-lead         for Patroni, before it promotes
#   site hurry …          for Patroni, when a node's role has changed
#   site watch            for bastide-site.service: a region whose place another one has taken follows it, without anybody's word
import importlib
import json
import os
import sys

from cluster import FAILURES

USAGE = "site state|others|prepare|promote|hear|follow REGION|stop|start|switch|strict on|off|may-lead|hurry|watch"


def of(module):
    """Loaded when it is needed: a promotion waits for `may-lead`, and what the others need takes longest."""
    return importlib.import_module(module)


def main(words):
    match words:
        case ["state"]:
            print(json.dumps(of("region").state()))
        case ["others"]:
            print(json.dumps({name: answer._asdict() for name, answer in of("others").Others().look(2).items()}))
        case ["prepare"]:
            of("region").prepare()
        case ["hear"]:
            of("hearing").hear()
        case ["promote"]:
            of("region").promote()
        case ["follow", name]:
            of("region").follow(name)
        case ["stop"]:
            of("hand_over").stop()
        case ["start"]:
            of("hand_over").start()
        case ["switch"]:
            of("switch").switch_over()
        case ["strict", "on" | "off" as word]:
            of("strict").say(word)
        case ["may-lead"]:
            of("may_lead").may_lead()
        case ["hurry", _, role, _]:
            of("hurry").hurry(role)
        case ["watch"]:
            of("watch").watch()
        case _:
            sys.exit(USAGE)


try:
    main(sys.argv[1:])
except FAILURES as error:
    print(f"the cluster can't be asked: {error}", file=sys.stderr)
    sys.stderr.flush()
    os._exit(3)
except SystemExit as end:
    if isinstance(end.code, str):
        print(end.code, file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    # A database that does not answer may hold a thread up; what it would say is not waited for.
    os._exit(end.code if isinstance(end.code, int) else 0 if end.code is None else 1)
sys.stdout.flush()
os._exit(0)
