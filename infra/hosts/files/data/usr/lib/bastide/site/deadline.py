# BC-1: the moment by which what is under way has come so far that it can't be ended any more, or is given up.
import time


class Deadline:
    def __init__(self, seconds):
        self.at = time.monotonic() + seconds

    def left(self, most):
        """How long a wait may last, `most` at the most; nothing where the moment is over."""
        return max(0.0, min(most, self.at - time.monotonic()))

    def need(self, seconds):
        """Throws ValueError where fewer are left."""
        if self.at - time.monotonic() < seconds:
            raise ValueError("it has taken too long")
