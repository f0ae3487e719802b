# AC-6, CM-9: lays a message out: secrets and files, each whole, what is unchanged untouched, what has left the message removed.
import os
import posixpath
import pwd
import grp

import yaml

SECRETS = "/etc/bastide/secrets"
FORBIDDEN = (SECRETS, "/var/lib/bastide", "/run", "/proc", "/sys", "/dev")


class NotLaid(Exception):
    """Nothing was laid."""


def wanted(text):
    """The files of a description by path: content, mode and owner. NotLaid where one has no business on a host."""
    files = {}
    for each in yaml.safe_load(text).get("write_files", []):
        path = each["path"]
        if not path.startswith("/") or posixpath.normpath(path) != path or path.startswith("//"):
            raise NotLaid(f"{path} is no place for a file")
        if any(path == place or path.startswith(f"{place}/") for place in FORBIDDEN):
            raise NotLaid(f"{path} is not a description's to write")
        user, group = each.get("owner", "root:root").split(":")
        owner = (pwd.getpwnam(user).pw_uid, grp.getgrnam(group).gr_gid)
        files[path] = (each["content"].encode(), int(str(each.get("permissions", "0644")), 8), owner)
    return files


def folder_for(path):
    """Makes what is missing of the folder that holds it, as cloud-init does at the first boot: whoever runs a program can find it."""
    before = os.umask(0o022)
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
    finally:
        os.umask(before)


def put(path, content, mode, owner=(0, 0)):
    """Whether the file was otherwise. It is never seen half written, nor with another's rights."""
    try:
        with open(path, "rb") as file:
            seen = os.fstat(file.fileno())
            if file.read() == content and seen.st_mode & 0o7777 == mode and (seen.st_uid, seen.st_gid) == owner:
                return False
    except FileNotFoundError:
        folder_for(path)
    draft = os.path.join(os.path.dirname(path), f".{os.path.basename(path)}.bastide")
    if os.path.lexists(draft):
        os.remove(draft)
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        os.fchown(file.fileno(), *owner)
        os.fchmod(file.fileno(), mode)
        os.fsync(file.fileno())
    os.replace(draft, path)
    return True


def remove(path):
    if not os.path.lexists(path):
        return False
    os.remove(path)
    return True


def secrets(contents, folder=SECRETS, owner=(0, 0)):
    """Names of secrets that changed, with what has left."""
    os.makedirs(folder, mode=0o700, exist_ok=True)
    os.chmod(folder, 0o700)
    changed = [name for name, text in sorted(contents.items()) if put(f"{folder}/{name}", text.encode(), 0o600, owner)]
    gone = [name for name in sorted(os.listdir(folder)) if name not in contents and remove(f"{folder}/{name}")]
    return changed + gone


def files(described, before):
    """Paths of files that changed, with what has left. `before`: paths that an earlier description laid."""
    changed = [path for path, (content, mode, owner) in described.items() if put(path, content, mode, owner)]
    return changed + [path for path in before if path not in described and remove(path)]
