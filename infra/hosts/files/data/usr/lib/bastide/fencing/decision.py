# BC-1: when a leader is fenced, when its lease is released, and when a fence is over. Nothing here asks anybody.
from typing import NamedTuple

# A leader renews once in loop_wait (1 s) and tries for retry_timeout (3 s) before it gives up: until then it may only be slow.
MISSED = 4

# Roles of Patroni's in which PostgreSQL follows, or has been stopped.
NOT_LEADING = ("replica", "demoted", "uninitialized")


class View(NamedTuple):
    """What etcd said at one moment."""

    leader: str | None
    lease: str
    # Seconds since the lease was renewed, at the least; None where nobody leads or nobody had to know.
    age: int | None
    # Of the key `sync`: whom it is about, the synchronous standbys, and how many of them a new leader must hear besides itself.
    sync_leader: str | None
    standbys: tuple[str, ...]
    quorum: int
    # Patroni is paused, or the region follows another: people decide.
    idle: bool
    # Roles of members by name, and whom each node says it has fenced.
    roles: dict[str, str]
    claims: dict[str, str]


def concerned(view, own):
    """Whether this node's silence counts for what the leader may acknowledge."""
    others = view.leader is not None and view.leader != own and view.sync_leader == view.leader
    return others and not view.idle and own in view.standbys


def silent(view, own):
    """Whether the leader has missed its renewal for so long that this node may fence it."""
    return concerned(view, own) and view.age is not None and view.age >= MISSED


def outnumbered(view, own):
    """Whether so many have fenced the leader that the rest can't acknowledge anything: every `quorum` + 1 of them leave too few."""
    said = [name for name in view.standbys if view.claims.get(name) == view.leader]
    return silent(view, own) and own in said and len(said) >= view.quorum + 1


def over(view, node):
    """Whether a fence is to be lifted: the node renews as leader again, or another leads and it says that it does not."""
    if view.leader == node:
        return view.age is not None and view.age < MISSED
    return view.leader is not None and view.roles.get(node) in NOT_LEADING
