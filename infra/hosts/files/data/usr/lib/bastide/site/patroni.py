# BC-1: Patroni of this node, away for the moments in which it could only be in the way. The database goes on without it where the cluster is paused.
import contextlib
import subprocess

UNIT = "bastide-database.service"
AGAIN = "bastide-site-patroni"
# Whoever is killed in its midst leaves this behind, so that it comes back all the same.
MOST_SECONDS = 30


def run(*words):
    subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=True)


@contextlib.contextmanager
def away():
    """For root. Throws OSError where Patroni does not stop; it is there again afterwards, and takes the database over as it then is."""
    try:
        run("/usr/bin/systemd-run", "-q", "--collect", f"--unit={AGAIN}", f"--on-active={MOST_SECONDS}", "/usr/bin/systemctl", "start", UNIT)
        try:
            run("/usr/bin/systemctl", "stop", UNIT)
            yield
        finally:
            run("/usr/bin/systemctl", "start", UNIT)
            run("/usr/bin/systemctl", "stop", f"{AGAIN}.timer")
    except subprocess.CalledProcessError as error:
        raise OSError(f"{' '.join(error.cmd)}: {error.stderr.strip()}") from None
