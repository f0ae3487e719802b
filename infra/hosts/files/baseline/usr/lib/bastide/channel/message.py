# AC-6, CM-9: a message for this host: its signature is verified before anything of it is opened.
import base64
import json
import os
import re
import subprocess
import tempfile
import zlib

import kept

SIGNATURE = 64
# Bytes of a description; those of today have some 300,000.
LARGEST = 4 * 1024 * 1024
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class Refused(Exception):
    """Not for this host, not from who may write to it, or older than what it has."""


def run(argv, content=None):
    return subprocess.run(argv, input=content, capture_output=True)


def verified(signed, key):
    """The sealed part of signature and sealed part, one after the other."""
    signature, sealed = signed[:SIGNATURE], signed[SIGNATURE:]
    with tempfile.TemporaryDirectory(dir=kept.STATE) as folder:
        for name, content in (("key", key.encode()), ("signature", signature), ("sealed", sealed)):
            with open(os.path.join(folder, name), "wb") as file:
                file.write(content)
        argv = ["openssl", "pkeyutl", "-verify", "-pubin", "-rawin", "-inkey", f"{folder}/key"]
        done = run([*argv, "-in", f"{folder}/sealed", "-sigfile", f"{folder}/signature"])
    if len(signature) != SIGNATURE or done.returncode != 0:
        raise Refused("it is not signed by the class's key")
    return sealed


def opened(sealed, identity):
    """age, with the identity on the standard input and the sealed text in a file: neither is in anybody's list of processes."""
    with tempfile.NamedTemporaryFile(dir=kept.STATE) as file:
        file.write(sealed)
        file.flush()
        done = run(["age", "--decrypt", "--identity", "-", file.name], identity.encode())
    if done.returncode != 0:
        raise Refused("it is sealed for another host")
    return done.stdout


def unpacked(packed):
    """A description as seeds pack it: gzip, then base64."""
    gzip = zlib.decompressobj(wbits=31)
    text = gzip.decompress(base64.b64decode(packed, validate=True), LARGEST)
    if not gzip.eof or gzip.unused_data:
        raise ValueError("its description is not packed as seeds are")
    return text.decode()


def understood(content, name):
    """Serial, description and secrets; Refused where anything is not as it has to be, before anything is laid."""
    try:
        said = json.loads(content)
        serial, secrets = said["serial"], said["secrets"]
        if said["host"] != name:
            raise Refused(f"it is for {said['host']}")
        if type(serial) is not int or serial <= 0:
            raise ValueError("its serial is no number")
        for each, text in secrets.items():
            if NAME.fullmatch(each) is None or type(text) is not str:
                raise ValueError("a secret's name is not of letters, digits, dots, hyphens and underscores")
        description = unpacked(said["cloudConfig"])
        if not description.startswith("#cloud-config\n"):
            raise ValueError("its description is no cloud-config")
        return serial, description, secrets
    except (ValueError, KeyError, TypeError, AttributeError, zlib.error) as error:
        raise Refused(f"it is not a message: {error}") from error


def read(signed, channel, name):
    return understood(opened(verified(signed, channel["verifyKey"]), channel["identity"]), name)
