# CM-4, DC-8: the way of this host's log, as /etc/bastide/logs.json describes it: its journal to the next hop; on a gateway also the logs
# of its site; on a receiver every class's into files, and a copy to the other regions.
import json
import os
import shutil
import ssl
import time

from journal import Journal
from relp import context
from send import Sender, say
from spool import Spool

STATE, CREDENTIALS, RUN = (os.environ[name] for name in ("STATE_DIRECTORY", "CREDENTIALS_DIRECTORY", "RUNTIME_DIRECTORY"))
MIB = 1 << 20


def limit():
    return min(max(shutil.disk_usage(STATE).total // 10, 256 * MIB), 8192 * MIB)


def measures(senders, receiver, journal, kept):
    rows = [f"bastide_logs_lost_total {journal.lost}"]
    for each in senders:
        label = f'{{queue="{each.queue}"}}'
        rows += [
            f"bastide_logs_next_hop_up{label} {int(each.up is not False)}",
            f"bastide_logs_sent_total{label} {each.sent}",
            f"bastide_logs_waiting_seconds{label} {time.time() - each.stuck if each.stuck else 0:.0f}",
        ]
        if isinstance(each.source, Spool):
            rows += [
                f"bastide_logs_queue_bytes{label} {each.source.bytes()}",
                f"bastide_logs_queue_limit_bytes{label} {each.source.limit}",
            ]
    if receiver:
        rows.append(f"bastide_logs_refused_total {receiver.refused}")
    if kept:
        rows += [*kept.shares.measures(), f"bastide_logs_left_out_total {kept.left_out}"]
    return "\n".join(rows) + "\n"


def main():
    with open("/etc/bastide/logs.json") as file:
        plan = json.load(file)
    with open(f"{CREDENTIALS}/log-authorities.json") as file:
        authorities = json.load(file)
    tls = lambda hop: context(ssl.PROTOCOL_TLS_CLIENT, CREDENTIALS, [authorities[hop["dataClass"]]])
    journal = Journal(STATE, plan["name"])
    senders = [Sender("journal", journal, plan["next"], tls)]
    receiver = kept = None
    if plan["senders"]:
        # Only where logs are passed on or kept.
        from keep import Kept
        from lines import allowed_from, came_by, named
        from receive import Receiver
        from shares import Queued

        if plan["copies"]:
            kept = Kept(plan["folder"], plan["classes"])
            copies = {each["name"]: Spool(f"{STATE}/copy-{each['region']}", limit()) for each in plan["copies"]}
            senders += [Sender(f"copy-{each['region']}", copies[each["name"]], [each], tls) for each in plan["copies"]]
            queued = [Queued(plan["classes"], copy) for copy in copies.values()]
        else:
            relayed = Spool(f"{STATE}/relayed", limit())
            senders.append(Sender("relayed", relayed, plan["next"], tls))

        def take(sender, lines):
            if plan["copies"]:
                kept.ready()
            allowed = allowed_from(sender)
            lines = [named(line, allowed, sender["name"]) for line in lines]
            if not plan["copies"]:
                relayed.append(lines)
                return
            if sender["kind"] == "receiver":
                kept.append(kept.fitting(lines))
                return
            kept.must_fit(sender["dataClass"])
            lines = [came_by(line, sender["name"]) for line in lines]
            # The copies first: what fails after that comes again, and twice is better than not at all.
            for queue in queued:
                queue.append(sender["dataClass"], lines)
            kept.append(lines)

        of_senders = [authorities[name] for name in sorted({each["dataClass"] for each in plan["senders"]})]
        server = context(ssl.PROTOCOL_TLS_SERVER, CREDENTIALS, of_senders)
        receiver = Receiver((plan["address"], plan["port"]), server, plan["senders"], authorities, take)
        receiver.start()
    for each in senders:
        each.start()
    say(6, f"logs go to {', '.join(hop['name'] for hop in plan['next'])}")
    while all(thread.is_alive() for thread in senders + ([receiver] if receiver else [])):
        with open(f"{RUN}/logs.new", "w") as file:
            file.write(measures(senders, receiver, journal, kept))
        # Numbers, which the exporter reads as a user of its own.
        os.chmod(f"{RUN}/logs.new", 0o644)
        os.replace(f"{RUN}/logs.new", f"{RUN}/logs.prom")
        time.sleep(5)
    raise SystemExit("a part of the way of logs has ended")


main()
