# BC-1: fences, as the kernel has them: what goes to a fenced address is dropped before any route, whatever the firewall says.
import json
import subprocess

PRIORITY = 50
# Before it: etcd's own traffic goes on. A fenced node says in etcd that it follows, and its etcd may have nobody but this one to hear it from.
BEFORE = PRIORITY - 1
ETCD = "2379-2380"


def ip(*words):
    return subprocess.run(["/usr/sbin/ip", *words], capture_output=True, text=True, check=True, timeout=5).stdout


def known():
    return json.loads(ip("-4", "-j", "rule"))


def fenced():
    """The addresses that are fenced now."""
    return {each["dst"] for each in known() if each["priority"] == PRIORITY and each.get("action") == "blackhole" and "dst" in each}


def words(address):
    to = ("to", f"{address}/32")
    let = [("priority", str(BEFORE), *to, "ipproto", "tcp", way, ETCD, "lookup", "main") for way in ("dport", "sport")]
    return let, ("priority", str(PRIORITY), *to, "blackhole")


def let_through(address):
    """Which of etcd's ways to an address are let through."""
    return {way for each in known() if each["priority"] == BEFORE and each.get("dst") == address for way in ("dport", "sport") if f"{way}_start" in each}


def fence(address):
    let, drop = words(address)
    there = let_through(address)
    for each in let:
        if each[6] not in there:
            ip("-4", "rule", "add", *each)
    if address not in fenced():
        ip("-4", "rule", "add", *drop)


def lift(address):
    let, drop = words(address)
    if address in fenced():
        ip("-4", "rule", "del", *drop)
    there = let_through(address)
    for each in let:
        if each[6] in there:
            ip("-4", "rule", "del", *each)
