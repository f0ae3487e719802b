# BC-1: nodes of a lost region are not waited for. Patroni asks each of them, three seconds long, before it does anything else; an address that can't
# be reached is refused at once. It ends by itself: a region that never heard the others again would be a danger.
import json
import subprocess

import others

PRIORITY = "45"
SECONDS = 120
UNIT = "bastide-site-hear"


def run(*words):
    return subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True)


def unheard():
    """The addresses that are given up now."""
    told = run("/usr/sbin/ip", "-4", "-j", "rule").stdout
    return {each["dst"] for each in json.loads(told or "[]") if each["priority"] == int(PRIORITY) and "dst" in each}


def give_up(addresses):
    """For root. What is under way to them ends too, where the kernel can do that."""
    # Before the rules: what gives up has to end.
    run("/usr/bin/systemctl", "stop", f"{UNIT}.timer")
    again = ("/usr/bin/python3", "-I", "-B", "/usr/lib/bastide/site", "hear")
    if run("/usr/bin/systemd-run", "-q", "--collect", f"--unit={UNIT}", f"--on-active={SECONDS}", *again).returncode != 0:
        return
    for address in sorted(set(addresses) - unheard()):
        run("/usr/sbin/ip", "-4", "rule", "add", "priority", PRIORITY, "to", f"{address}/32", "unreachable")
        run("/usr/bin/ss", "-K", "dst", address, "dport", "=", str(others.PORT))


def hear():
    for address in sorted(unheard()):
        run("/usr/sbin/ip", "-4", "rule", "del", "priority", PRIORITY, "to", f"{address}/32", "unreachable")
    run("/usr/bin/systemctl", "stop", f"{UNIT}.timer")
