# CM-4, DC-8: this host's own log. The journal is the queue on the disk: a place in it is kept, and moves once the next hop has what was
# before it. So no service ever waits for the log's way out.
import datetime
import json
import os
import select
import subprocess

from spool import keep
from withhold import leaving

FIELDS = "MESSAGE,PRIORITY,SYSLOG_FACILITY,SYSLOG_IDENTIFIER,SYSLOG_PID,_COMM,_PID,_TRANSPORT,_BOOT_ID"
LONGEST = 8192
# A number for documentation (RFC 5612): these elements are ours and registered nowhere.
ELEMENT = "bastide@32473"


def word(text, most):
    return "".join(c for c in str(text) if "!" <= c <= "~")[:most] or "-"


def plain(text):
    return "".join(c if c >= " " and c != "\x7f" else f"#{ord(c):03o}" for c in text)


def text_of(value):
    if isinstance(value, list):
        if all(isinstance(each, int) for each in value):
            return bytes(value).decode(errors="replace")
        return " ".join(text_of(each) for each in value)
    return "" if value is None else str(value)


def number(value, default):
    return int(value) if isinstance(value, str) and value.isdigit() else default


def line_of(entry, host):
    program = text_of(entry.get("SYSLOG_IDENTIFIER") or entry.get("_COMM") or "kernel")
    text = leaving(program, text_of(entry.get("MESSAGE")))
    if text is None:
        return None
    if len(text) > LONGEST:
        text = text[:LONGEST] + "[cut]"
    facility = number(entry.get("SYSLOG_FACILITY"), 0 if entry.get("_TRANSPORT") == "kernel" else 3)
    at = datetime.datetime.fromtimestamp(int(entry["__REALTIME_TIMESTAMP"]) / 1e6, datetime.timezone.utc)
    process = word(entry.get("SYSLOG_PID") or entry.get("_PID") or "-", 20)
    element = f'[{ELEMENT} journal="{entry["__SEQNUM_ID"][:16]}" number="{entry["__SEQNUM"]}"]'
    return (
        f"<{facility * 8 + number(entry.get('PRIORITY'), 6)}>1 {at.isoformat(timespec='microseconds').replace('+00:00', 'Z')} {host} "
        f"{word(program, 48)} {process} - {element} {plain(text)}"
    ).encode(errors="replace")


class Journal:
    def __init__(self, state, host):
        self.state, self.host, self.reader, self.rest = f"{state}/journal", host, None, b""
        self.lost = 0
        try:
            self.kept = json.load(open(self.state))
        except (FileNotFoundError, ValueError):
            self.kept = {}
        keep(self.state, json.dumps(self.kept))
        self.seen = dict(self.kept)

    def open(self):
        after = ["--after-cursor", self.seen["cursor"]] if "cursor" in self.seen else []
        self.reader = subprocess.Popen(
            ["journalctl", "-q", "-f", "-n", "all", "--no-tail", "-a", "-o", "json", f"--output-fields={FIELDS}", *after],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
        )
        self.rest = b""

    def entries(self, most, seconds):
        if self.reader is None or self.reader.poll() is not None:
            self.open()
        pipe = self.reader.stdout.fileno()
        while self.rest.count(b"\n") < most and select.select([pipe], [], [], 0 if b"\n" in self.rest else seconds)[0]:
            more = os.read(pipe, 1 << 16)
            if not more:
                self.reader.wait()
                break
            self.rest += more
        *whole, tail = self.rest.split(b"\n", most)
        self.rest = tail
        return [json.loads(each) for each in whole if each]

    def batch(self, most, seconds):
        lines = []
        for entry in self.entries(most, seconds):
            journal, number = entry["__SEQNUM_ID"], int(entry["__SEQNUM"])
            missing = number - self.seen.get("number", 0) - 1
            # A boot leaves some numbers out, those of its first moments in memory.
            same_boot = entry.get("_BOOT_ID") == self.seen.get("boot")
            if journal == self.seen.get("journal") and missing > (0 if same_boot else 1000):
                self.lost += missing
                lines.append(line_of({
                    **entry, "SYSLOG_IDENTIFIER": "bastide-logs", "PRIORITY": "2",
                    "MESSAGE": f"LOST {missing} entries before number {number}: the journal let them go before they were sent",
                }, self.host))
            self.seen = {"cursor": entry["__CURSOR"], "journal": journal, "number": number, "boot": entry.get("_BOOT_ID")}
            line = line_of(entry, self.host)
            if line is not None:
                lines.append(line)
        return lines, dict(self.seen)

    def done(self, position):
        if position != self.kept:
            self.kept = position
            keep(self.state, json.dumps(position))
