# VI-2: how the watch reads its host: below a root of its own in tests.
import os
import re
import subprocess

ROOT = os.environ.get("WATCH_ROOT", "")


def text(path):
    try:
        with open(f"{ROOT}{path}", errors="replace") as file:
            return file.read()
    except OSError:
        return ""


def names(path):
    try:
        return sorted(os.listdir(f"{ROOT}{path}"))
    except OSError:
        return []


def setting(name):
    found = re.search(rf"(?m)^{name}='(.*)'$", text("/etc/bastide/host.env"))
    return found.group(1) if found else ""


def said(*ask):
    return subprocess.run(ask, capture_output=True, text=True, errors="replace", check=True).stdout


def journal(program, minutes):
    """What a program has said lately. Its lines never leave by this."""
    return said("journalctl", "-q", "-o", "cat", "-t", program, "--since", f"-{minutes}min").splitlines()


def is_person(uid):
    return 1000 <= uid < 60000


def is_service(uid):
    return uid != 0 and not is_person(uid)


def user(uid):
    found = re.search(rf"(?m)^([^:\n]+):[^:]*:{uid}:", text("/etc/passwd"))
    return found.group(1) if found else str(uid)
