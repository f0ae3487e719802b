# BC-1, BC-3: what `synchronous_standby_names` has to be so that a commit also waits for the region that follows, and what of it is Patroni's.
import re

NAME = r'"(?:[^"]|"")*"|[A-Za-z_][A-Za-z_0-9$]*|\*'
LIST = re.compile(rf"\s*(?:(FIRST|ANY)\s+)?(\d+)\s*\(([^)]*)\)\s*", re.IGNORECASE)


def parsed(value):
    """How (`ANY`, `FIRST` or nothing), how many, and which names as they are written; None where it can't be read."""
    if not value:
        return "", 0, []
    found = LIST.fullmatch(value)
    how, number, names = ((found[1] or "").upper(), int(found[2]), found[3]) if found else ("", 1, value)
    each = re.findall(NAME, names)
    return None if "".join(each) != re.sub(r"\s*,\s*|^\s+|\s+$", "", names) else (how, number, each)


def bare(name):
    return name[1:-1].replace('""', '"').lower() if name.startswith('"') else name.lower()


def written(how, number, names, plain):
    """As Patroni writes it; `plain`: a single name may stand for itself."""
    if not names:
        return None
    if plain and len(names) == 1 and number == 1:
        return names[0]
    return f"{how} {number} ({','.join(names)})".strip()


def with_others(value, others):
    """
    Patroni's value and one of `others` besides, of which one at most is connected. Of Patroni's own all have to be asked for, as no value says "one of
    these and one of those"; otherwise, and where there is none to add, it is given back as it is.
    """
    found = parsed(value)
    if found is None or not others:
        return value
    how, number, names = found
    if "*" in names or number != len(names):
        return value
    return written("ANY" if how == "ANY" or not names else "", number + 1, [*names, *(f'"{name}"' for name in sorted(others))], False)


def without_others(value, others):
    """What of it is Patroni's own; '' for none, as PostgreSQL says it."""
    found = parsed(value)
    there = {name.lower() for name in others}
    if found is None or not any(bare(name) in there for name in found[2]):
        return value
    how, number, names = found
    own = [name for name in names if bare(name) not in there]
    return written(how, number - 1, own, how != "ANY") or ""
