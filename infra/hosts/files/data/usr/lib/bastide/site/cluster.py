# BC-1: this region's cluster, asked over Patroni's own API, with the host's certificate and for changes the class's password.
import base64
import http.client
import json
import ssl
import time

import others

FAILURES = (OSError, http.client.HTTPException, ValueError)


def request(method, path, body=None, host=None):
    """Status and content, of Patroni here or on another node. Throws one of FAILURES where nobody answers within five seconds."""
    tls = ssl.create_default_context(cafile=f"{others.FOLDER}/ca.pem")
    tls.load_cert_chain(f"{others.FOLDER}/host.pem", f"{others.FOLDER}/host.key")
    connection = http.client.HTTPSConnection(host or others.kept.host()["OVERLAY"], 8008, timeout=5, context=tls)
    headers = {}
    if body is not None:
        rest = others.passwords()["restapi"]["authentication"]
        pair = f"{rest['username']}:{rest['password']}".encode()
        headers = {"Authorization": "Basic " + base64.b64encode(pair).decode(), "Content-Type": "application/json"}
    try:
        connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = connection.getresponse()
        text = answer.read()
    finally:
        connection.close()
    return answer.status, json.loads(text) if text.strip().startswith((b"{", b"[")) else None


def config():
    status, found = request("GET", "/config")
    if status != 200:
        raise ValueError(f"Patroni answers {status} about its settings")
    return found


def change(settings, host=None):
    """Puts settings into etcd; what is None goes. Patroni carries them out within its next loop, and that of whom is asked begins at once. Gives True."""
    for _ in range(10):
        status, _ = request("PATCH", "/config", settings, host)
        # Somebody else changed them at the same time, Patroni itself too: what is asked for is a difference, and holds as well a moment later.
        if status != 409:
            break
        time.sleep(0.2)
    if status != 200:
        raise ValueError(f"Patroni answers {status} to a change of its settings")
    return True


def members():
    status, found = request("GET", "/cluster")
    if status != 200:
        raise ValueError(f"Patroni answers {status} about its members")
    return found["members"]


def leader():
    """The member that leads, as primary or as leader of a standby; None where nobody does."""
    return next((each for each in members() if each["role"] in ("leader", "standby_leader")), None)


def writes(member):
    """Whether a member's database takes writes; not where it doesn't answer. Patroni says so too of one that has been told to, and is still at it."""
    try:
        return member is not None and others.asked(member["host"]).writes
    except OSError:
        return False


def writer():
    """The member that leads, where it takes writes; None otherwise."""
    found = leader()
    return found if writes(found) else None


def follows(settings):
    return settings.get("standby_cluster") is not None


def parameter(settings, name):
    return int(settings.get("postgresql", {}).get("parameters", {}).get(name) or 0)


def term(settings):
    """The term in which this region took writes last, or began to follow."""
    return parameter(settings, "bastide.term")


def with_parameters(**values):
    """Settings of ours in the cluster's; None takes one away."""
    return {"postgresql": {"parameters": {f"bastide.{name}": None if value is None else str(value) for name, value in values.items()}}}


def following(region):
    """The settings of a region that follows another one."""
    hosts = [address for name, address in others.nodes().items() if others.region_of(name) == region]
    if not hosts:
        raise ValueError(f"{region} is no other region of this class")
    return {"standby_cluster": {"host": ",".join(hosts), "port": others.PORT, "create_replica_methods": ["basebackup"]}}
