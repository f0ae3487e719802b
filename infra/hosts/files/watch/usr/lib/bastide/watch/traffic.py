# VI-2, NW-1, NW-4: what the firewall refuses in both directions, whether it is the plan's, what the proxy refuses, and what listens.
import json
import os
import re

from host import ROOT, journal, names, said, setting, text, user

CHAINS = {"input", "forward", "output"}
# As /proc writes addresses: 127.0.0.0/8, also in IPv6's form, and ::1.
LOOPBACK = re.compile(r"(?:0{16}FFFF0000)?[0-9A-F]{6}7F|0{24}01000000")


def firewall():
    """The kernel's own account. A ruleset that was flushed, or has one rule more or less, is not the plan's."""
    live = json.loads(said("nft", "-j", "list", "ruleset"))["nftables"]
    of = lambda kind: [each[kind] for each in live if kind in each]
    closed = {each["name"] for each in of("chain") if each.get("policy") == "drop" and each["table"] == "bastide"}
    opens = sum(1 for each in of("rule") if any("accept" in part for part in each["expr"]))
    planned = len(re.findall(r"(?m) accept$", text("/etc/nftables.conf")))
    yield f"bastide_firewall_as_planned {int(closed == CHAINS and opens == planned and len(of('table')) == 1)}"
    for each in of("counter"):
        yield f'bastide_firewall_packets_total{{what="{each["name"]}"}} {each["packets"]}'
    yield f"bastide_firewall_probed_ports {sum(len(each.get('elem', [])) for each in of('set') if each['name'].startswith('probed_'))}"


def proxy():
    """On gateways: what the proxy did not let through in ten minutes, by name or by who asked."""
    if setting("ROLE") == "gateway":
        refused = re.compile(r"Proxying refused on filtered|Unauthorized connection|Refused CONNECT method")
        yield f"bastide_proxy_refused {sum(1 for line in journal('tinyproxy', 10) if refused.search(line))}"


def planned_ports():
    """(protocol, first, last) of what the host's own firewall lets in."""
    inbound = text("/etc/nftables.conf").split("chain input {")[-1].split("}\n  chain")[0]
    found = re.findall(r"\b(tcp|udp) dport (\d+)(?:-(\d+))? accept", inbound)
    return [(protocol, int(first), int(last or first)) for protocol, first, last in found]


def sockets():
    """(protocol, port, inode, uid) of what waits for others. UDP ports from the kernel's own range are of who asks, not of who answers."""
    low = int((text("/proc/sys/net/ipv4/ip_local_port_range").split() or ["32768"])[0])
    for table, waiting in (("tcp", "0A"), ("tcp6", "0A"), ("udp", "07"), ("udp6", "07")):
        for line in text(f"/proc/net/{table}").splitlines()[1:]:
            words = line.split()
            address, port = words[1].rsplit(":", 1)
            loopback = LOOPBACK.fullmatch(address) is not None
            number = int(port, 16)
            if words[3] == waiting and not loopback and not (table.startswith("udp") and number >= low):
                yield table[:3], number, words[9], int(words[7])


def owner(inode):
    for process in filter(str.isdigit, names("/proc")):
        for descriptor in names(f"/proc/{process}/fd"):
            try:
                if os.readlink(f"{ROOT}/proc/{process}/fd/{descriptor}") == f"socket:[{inode}]":
                    return text(f"/proc/{process}/comm").strip()
            except OSError:
                continue
    return "nobody that can be found"


def listeners():
    planned = planned_ports()
    for protocol, port, inode, uid in sorted(set(sockets())):
        if not any(protocol == of and first <= port <= last for of, first, last in planned):
            yield "listener", f"{protocol} port {port}, which the plan does not know, is open: {owner(inode)} of {user(uid)}"
