# BC-1: a node that Patroni has chosen to take writes, inside a region that ran, has all that was acknowledged. It is not promoted while it waits for the
# archive, which may be for seconds: what is being asked for is given up, and nothing more is asked for (`pgbackrest-get`).
import os
import signal

# Where Patroni calls from, this may be written; gone with a reboot.
MARK = "/run/bastide-database/chosen"


def words(pid):
    try:
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            return file.read().split(b"\0")
    except OSError:
        return []


def chosen():
    with open(MARK, "w"):
        pass
    for pid in filter(str.isdigit, os.listdir("/proc")):
        program, *rest = words(pid) or [b""]
        if program.endswith(b"pgbackrest") and any(word.startswith(b"archive-get") for word in rest):
            try:
                # Its caller goes on; ended in any other way PostgreSQL itself would end.
                os.kill(int(pid), signal.SIGKILL)
            except ProcessLookupError:
                pass
