# DC-8, CM-4: whose a line is. What a message says of its host is never believed: it is what the sender's certificate allows.
import datetime
import re

HEADER = re.compile(rb"^<\d{1,3}>1 \S+ (\S+) \S+ \S+ \S+ (?:-|\[)", re.ASCII)


def now():
    return datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def named(line, allowed, instead):
    line = line.replace(b"\n", b"#012").rstrip(b"\r")
    header = HEADER.match(line)
    if header is None:
        return f"<13>1 {now()} {instead} bastide-logs - - - MALFORMED ".encode() + line
    if allowed(header.group(1).decode("ascii", "replace")):
        return line
    start, end = header.span(1)
    said = header.group(1)[:64]
    return line[:start] + instead.encode() + line[end:] + b" [MISNAMED: it said " + said + b"]"


def host_of(line):
    header = HEADER.match(line)
    return header.group(1).decode() if header else ""


def came_by(line, sender):
    *head, rest = line.split(b" ", 6)
    element = f'[via@32473 sender="{sender}" at="{now()}"]'.encode()
    return b" ".join([*head, element + (rest if rest.startswith(b"[") else rest[1:])])


def allowed_from(sender):
    name = re.compile(r"[a-z][a-z0-9-]{0,62}", re.ASCII)
    site = f"{sender['dataClass']}-{sender['region']}-"
    kind = sender["kind"]
    if kind == "receiver":
        return lambda host: bool(name.fullmatch(host))
    if kind == "gateway":
        return lambda host: bool(name.fullmatch(host)) and host.startswith(site)
    return lambda host: host == sender["name"]
