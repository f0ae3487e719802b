# DC-6, CM-4: no class takes the room of the others' logs. Until half of the room is taken anybody may take of it; then who has more than an equal
# share waits, with its lines at its own gateway and hosts.
import time
from collections import Counter

from spool import Full

# For how long a class that was refused is told of, in seconds.
TOLD = 900


class Shares:
    def __init__(self, classes):
        self.classes, self.taken, self.refused = sorted(classes), Counter(), {}

    def crowds(self, data_class, used, room):
        """Whether a class has to wait, of what is used in all and of the room for all, in bytes."""
        crowds = used > room / 2 and self.taken[data_class] > room / len(self.classes)
        if crowds:
            self.refused[data_class] = time.monotonic()
        return crowds

    def must_fit(self, data_class, used, room):
        if self.crowds(data_class, used, room):
            raise Full(f"{data_class} has more than its share of the room for logs")

    def measures(self):
        for each in self.classes:
            late = time.monotonic() - self.refused.get(each, -TOLD) < TOLD
            yield f'bastide_logs_over_share{{log_class="{each}"}} {int(late)}'


class Queued(Shares):
    """Of a queue for another receiver: what each class brought since it was last empty."""

    def __init__(self, classes, queue):
        super().__init__(classes)
        self.queue = queue

    def append(self, data_class, lines):
        waiting = self.queue.bytes()
        if waiting == 0:
            self.taken.clear()
        self.must_fit(data_class, waiting, self.queue.limit)
        self.queue.append(lines)
        self.taken[data_class] += sum(map(len, lines))
