# BC-1: one look at who leads, and what follows from it. A look that etcd does not answer changes nothing.
import json
import time

import decision
from store import ranged, ranged_below

CLAIM_SECONDS = 30
# Often enough that two that fail cost no claim.
KEEP_EVERY = 8


def say(text, level=5):
    print(f"<{level}>{text}", flush=True)


def loaded(kvs):
    try:
        found = json.loads(kvs[0][1]) if kvs else {}
    except ValueError:
        found = {}
    return found if isinstance(found, dict) else {}


class Fencing:
    """`addresses`: of the cluster's members by name, as the host's own file says: what is in etcd fences no other address."""

    def __init__(self, own, scope, addresses, store, rules, answers):
        self.own, self.addresses, self.store, self.rules, self.answers = own, addresses, store, rules, answers
        self.patroni, self.claims = f"/bastide/{scope}", f"/bastide-fencing/{scope}/"
        self.lease, self.kept = None, 0.0
        # Whom the kernel has fenced, as far as was last seen or done; None before the first look.
        self.standing = None

    def look(self, fenced):
        keys = [ranged(f"{self.patroni}/{name}") for name in ("leader", "sync", "config")]
        found = self.store.read([*keys, ranged_below(f"{self.patroni}/members/"), ranged_below(self.claims)])
        leader, sync, config, members, claims = found
        told, settings = loaded(sync), loaded(config)
        view = decision.View(
            leader=leader[0][1] if leader else None,
            lease=leader[0][2] if leader else "0",
            age=None,
            sync_leader=told.get("leader"),
            standbys=tuple(filter(None, map(str.strip, str(told.get("sync_standby") or "").split(",")))),
            quorum=int(told.get("quorum") or 0),
            idle=bool(settings.get("pause")) or bool(settings.get("standby_cluster")),
            roles={kv[0].rsplit("/", 1)[1]: loaded([kv]).get("role") for kv in members},
            claims={kv[0].rsplit("/", 1)[1]: kv[1] for kv in claims},
        )
        needed = decision.concerned(view, self.own) or view.leader in fenced
        return view._replace(age=self.store.age(view.lease)) if needed and view.lease != "0" else view

    def fenced(self):
        there = self.rules.fenced()
        return {name for name, address in self.addresses.items() if address in there}

    def tick(self):
        fenced = self.fenced()
        self.standing = set(fenced)
        view = self.look(fenced)
        ended = {node for node in fenced if decision.over(view, node)}
        fenced -= ended
        # Nobody is to count on a fence that is gone, nor on one that soon will be.
        if self.own in view.claims and view.leader not in fenced:
            self.withdraw()
        for node in ended:
            self.lift(node, view)
        leader = view.leader
        if decision.silent(view, self.own) and leader in self.addresses and leader not in fenced:
            if self.answers(self.addresses[leader]):
                return
            self.rules.fence(self.addresses[leader])
            fenced.add(leader)
            self.standing.add(leader)
            say(f"{leader} is fenced: it has not renewed its lease for {view.age} s or more, and does not answer", 4)
        if leader in fenced:
            self.claim(view)
            self.release(fenced)

    def lift(self, node, view):
        self.rules.lift(self.addresses[node])
        self.standing.discard(node)
        say(f"the fence of {node} is lifted: it " + ("renews its lease" if view.leader == node else f"does not lead, {view.leader} does"))

    def claim(self, view):
        now = time.monotonic()
        if self.lease is not None and view.claims.get(self.own) == view.leader:
            if now - self.kept < KEEP_EVERY:
                return
            self.kept = now
            if self.store.keep(self.lease):
                return
        self.lease, self.kept = self.store.grant(CLAIM_SECONDS), now
        self.store.put(f"{self.claims}{self.own}", view.leader, self.lease)

    def withdraw(self):
        self.store.delete(f"{self.claims}{self.own}")
        self.lease = None

    def release(self, fenced):
        """Looks again, after the fence: only what it says then counts."""
        view = self.look(fenced)
        if view.leader in fenced and decision.outnumbered(view, self.own):
            self.store.revoke(view.lease)
            say(f"the lease of {view.leader} is released: it can't acknowledge anything", 4)
