# BC-1: the class's databases in other regions, as this node sees them: who answers, who takes writes, and in which term.
# What takes long to load is loaded where it is needed: a promotion waits for `may_lead`, which seldom needs it.
import sys

from decision import Answer

sys.path.append("/usr/lib/bastide/channel")
import kept

FOLDER = "/var/lib/bastide-database"
PORT = 5432
# Each promotion of a region begins a new term, by one more than all before. Timelines don't say that: failovers inside a region change them too.
ASK = "SELECT NOT pg_is_in_recovery(), coalesce(nullif(current_setting('bastide.term', true), ''), '0')::int"


def passwords():
    import yaml

    with open(f"{FOLDER}/patroni/20-secrets.yml") as file:
        return yaml.safe_load(file)


def nodes():
    """The data nodes of other regions: their addresses by their names, `CLASS-REGION-data-N`."""
    return dict(each.split("=") for each in kept.settings("/etc/bastide/updates.env")["OTHER_STAND_INS"].split())


def region_of(name):
    return name.removeprefix(f"{kept.host()['DATA_CLASS']}-").rsplit("-data-", 1)[0]


def connect(address):
    """Throws OSError where the database does not answer."""
    import psycopg2

    try:
        made = psycopg2.connect(
            host=address,
            port=PORT,
            dbname="postgres",
            user="bastide_rewind",
            password=passwords()["postgresql"]["authentication"]["rewind"]["password"],
            sslmode="verify-full",
            sslrootcert=f"{FOLDER}/ca.pem",
            sslcert=f"{FOLDER}/host.pem",
            sslkey=f"{FOLDER}/host.key",
            require_auth="scram-sha-256",
            connect_timeout=2,
            options="-c statement_timeout=2s",
            tcp_user_timeout=2000,
            application_name="bastide-site",
        )
    except psycopg2.Error as error:
        raise OSError(f"the database at {address} does not answer: {type(error).__name__}") from None
    made.autocommit = True
    return made


def row(connection, question):
    """The one row that it gives. Throws OSError where the database does not answer."""
    import psycopg2

    try:
        with connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()
    except psycopg2.Error as error:
        raise OSError(f"a database does not answer: {type(error).__name__}") from None


def ask(connection):
    return Answer(*row(connection, ASK))


def asked(address):
    """What one database says. Throws OSError where it doesn't."""
    connection = connect(address)
    try:
        return ask(connection)
    finally:
        connection.close()


class Others:
    """Keeps its connections: who asks again and again would fill the other side's log."""

    def __init__(self):
        import concurrent.futures

        self.kept, self.wait = {}, concurrent.futures.wait
        self.pool = concurrent.futures.ThreadPoolExecutor(max_workers=8)

    def ask(self, name, address):
        connection = self.kept.pop(name, None) or connect(address)
        answer = ask(connection)
        self.kept[name] = connection
        return answer

    def look(self, seconds=4):
        """What each of them says, by its name; who doesn't within so many seconds is not in it."""
        asked = {self.pool.submit(self.ask, *each): each[0] for each in nodes().items()}
        done, _ = self.wait(asked, timeout=seconds)
        return {asked[each]: each.result() for each in done if each.exception() is None}
