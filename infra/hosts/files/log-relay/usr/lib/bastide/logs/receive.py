# CM-4, NW-3, DC-8: takes logs from hosts that are known by name, each proved by a certificate of its own class's authority.
import select
import socket
import ssl
import threading
from collections import Counter

from relp import OFFER, WINDOW, Frames, frame
from send import say

MOST = 256
# For one address, so that no neighbour takes all places; who crashes leaves some behind until their silence is over.
MOST_EACH = 16
SILENCE = 900


def sender_of(tls, senders, authorities):
    chain = tls.get_verified_chain()
    names = {value for kind, value in tls.getpeercert().get("subjectAltName", ()) if kind == "DNS"}
    for sender in senders:
        root = ssl.PEM_cert_to_DER_cert(authorities[sender["dataClass"]])
        # An authority that signs another one in between could call it as it likes.
        if sender["name"] in names and len(chain) == 2 and chain[1] == root:
            return sender
    raise OSError(f"nobody whose log is taken here: {', '.join(sorted(names))}")


class Receiver(threading.Thread):
    def __init__(self, address, tls, senders, authorities, take):
        super().__init__(name="receive", daemon=True)
        self.tls, self.senders, self.authorities, self.take = tls, senders, authorities, take
        self.refused, self.open, self.lock = 0, Counter(), threading.Lock()
        self.listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self.listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        # The tunnel's address may come later (IP_FREEBIND).
        self.listener.setsockopt(socket.IPPROTO_IP, 15, 1)
        self.listener.bind(address)
        self.listener.listen(64)

    def run(self):
        while True:
            plain, (address, _) = self.listener.accept()
            if not self.enter(address):
                plain.close()
                continue
            threading.Thread(target=self.serve, args=(plain, address), daemon=True).start()

    def enter(self, address):
        with self.lock:
            has_room = self.open[address] < MOST_EACH and self.open.total() < MOST
            if has_room:
                self.open[address] += 1
            else:
                self.refused += 1
            return has_room

    def leave(self, address):
        with self.lock:
            self.open[address] -= 1
            if not self.open[address]:
                del self.open[address]

    def serve(self, plain, address):
        try:
            plain.settimeout(20)
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
            with self.tls.wrap_socket(plain, server_side=True) as tls:
                sender = sender_of(tls, self.senders, self.authorities)
                tls.settimeout(SILENCE)
                self.talk(tls, sender)
        except (ssl.SSLError, LookupError) as error:
            self.refuse(address, error)
        except OSError as error:
            if "nobody" in str(error):
                self.refuse(address, error)
        finally:
            plain.close()
            self.leave(address)

    def refuse(self, address, error):
        self.refused += 1
        say(4, f"REFUSED a log from {address}: {error}")

    def talk(self, tls, sender):
        frames = Frames(tls)
        while True:
            numbers, lines = [], []
            number, command, data = frames.read()
            while command == b"syslog":
                numbers.append(number)
                lines.append(data)
                if len(lines) == WINDOW or not frames.ready():
                    break
                number, command, data = frames.read()
            if lines:
                try:
                    self.take(sender, lines)
                    answer = b"200 OK"
                except OSError as error:
                    answer = f"500 {error}".encode()
                tls.sendall(b"".join(frame(each, b"rsp", answer) for each in numbers))
            if command == b"open":
                tls.sendall(frame(number, b"rsp", b"200 OK\n" + OFFER))
            elif command == b"close":
                tls.sendall(frame(number, b"rsp") + frame(0, b"serverclose"))
                return
            elif command != b"syslog":
                tls.sendall(frame(number, b"rsp", b"500 no such command"))
