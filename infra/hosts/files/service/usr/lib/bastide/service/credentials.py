# DC-1, AC-6: credentials are kept as argon2id hashes only, and checked without telling who exists.
import hashlib
import secrets
import threading
import time

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHash, VerificationError

# RFC 9106's choice for hosts with little memory: 64 MiB, three passes.
hasher = PasswordHasher(time_cost=3, memory_cost=65536, parallelism=1, hash_len=32, salt_len=16, type=Type.ID)
# As many as the host has memory for.
room = threading.BoundedSemaphore(2)
nobody = hasher.hash(secrets.token_urlsafe(24))

REMEMBERED_SECONDS = 60
MOST_REMEMBERED = 4096


def make_hash(secret):
    """The hash of a secret, with its salt and cost in it."""
    with room:
        return hasher.hash(secret)


def matches(kept, secret):
    """Whether a secret is the one of that hash; without a hash it takes as long, and is not."""
    try:
        with room:
            hasher.verify(kept or nobody, secret)
        return kept is not None
    except (VerificationError, InvalidHash):
        return False


def new_key():
    """A new API key: its public part, its secret part, and what the customer gets."""
    public, secret = secrets.token_hex(8), secrets.token_urlsafe(32)
    return public, secret, f"bk_{public}_{secret}"


def parts_of(key):
    """The public and the secret part of an API key; None for what is none."""
    words = key.split("_", 2)
    if len(words) != 3 or words[0] != "bk" or len(words[1]) != 16 or not 20 <= len(words[2]) <= 64:
        return None
    return words[1], words[2]


class Remembered:
    """Keys that were right a moment ago, by their SHA-256, so that a customer's every request does not cost an argon2. A key that is
    revoked ends within a minute."""

    def __init__(self, clock=time.monotonic):
        self.clock, self.known, self.lock = clock, {}, threading.Lock()

    def get(self, key):
        found = self.known.get(hashlib.sha256(key.encode()).digest())
        return found[1] if found and found[0] > self.clock() else None

    def put(self, key, who):
        with self.lock:
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            self.known[hashlib.sha256(key.encode()).digest()] = (self.clock() + REMEMBERED_SECONDS, who)
