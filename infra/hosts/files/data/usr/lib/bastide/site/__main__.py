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
import json
import os
import sys

import hand_over
import hearing
import hurry
import region
import strict
import switch
import watch
from cluster import FAILURES
from others import Others

USAGE = "site state|others|prepare|promote|hear|follow REGION|stop|start|switch|strict on|off|may-lead|hurry|watch"


def main(words):
    match words:
        case ["state"]:
            print(json.dumps(region.state()))
        case ["others"]:
            print(json.dumps({name: answer._asdict() for name, answer in Others().look(2).items()}))
        case ["prepare"]:
            region.prepare()
        case ["hear"]:
            hearing.hear()
        case ["promote"]:
            region.promote()
        case ["follow", name]:
            region.follow(name)
        case ["stop"]:
            hand_over.stop()
        case ["start"]:
            hand_over.start()
        case ["switch"]:
            switch.switch_over()
        case ["strict", "on" | "off" as word]:
            strict.say(word)
        case ["may-lead"]:
            watch.may_lead()
        case ["hurry", _, role, _]:
            hurry.hurry(role)
        case ["watch"]:
            watch.watch()
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
