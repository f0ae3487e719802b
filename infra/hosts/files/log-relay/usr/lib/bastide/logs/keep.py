# DC-8, CM-4: where a receiver keeps logs: a folder for each class and host, a file for each day on which lines came. A sender can only add.
import datetime
import os
import shutil
import threading

from lines import host_of
from spool import Full, sync

RESERVE = 0.1


class Kept:
    def __init__(self, folder, classes):
        self.folder, self.classes = folder, sorted(classes, key=len, reverse=True)
        self.lock = threading.Lock()

    def path(self, host, day):
        data_class = next((each for each in self.classes if host.startswith(f"{each}-")), "unknown")
        return f"{self.folder}/{data_class}/{host or 'unknown'}/{day}.log"

    def ready(self):
        if not os.path.isdir(self.folder):
            raise OSError("the place of logs is not there")
        space = shutil.disk_usage(self.folder)
        if space.free < RESERVE * space.total:
            raise Full("the disk of logs is full")

    def append(self, lines):
        self.ready()
        day = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
        files = {}
        for line in lines:
            files.setdefault(self.path(host_of(line), day), []).append(line)
        with self.lock:
            self.write(files)

    def write(self, files):
        for path, added in files.items():
            folder = os.path.dirname(path)
            new = not os.path.exists(path)
            if new:
                os.makedirs(folder, exist_ok=True)
            # What a crash has cut was never answered, and comes again whole.
            torn = not new and os.path.getsize(path) > 0 and self.last_byte(path) != b"\n"
            with open(path, "ab") as file:
                file.write((b"\n" if torn else b"") + b"".join(line + b"\n" for line in added))
                file.flush()
                os.fsync(file.fileno())
            if new:
                sync(folder)

    @staticmethod
    def last_byte(path):
        with open(path, "rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1)
