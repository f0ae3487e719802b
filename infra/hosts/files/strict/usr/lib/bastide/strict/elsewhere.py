# BC-1, BC-3: the class's data nodes in other regions, for which its commits may have to wait.
import sys

sys.path.append("/usr/lib/bastide/channel")
import kept

FILE = "/etc/bastide/updates.env"
KEY = "OTHER_STAND_INS"


def data_nodes():
    """
    Their names; none where the host was told that there are none. Where it was told nothing, this ends the program, and says why: with nobody to wait for,
    commits would be acknowledged that are in this region alone, and nobody would know.
    """
    try:
        told = kept.settings(FILE)[KEY]
    except (OSError, KeyError) as error:
        why = f"{FILE} has no line {KEY}" if isinstance(error, KeyError) else f"{error}"
        sys.exit(
            f"Patroni does not start: {why}, so it is not known which nodes of the other region the commits of this strict class have to wait for. "
            "That file comes with the host's configuration: approve and roll out that anew (`pulumi up`), and this starts by itself"
        )
    return [each.split("=")[0] for each in told.split()]
