# BC-1, BC-3: Patroni, for a class whose commits may also wait for the region that follows (`strict`): it knows only its own region's nodes as synchronous
# standbys, and writes the list of them. Here the other region's are added as it is written, and taken out again as it is read, so that Patroni decides as
# it always does. Whether they are is in the cluster's settings (`bastide_strict`), by the same way as everything else that all nodes have to agree on.
import logging

from patroni import global_config
from patroni.__main__ import main
from patroni.postgresql import Postgresql
from patroni.postgresql.config import ConfigHandler

import elsewhere
import names

plain_write = ConfigHandler.set_synchronous_standby_names
plain_read = Postgresql.synchronous_standby_names


others = elsewhere.data_nodes()


def wanted(value):
    return names.with_others(value, others) if global_config.get("bastide_strict") is True else value


def write(self, value):
    return plain_write(self, wanted(value))


def read(self):
    there = plain_read(self)
    own = names.without_others(there, others)
    if (wanted(own) or "") != (there or "") and self.is_primary():
        logging.getLogger("bastide").info("commits wait for %s", wanted(own) or "nobody")
        self.config.set_synchronous_standby_names(own or None)
    return own


# PostgreSQL is started by a process that reads this file again.
if __name__ == "__main__":
    ConfigHandler.set_synchronous_standby_names = write
    Postgresql.synchronous_standby_names = read
    main()
