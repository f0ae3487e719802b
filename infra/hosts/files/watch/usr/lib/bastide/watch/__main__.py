# VI-2: one look at this host, once a minute. Numbers go to the gateway as measures; what was found is said in the log, and so leaves the host.
import json
import os
import time
from collections import Counter

from recorded import recorded
from traffic import firewall, listeners, proxy
from workloads import modules, programs, sessions, setuid

KINDS = ("listener", "shell", "program", "deleted", "module", "setuid", "session")
OUT = os.environ.get("STATE_DIRECTORY", "/var/lib/bastide-watch")


def load():
    try:
        with open(f"{OUT}/state.json") as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def keep(name, content):
    with open(f"{OUT}/{name}.new", "w") as file:
        file.write(content)
    os.replace(f"{OUT}/{name}.new", f"{OUT}/{name}")


def main():
    state, rows, found, broken = load(), [], [], 0
    for part in (firewall, proxy, listeners, programs, modules, lambda: setuid(state), sessions, recorded):
        try:
            for each in part():
                (rows if isinstance(each, str) else found).append(each)
        except Exception as error:
            broken += 1
            print(f"<4>WATCH can't look: {type(error).__name__}: {error}")
    # What ran and was over is the same finding as what runs.
    found = sorted(set(found))
    count = Counter(kind for kind, _ in found)
    rows += [f'bastide_watch_findings{{kind="{kind}"}} {count[kind]}' for kind in KINDS]
    rows.append(f"bastide_watch_broken {broken}")
    known = {tuple(each) for each in state.get("found", [])}
    for kind, what in found:
        if (kind, what) not in known:
            print(f"<2>WATCH {kind}: {what}")
    # A host that is quiet says so, so that one that was silenced is noticed.
    if time.time() - state.get("said", 0) >= 240:
        print(f"<5>WATCH goes on; {len(found)} found, {broken} broken")
        state["said"] = time.time()
    state["found"] = found
    keep("state.json", json.dumps(state))
    keep("watch.prom", "\n".join(rows) + "\n")


main()
