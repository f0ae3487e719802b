# BC-1: which region may take writes. Nothing here asks anybody. docs/adr/20261126-regions.md has the reasons.
from typing import NamedTuple

# A region that was led so many seconds ago fails over by itself; one that comes back after longer hears the others first.
LED_SECONDS = 300
# A person's word holds for so long, and for so long there is no need to look again whether anybody takes writes elsewhere: they have been asked for it.
WORD = 600
WORD_KEY = "bastide_word"
FRESH = 20
# A hand-over inside the region (`switch.py`) is ended by any node's watch after so long: who was killed in its midst has left the cluster paused.
SWITCH = 60
# So it has let go of the lease by then, or gives up. The rest of the minute is for an answer that comes late, clocks that differ, and the promotion.
LET_GO = 40
# With less left of that, the database is not told to end: writes would be away for nothing.
END = 10
SWITCH_KEY = "bastide_switch"


class Answer(NamedTuple):
    """What a database in another region says of itself."""

    writes: bool
    term: int


def successor(answers, own_term):
    """The node that has taken this region's place: it takes writes, in a newer term. None where there is none."""
    newer = [(answer.term, name) for name, answer in answers.items() if answer.writes and answer.term > own_term]
    return max(newer)[1] if newer else None


def refusal(answers, own_term, others, led_seconds, word_seconds):
    """
    Why a node here may not be made the one that takes writes; None where it may. `led_seconds`, `word_seconds`: since this node saw its region
    led, and since a person had it promoted; None: never. `others`: how many databases there are elsewhere.
    """
    # Whoever follows knows the term of whom it follows, also where that one doesn't answer now.
    newer = [name for name, answer in answers.items() if answer.term > own_term]
    if newer:
        name = successor(answers, own_term) or max(newer)
        return f"{name} knows of term {answers[name].term}, which is newer than {own_term}"
    if answers or others == 0:
        return None
    if led_seconds is not None and led_seconds <= LED_SECONDS or word_seconds is not None and word_seconds <= WORD:
        return None
    return "this region has been away, and no other one can be asked whether it has taken its place"


def age_of(noted, now):
    """Seconds since something was noted in the cluster's settings, with its time; None where there is none that can be read."""
    return max(0.0, now - noted["at"]) if isinstance(noted, dict) else None


def spoken(settings, now):
    """A person's word that still counts: how many seconds ago, and the term that begins with it. None for both where there is none."""
    noted = settings.get(WORD_KEY)
    age = age_of(noted, now)
    return (age, noted["term"]) if age is not None and age <= WORD else (None, None)


def has_switched(settings, now):
    """Whether the node that led has handed over a moment ago: it would not have led if another region did."""
    age = age_of(settings.get(SWITCH_KEY), now)
    return age is not None and age <= FRESH


def is_left_over(settings, now):
    """Whether a hand-over was begun and never ended."""
    age = age_of(settings.get(SWITCH_KEY), now)
    return age is not None and age > SWITCH


def nearest(addresses, writers):
    """The addresses of a region that is followed, in the order in which they are asked: who takes writes first, where just one of them does."""
    first = [address for address in addresses if address in writers]
    return ",".join([*first, *(address for address in addresses if address not in writers)] if len(first) == 1 else addresses)
