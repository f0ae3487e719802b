# AC-6: what the host keeps of its channel, for root alone: its identity, the key that messages are signed with, and the last message.
import json
import os
import time

STATE = "/var/lib/bastide/channel"
TICKET = "/var/lib/bastide/ticket"


def settings(path):
    with open(path) as file:
        pairs = [line.rstrip("\n").split("=", 1) for line in file if "=" in line]
    return {key: value.strip("'") for key, value in pairs}


def host():
    return settings("/etc/bastide/host.env")


def path(name):
    return os.path.join(STATE, name)


def has(name):
    return os.path.exists(path(name))


def read(name, default=b""):
    try:
        with open(path(name), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return default


def write(name, content):
    """Whole or not at all, also where the power fails."""
    draft = path(f".{name}")
    with open(draft, "wb", opener=lambda where, flags: os.open(where, flags, 0o600)) as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(draft, path(name))
    folder = os.open(STATE, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def forget(name):
    if has(name):
        os.remove(path(name))


def heard():
    """The bucket has answered what was asked, so that who is to be shut out is known."""
    write("heard", str(int(time.time())).encode())


def is_gone(status):
    """A message that was there was taken away by somebody: the host then hears nothing, and the alert for that calls."""
    return status == 404 and has("message")


def incident():
    with open(path("incidents"), "ab") as file:
        file.write(b".")


def channel():
    """What the ticket's object brought; None before that."""
    text = read("channel.json")
    return json.loads(text) if text else None
