# CM-4, NW-3: RELP (the protocol of rsyslog's own relays) over TLS with both certificates. A message is answered once it is kept.
import select
import socket
import ssl

WINDOW, PATIENCE, LONGEST = 200, 20, 65536


def context(side, folder, authorities):
    tls = ssl.SSLContext(side)
    tls.minimum_version = ssl.TLSVersion.TLSv1_3
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.load_verify_locations(cadata="\n".join(authorities))
    tls.load_cert_chain(f"{folder}/host.pem", f"{folder}/host.key")
    return tls


class Frames:
    def __init__(self, tls):
        self.tls, self.buffer = tls, b""

    def ready(self):
        return self.parse() is not None or self.tls.pending() > 0 or bool(select.select([self.tls], [], [], 0)[0])

    def parse(self):
        head, newline, _ = self.buffer.partition(b"\n")
        words = head.split(b" ", 3)
        if len(words) < 3 or (len(words) == 3 and not newline):
            if len(self.buffer) > 64 and len(words) < 4:
                raise OSError("it does not speak RELP")
            return None
        if not (words[0].isdigit() and words[2].isdigit()) or int(words[2]) > LONGEST:
            raise OSError("it does not speak RELP, or sends what is too long")
        size = int(words[2])
        start = sum(len(word) + 1 for word in words[:3])
        end = start + size if size else start - 1
        if len(self.buffer) <= end:
            return None
        return int(words[0]), words[1], self.buffer[start:end] if size else b"", end + 1

    def read(self):
        while (frame := self.parse()) is None:
            more = self.tls.recv(LONGEST)
            if not more:
                raise OSError("it closed the connection")
            self.buffer += more
        self.buffer = self.buffer[frame[3]:]
        return frame[:3]


def frame(number, command, data=b""):
    return b"%d %s %d%s\n" % (number, command, len(data), b" " + data if data else b"")


OFFER = b"relp_version=0\nrelp_software=bastide\ncommands=syslog"


class Hop:
    def __init__(self, hop, tls):
        plain = socket.create_connection((hop["address"], hop["port"]), 5)
        plain.settimeout(PATIENCE)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        try:
            self.tls = tls.wrap_socket(plain, server_hostname=hop["name"])
        except BaseException:
            plain.close()
            raise
        self.frames, self.number = Frames(self.tls), 0
        self.exchange(b"open", [OFFER])

    def exchange(self, command, messages):
        for first in range(0, len(messages), WINDOW):
            part = messages[first:first + WINDOW]
            expected = self.number + 1
            self.tls.sendall(b"".join(frame(expected + i, command, each) for i, each in enumerate(part)))
            self.number += len(part)
            for number in range(expected, expected + len(part)):
                answered, kind, text = self.frames.read()
                if answered != number or kind != b"rsp" or not text.startswith(b"200"):
                    raise OSError(f"it refuses: {text[:80].decode(errors='replace')}")

    def close(self):
        try:
            self.tls.close()
        except OSError:
            pass
