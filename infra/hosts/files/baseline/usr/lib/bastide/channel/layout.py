# AC-6, CM-9, NW-1: lays a message out, and loads what was laid: it is done once the host runs by it.
import gzip
import hashlib
import json
import os
import re
import subprocess
import tempfile

import kept
import lay

RULES = "/etc/nftables.conf"
# Of this boot: a host that starts loads what lies there.
LOADED = "/run/bastide/loaded"


class Broken(Exception):
    """The host would not run by it: nothing was laid."""


def laid_before():
    if kept.has("files"):
        return json.loads(kept.read("files"))
    try:
        with open("/var/lib/cloud/instance/user-data.txt", "rb") as file:
            seed = file.read()
        return list(lay.wanted((gzip.decompress(seed) if seed.startswith(b"\x1f\x8b") else seed).decode()))
    except (OSError, ValueError, AttributeError):
        return []


def check_rules(rules):
    with tempfile.NamedTemporaryFile(dir=kept.STATE) as file:
        file.write(rules)
        file.flush()
        # Outside of this unit, which may not touch the network's settings.
        nft = ["systemd-run", "-q", "--wait", "--pipe", "--collect", "/usr/sbin/nft", "-c", "-f", file.name]
        done = subprocess.run(nft, capture_output=True, text=True)
    if done.returncode != 0:
        fault = re.search(rf"(?m)^{re.escape(file.name)}(:.*Error.*)$", done.stdout + done.stderr)
        if fault:
            raise Broken(f"its firewall rules can't be loaded: {RULES}{fault.group(1)}")
        print(f"the firewall rules could not be checked before they are laid: {done.stderr.strip()[:200]}")


def mark(text, rules):
    return " ".join(hashlib.sha256(each).hexdigest() for each in (text.encode(), rules))


def loaded():
    try:
        with open(LOADED) as file:
            return file.read()
    except FileNotFoundError:
        return ""


def lay_out(said):
    serial, text, secrets = said
    described = lay.wanted(text)
    rules = described[RULES][0] if RULES in described else b""
    now, before = mark(text, rules), loaded()
    if now != before:
        check_rules(rules)
    files_before = laid_before()
    # Written first with what is to go, so that a run that is cut off forgets nothing.
    kept.write("files", json.dumps(sorted({*files_before, *described})).encode())
    # And so that it loads again what it may not have loaded.
    if before:
        os.remove(LOADED)
    changed = lay.secrets(secrets)
    files = lay.files(described, files_before)
    kept.write("files", json.dumps(sorted(described)).encode())
    if changed:
        print(f"secrets of message {serial}: {' '.join(changed)}")
    if files:
        print(f"files of message {serial}: {' '.join(files)}")
        # The steps before this one, and this one, may be others now.
        open("/run/bastide/again", "w").close()
    if files or now != before:
        subprocess.run(["systemctl", "daemon-reload"], check=True)
    if RULES in files or now.split()[1:] != before.split()[1:]:
        # Where the firewall does not run yet, its start loads them.
        subprocess.run(["systemctl", "try-reload-or-restart", "nftables.service"], check=True)
    with open(LOADED, "w") as file:
        file.write(now)
    kept.write("serial", str(serial).encode())
