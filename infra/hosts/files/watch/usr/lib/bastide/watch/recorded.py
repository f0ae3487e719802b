# VI-2, CM-4: what the audit subsystem recorded of the last ten minutes, which has also seen what was over before the watch looked.
import re

from host import is_person, is_service, journal, user
from workloads import strange

NONE = 4294967295


def events(lines):
    """Records of one event have one number; each as its type and its fields."""
    found = {}
    for line in lines:
        head = re.search(r"type=(\w+) msg=audit\(([\d.]+:\d+)\): ?(.*)", line)
        if head:
            fields = dict(re.findall(r'(\w+)=("[^"]*"|\S+)', head.group(3).split("\x1d")[0]))
            # The first path of several is the program's own.
            found.setdefault(head.group(2), {}).setdefault(head.group(1), fields)
    return found


def plain(value):
    if value.startswith('"'):
        return value.strip('"')
    if re.fullmatch(r"(?:[0-9A-F]{2})+", value):
        return bytes.fromhex(value).decode(errors="replace")
    return value


def argv(execve):
    return [plain(execve.get(f"a{number}", "")) for number in range(min(int(execve.get("argc", 0)), 64))]


def judged(each):
    """What one event comes to: a kind of finding and what it says, or nothing."""
    call = each.get("SYSCALL")
    if call is None:
        return None
    key, uid = plain(call.get("key", "")), int(call.get("euid", call.get("uid", 0)))
    program, auid = plain(call.get("exe", "")), int(call.get("auid", NONE))
    person = f"{user(auid)}, who had logged in" if is_person(auid) else "no session"
    if key == "service-shell" and is_service(uid) and strange(program, argv(each.get("EXECVE", {})), user(uid)):
        return "shell", f"{program} ran as {user(uid)}, which has no use for it; by {person}"
    if key == "writable-program":
        started = plain(each.get("PATH", {}).get("name", "?"))
        return "program", f"{user(uid)} started {started}, in a place that others than root can write; by {person}"
    if key == "modules" and call.get("success") != "no" and call.get("syscall") in ("175", "313", "176"):
        return "module", f"{program} loaded or removed a module; by {person}"
    return None


def recorded():
    lines = journal("audisp-syslog", 10)
    yield from sorted({found for found in map(judged, events(lines).values()) if found})
