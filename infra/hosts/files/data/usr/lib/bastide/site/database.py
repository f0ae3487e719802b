# BC-1: this node's own database, as its own user.
import os
import subprocess

DATA = "/srv/data/postgresql/17"
BIN = "/usr/lib/postgresql/17/bin"


def run(*words):
    as_whom = [] if os.getuid() else ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]
    return subprocess.run([*as_whom, *words], stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"})


def program(name, *words):
    """One of PostgreSQL's own."""
    return run(f"{BIN}/{name}", *words)


def query(statement):
    """What it gives, without the last line's end; '' where the database does not answer."""
    return run("psql", "-XAtqd", "postgres", "-c", statement).stdout.strip()
