# CM-4, NW-3: hands a queue on to the first of its next hops that takes it, and forgets only what a hop has said that it keeps.
import threading
import time

from relp import Hop

LOOK_BACK = 300


def say(level, text):
    print(f"<{level}>{text}", flush=True)


class Sender(threading.Thread):
    def __init__(self, name, source, hops, tls, slowest=30):
        super().__init__(name=f"send-{name}", daemon=True)
        self.queue, self.source, self.hops, self.tls, self.slowest = name, source, hops, tls, slowest
        self.hop, self.place, self.since, self.up, self.sent, self.stuck = None, 0, 0.0, None, 0, 0.0

    def deliver(self, lines):
        if self.hop and self.place > 0 and time.monotonic() - self.since > LOOK_BACK:
            self.drop()
        reasons = []
        for place in ([None] if self.hop else []) + list(range(len(self.hops))):
            try:
                if place is not None:
                    self.hop = Hop(self.hops[place], self.tls(self.hops[place]))
                    self.place, self.since = place, time.monotonic()
                self.hop.exchange(b"syslog", lines)
                return ""
            except (OSError, ValueError) as error:
                reasons.append(f"{self.hops[self.place if place is None else place]['name']}: {error}")
                self.drop()
        return "; ".join(dict.fromkeys(reasons))

    def drop(self):
        if self.hop:
            self.hop.close()
        self.hop = None

    def tell(self, failure):
        if self.up != (failure == ""):
            self.up = failure == ""
            say(*((6, f"the log of {self.queue} goes on") if self.up else (4, f"the log of {self.queue} waits: {failure}")))

    def run(self):
        while True:
            try:
                lines, position = self.source.batch(200, 5)
                wait = 0.5
                while lines and (failure := self.deliver(lines)):
                    self.stuck = self.stuck or time.time()
                    self.tell(failure)
                    time.sleep(wait)
                    wait = min(wait * 2, self.slowest)
                if lines:
                    self.tell("")
                    self.sent += len(lines)
                self.stuck = 0.0
                self.source.done(position)
            except OSError as error:
                say(3, f"the queue {self.queue} can't be read or moved on: {error}")
                time.sleep(5)
