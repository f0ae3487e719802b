# VI-2, CM-7, AC-4: what runs here, against what is to run here: programs and shells, modules, setuid bits, and people's sessions.
import os
import re
import stat
import subprocess
import time

from host import ROOT, is_person, is_service, names, setting, text, user

SHELLS = {"sh", "dash", "bash", "rbash", "zsh", "ksh", "busybox", "nc", "nc.openbsd", "nc.traditional", "ncat", "socat", "telnet"}
INTERPRETERS = re.compile(r"(?:python[\d.]*|perl[\d.]*|ruby[\d.]*|php[\d.]*|lua[\d.]*|node)")
OURS = re.compile(r"/usr/(?:lib|bin|sbin|libexec|share)/\S+")
# PostgreSQL has its own programs and the archiver run by a shell; in what it says nothing may begin another command.
OF_POSTGRES = re.compile(
    r"(?:pgbackrest --config=/var/lib/bastide-database/pgbackrest\.conf(?: --[^\s;|&`$]+)* archive-get "
    r"|/usr/lib/bastide/pgbackrest-(?:push|get) "
    r"|(?:exec )?\"?/usr/lib/postgresql/\d+/bin/(?!psql)\w+\"?(?= |$))[^;|&`$\n]*"
)
SETUID = {"/usr/bin/sudo", "/usr/lib/dbus-1.0/dbus-daemon-launch-helper", "/usr/libexec/pam-tmpdir/pam-tmpdir-helper"}
# Out of the tree, forced or not signed (Documentation/admin-guide/tainted-kernels).
TAINTED = 1 << 1 | 1 << 12 | 1 << 13


def script_of(argv):
    """The file that a shell runs, as it says."""
    return "" if "-c" in argv else next((each for each in argv[1:] if not each.startswith("-")), "")


def is_ours(script):
    return OURS.fullmatch(script) is not None and ".." not in script


def strange(program, argv, who):
    """Whether a service's user has no reason to run this; `argv` as it was given to it."""
    name = os.path.basename(program)
    if name in SHELLS:
        if is_ours(script_of(argv)):
            return False
        command = argv[2].replace("2>&1", "") if len(argv) == 3 and argv[1] == "-c" else ""
        return not (who == "postgres" and OF_POSTGRES.fullmatch(command))
    if INTERPRETERS.fullmatch(name) and re.match(r"(?:\S*/)?(?:python|perl|ruby|php|lua|node)[\d.]*$", argv[0] if argv else ""):
        script = next((each for each in argv[1:] if not re.fullmatch(r"-[IBEsSuwTW]+", each)), "")
        return not re.match(r"/(?:usr|opt)/", script)
    return False


def arguments(process):
    return text(f"/proc/{process}/cmdline").rstrip("\0").split("\0")


def replaced(process, path):
    """An update has put another file in the place of what runs."""
    try:
        there = os.stat(f"{ROOT}/proc/{process}/root{path}")
    except OSError:
        return False
    return path.startswith("/usr/") and there.st_uid == 0


def safe(process, path):
    """Nobody but root could have put the program there."""
    if not re.match(r"/(?:usr|opt)/", path):
        return False
    try:
        there = os.stat(f"{ROOT}/proc/{process}/exe")
    except OSError:
        return True
    return there.st_uid == 0 and not there.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def programs():
    for process in filter(str.isdigit, names("/proc")):
        try:
            path = os.readlink(f"{ROOT}/proc/{process}/exe")
        except OSError:
            continue
        uid = re.search(r"(?m)^Uid:\s+\d+\s+(\d+)", text(f"/proc/{process}/status"))
        if uid is None:
            continue
        who = user(int(uid.group(1)))
        gone = path.endswith(" (deleted)")
        path = path.removesuffix(" (deleted)")
        if gone and not path.startswith("/memfd:") and not replaced(process, path):
            yield "deleted", f"{path} of {who} runs, and its file is deleted"
        elif not gone and not safe(process, path) or path.startswith("/memfd:"):
            yield "program", f"{path} of {who} runs from a place that others than root can write"
        # What a program of ours started is its own business.
        parent = re.search(r"(?m)^PPid:\s+(\d+)", text(f"/proc/{process}/status"))
        by_ours = parent is not None and is_ours(script_of(arguments(parent.group(1))))
        if is_service(int(uid.group(1))) and not by_ours and strange(path, arguments(process), who):
            yield "shell", f"{path} runs as {who}, which has no use for it"


def modules():
    """A host without a kernel of its own has no modules of its own either."""
    known = text(f"/lib/modules/{os.uname().release}/modules.dep")
    if not known:
        return
    there = {os.path.basename(path).split(".")[0].replace("-", "_") for path in re.findall(r"(?m)^([^:\n]+):", known)}
    for name in re.findall(r"(?m)^(\S+) ", text("/proc/modules")):
        if name not in there:
            yield "module", f"the kernel has the module {name}, which no package brought"
    if int(text("/proc/sys/kernel/tainted") or 0) & TAINTED:
        yield "module", "the kernel has taken a module by force, or one that is not signed"


def setuid(state):
    """The whole disk, each ten minutes: what runs as somebody else than who calls it, besides what step 50 leaves."""
    if time.time() - state.get("looked", 0) >= 600:
        places = [place for place in ("/", "/srv/data", "/tmp", "/var/tmp", "/dev/shm") if os.path.isdir(f"{ROOT}{place}")]
        ask = ["find", *(f"{ROOT}{place}" for place in places), "-xdev", "-path", f"{ROOT}/proc", "-prune", "-o", "-type", "f", "-perm", "/6000", "-print"]
        # What goes away meanwhile is an error of find's, and none of ours.
        found = subprocess.run(ask, capture_output=True, text=True, errors="replace", check=False).stdout.splitlines()
        state["setuid"] = sorted({path.removeprefix(ROOT) for path in found})
        state["looked"] = time.time()
    for path in state["setuid"]:
        if path not in SETUID:
            yield "setuid", f"{path} runs as another than who calls it"


def sessions():
    """Who is on the host, or reads the database, and may not: people who have no account any more, and who has neither duty nor grant."""
    people = set(re.findall(r"(?m)^([^#:\n]+):", text("/etc/bastide/people")))
    for name in names("/run/systemd/sessions"):
        session = dict(re.findall(r"(?m)^(\w+)=(.*)$", text(f"/run/systemd/sessions/{name}")))
        who = session.get("USER", "")
        if session.get("CLASS", "user").startswith("user") and session.get("STATE") != "closing" and who and who not in people:
            if int(session.get("UID", 0)) == 0 or is_person(int(session.get("UID", 0))):
                yield "session", f"{who} has a session here, and is not among this host's people"
    if setting("ROLE") != "data":
        return
    now = time.time()
    roles = text("/etc/bastide/database-people")
    may = set(re.findall(r"(?m)^duty (\S+) ", roles))
    may |= {who for who, start, end in re.findall(r"(?m)^grant (\S+) (\d+) (\d+)", roles) if int(start) <= now < int(end)}
    for process in filter(str.isdigit, names("/proc")):
        if "/usr/lib/bastide/query\0" in text(f"/proc/{process}/cmdline") and "sudo" != text(f"/proc/{process}/comm").strip():
            caller = re.search(r"(?:^|\0)SUDO_USER=([^\0]*)", text(f"/proc/{process}/environ"))
            if caller and caller.group(1) not in may:
                yield "session", f"{caller.group(1)} asks the database, and has neither a duty nor a grant now"
