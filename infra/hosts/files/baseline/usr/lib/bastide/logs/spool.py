# CM-4: a queue of lines on the disk that outlives a crash of its program and of the host, in files of some MiB.
import os
import threading

PIECE, EMPTY, ROOM = 8 << 20, 1 << 18, 4096


class Full(OSError):
    pass


def sync(path):
    folder = os.open(path, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def keep(path, text):
    # In place, in room that was taken once: a queue on a full disk could otherwise never be emptied.
    there = os.path.exists(path)
    file = os.open(path, os.O_WRONLY | os.O_CREAT, 0o640)
    try:
        os.pwrite(file, text.encode().ljust(ROOM), 0)
        os.fsync(file)
    finally:
        os.close(file)
    if not there:
        sync(os.path.dirname(path))


class Spool:
    def __init__(self, folder, limit):
        os.makedirs(folder, exist_ok=True)
        self.folder, self.limit, self.changed = folder, limit, threading.Condition()
        numbers = self.numbers()
        self.last = numbers[-1] if numbers else 1
        self.file = open(self.path(self.last), "ab")
        # A line that a crash has cut was never answered: its sender sends it again.
        with open(self.path(self.last), "rb") as piece:
            whole = piece.read().rfind(b"\n") + 1
        self.file.truncate(whole)
        self.file.seek(whole)
        try:
            self.piece, self.offset = map(int, open(f"{folder}/position").read().split())
        except (FileNotFoundError, ValueError):
            self.piece, self.offset = 0, 0
        # A piece that is done may be gone before the next place is kept.
        if not os.path.exists(self.path(self.piece)):
            self.piece, self.offset = min((n for n in self.numbers() if n > self.piece), default=self.last), 0
        keep(f"{folder}/position", f"{self.piece} {self.offset}")
        self.forget()

    def path(self, number):
        return f"{self.folder}/{number:012d}.lines"

    def numbers(self):
        return sorted(int(name[:12]) for name in os.listdir(self.folder) if name.endswith(".lines"))

    def forget(self):
        for number in self.numbers():
            if number < self.piece:
                os.unlink(self.path(number))

    def bytes(self):
        waiting = sum(os.path.getsize(self.path(number)) for number in self.numbers() if number >= self.piece)
        return waiting - self.offset

    def append(self, lines):
        data = b"".join(line + b"\n" for line in lines)
        with self.changed:
            if self.bytes() + len(data) > self.limit:
                raise Full("the queue is full")
            end = self.file.tell()
            try:
                self.file.write(data)
                self.file.flush()
                os.fsync(self.file.fileno())
            except OSError:
                # Half a batch would come twice, and half a line would spoil the next.
                self.file.close()
                os.truncate(self.path(self.last), end)
                self.file = open(self.path(self.last), "ab")
                raise
            if end + len(data) >= PIECE:
                self.next_piece()
            self.changed.notify_all()

    def next_piece(self):
        self.file.close()
        self.last += 1
        self.file = open(self.path(self.last), "ab")
        sync(self.folder)

    def batch(self, most, seconds):
        with self.changed:
            if self.piece == self.last and self.offset >= self.file.tell():
                self.changed.wait(seconds)
            piece, offset, last = self.piece, self.offset, self.last
        lines = []
        while len(lines) < most:
            with open(self.path(piece), "rb") as file:
                file.seek(offset)
                for line in file:
                    if not line.endswith(b"\n") or len(lines) == most:
                        break
                    lines.append(line[:-1])
                    offset += len(line)
                ended = offset >= os.fstat(file.fileno()).st_size
            if not ended or piece >= last or len(lines) == most:
                break
            piece, offset = piece + 1, 0
        return lines, (piece, offset)

    def done(self, position):
        if position == (self.piece, self.offset):
            return
        keep(f"{self.folder}/position", "%d %d" % position)
        with self.changed:
            self.piece, self.offset = position
            # An empty queue gives its disk back, or a full disk would stay so.
            if self.piece == self.last and self.offset >= self.file.tell() >= EMPTY:
                self.next_piece()
                self.piece, self.offset = self.last, 0
        self.forget()
