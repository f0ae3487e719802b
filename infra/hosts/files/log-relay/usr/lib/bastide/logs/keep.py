# DC-8, CM-4: where a receiver keeps logs: a folder for each class and host, a file for each day on which lines came. A sender can only add.
import datetime
import os
import shutil
import threading
import time

from lines import host_of
from shares import Shares
from spool import Full, sync

RESERVE = 0.1
# How often it is looked what each class has, in seconds: days are packed and forgotten meanwhile.
LOOKS = 600


class Kept:
    def __init__(self, folder, classes):
        self.folder, self.classes = folder, sorted(classes, key=len, reverse=True)
        self.lock = threading.Lock()
        self.shares, self.looked, self.left_out = Shares(classes), -LOOKS, 0

    def class_of(self, host):
        return next((each for each in self.classes if host.startswith(f"{each}-")), "unknown")

    def path(self, host, day):
        return f"{self.folder}/{self.class_of(host)}/{host or 'unknown'}/{day}.log"

    def look(self):
        if time.monotonic() - self.looked < LOOKS:
            return
        self.looked = time.monotonic()
        taken = {each: 0 for each in self.classes}
        for data_class in taken:
            for path, _, names in os.walk(f"{self.folder}/{data_class}"):
                for name in names:
                    try:
                        taken[data_class] += os.path.getsize(f"{path}/{name}")
                    except FileNotFoundError:
                        pass
        self.shares.taken.update({each: size - self.shares.taken[each] for each, size in taken.items()})

    def room(self):
        space = shutil.disk_usage(self.folder)
        return space.total - space.free, (1 - RESERVE) * space.total

    def must_fit(self, data_class):
        """Full where the class has more than its share of what is nearly taken."""
        with self.lock:
            self.look()
            self.shares.must_fit(data_class, *self.room())

    def fitting(self, lines):
        """Of another receiver's lines those of classes that have room. It has the others itself; they would hold up the queue of all."""
        with self.lock:
            self.look()
            used, room = self.room()
            fitting = [line for line in lines if not self.shares.crowds(self.class_of(host_of(line)), used, room)]
        self.left_out += len(lines) - len(fitting)
        return fitting

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
            self.shares.taken[path[len(self.folder) + 1:].split("/")[0]] += sum(len(line) + 1 for line in added)
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
