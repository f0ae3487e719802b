# VI-3: whom this node has fenced now, a name a line, for `findings`, which tells how many as a measure.
import os


def tell(standing, told):
    """Writes what has changed since it was told. Gives what is told then; None, for nothing is known, writes nothing."""
    if standing is None or standing == told:
        return told
    file = f"{os.environ['RUNTIME_DIRECTORY']}/fenced"
    with open(f"{file}.new", "w") as new:
        new.writelines(f"{name}\n" for name in sorted(standing))
    os.replace(f"{file}.new", file)
    return set(standing)
