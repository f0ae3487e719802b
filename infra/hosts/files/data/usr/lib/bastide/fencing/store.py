# BC-1: how fencing asks this host's own member of etcd, by its JSON gateway and with the host's certificate, as Patroni does.
import base64
import http.client
import json
import ssl

TIMEOUT = 2


class Unanswered(Exception):
    """etcd did not answer, has no majority, or could not be asked, as without a certificate that is valid: nothing is known then."""


def coded(text):
    return base64.b64encode(text.encode()).decode()


def decoded(text):
    return base64.b64decode(text).decode(errors="replace")


def ranged(key):
    return {"requestRange": {"key": coded(key)}}


def ranged_below(prefix):
    """All keys that begin like that, which ends with a slash."""
    return {"requestRange": {"key": coded(prefix), "rangeEnd": coded(f"{prefix[:-1]}0")}}


class Store:
    def __init__(self, host, port, authority, certificate, key):
        self.host, self.port, self.files = host, port, (authority, certificate, key)
        self.connection = None

    def connect(self):
        # Certificates are renewed in their place: read anew each time.
        authority, certificate, key = self.files
        tls = ssl.create_default_context(cafile=authority)
        tls.minimum_version = ssl.TLSVersion.TLSv1_3
        tls.load_cert_chain(certificate, key)
        self.connection = http.client.HTTPSConnection(self.host, self.port, timeout=TIMEOUT, context=tls)

    def close(self):
        if self.connection:
            self.connection.close()
        self.connection = None

    def ask(self, path, body):
        try:
            if self.connection is None:
                self.connect()
            self.connection.request("POST", f"/v3/{path}", json.dumps(body), {"Content-Type": "application/json"})
            answer = self.connection.getresponse()
            said = json.loads(answer.read())
            if answer.status != 200 or "error" in said:
                raise Unanswered(f"{path}: {answer.status}")
            return said
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.close()
            raise Unanswered(f"{path}: {type(error).__name__}: {error}") from None

    def read(self, ranges):
        """What there is of each range at one moment, as (key, value, lease) each. With a majority: etcd reads so unless told otherwise."""
        said = self.ask("kv/txn", {"success": ranges})
        answers = [each["response_range"].get("kvs", []) for each in said["responses"]]
        return [[(decoded(kv["key"]), decoded(kv.get("value", "")), kv.get("lease", "0")) for kv in kvs] for kvs in answers]

    def put(self, key, value, lease):
        self.ask("kv/put", {"key": coded(key), "value": coded(value), "lease": lease})

    def grant(self, seconds):
        return self.ask("lease/grant", {"TTL": seconds})["ID"]

    def keep(self, lease):
        """Whether the lease was still there to be renewed."""
        return int(self.ask("lease/keepalive", {"ID": lease}).get("result", {}).get("TTL", 0)) > 0

    def revoke(self, lease):
        self.ask("lease/revoke", {"ID": lease})

    def delete(self, key):
        self.ask("kv/deleterange", {"key": coded(key)})

    def age(self, lease):
        """How many seconds ago the lease was renewed at the least; None where it is gone. etcd tells whole seconds and drops the rest."""
        said = self.ask("lease/timetolive", {"ID": lease})
        left = int(said.get("TTL", 0))
        return int(said.get("grantedTTL", 0)) - left - 1 if left > 0 else None
