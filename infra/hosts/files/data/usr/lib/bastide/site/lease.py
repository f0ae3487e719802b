# BC-1: the lease by which a node leads its region, in etcd, and how its holder ends it.
import importlib.util

import others

# Beside `store` of the channel, which has the same name.
spec = importlib.util.spec_from_file_location("etcd_store", "/usr/lib/bastide/fencing/store.py")
etcd_store = importlib.util.module_from_spec(spec)
spec.loader.exec_module(etcd_store)


def let_go():
    """Ends this node's lease, and no other's. Throws ValueError where another node has it, and OSError where etcd does not answer."""
    own = others.kept.host()
    files = (f"{others.FOLDER}/{name}" for name in ("ca.pem", "host.pem", "host.key"))
    etcd = etcd_store.Store(own["OVERLAY"], 2379, *files)
    try:
        [held] = etcd.read([etcd_store.ranged(f"/bastide/{own['DATA_CLASS']}-{own['REGION']}/leader")])
        if [name for _, name, _ in held] != [own["NAME"]]:
            raise ValueError(f"{own['NAME']} has no lease to end")
        etcd.revoke(held[0][2])
    except etcd_store.Unanswered as error:
        raise OSError(f"etcd does not answer: {error}") from None
