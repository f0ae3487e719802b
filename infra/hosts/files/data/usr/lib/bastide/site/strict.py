# BC-1, BC-3: whether commits here wait for the region that follows: a class of which no acknowledged write may go with a region (`strict`).
#
# They begin to wait once that region has all of the log, and end of themselves only where another region takes over: a region that has just been promoted
# has nobody who follows. While nobody follows, no write is acknowledged; a person may say that they are to go on (`site strict off`).
import cluster
from database import query
from others import kept, nodes

# In the cluster's settings: True, they wait; False, a person has ended it; absent, they will once they can.
KEY = "bastide_strict"
# A region that is further behind would hold the next commits up.
MOST_LAG = 1024 * 1024
FOLLOW = """SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name = ANY('{%s}')
  AND pg_wal_lsn_diff(pg_current_wal_lsn(), flush_lsn) < %d"""


def wanted():
    return kept.host().get("STRICT") == "yes"


def look(settings):
    """On the node that takes writes. Gives what is new, if anything."""
    there = settings.get(KEY)
    if not wanted():
        return there is not None and change(None, "commits wait for this region alone")
    if there is not None:
        return None
    names = ",".join(nodes())
    follows = query(FOLLOW % (names, MOST_LAG))
    return follows not in ("", "0") and change(True, "commits wait for the region that follows, too")


def change(value, said):
    cluster.change({KEY: value})
    return said


def say(word):
    """A person's word."""
    if not wanted():
        raise SystemExit("this class is not strict: nothing was changed")
    if cluster.follows(cluster.config()):
        raise SystemExit("this region follows another one: say it there")
    print(change(False if word == "off" else None, "commits wait for this region alone" if word == "off" else "commits wait for the other region once it follows"))
