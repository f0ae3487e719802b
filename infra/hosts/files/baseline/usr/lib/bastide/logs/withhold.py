# DC-8, AC-6: what leaves a host of its log. That something happened, who did it and when goes on; secrets, customers' data in statements
# and what people type or see stay behind, in this host's own journal.
import re

DATABASE = {"postgres", "postgresql", "bastide-database", "patroni", "pgbackrest"}
SECRET_WORD = (
    r"(?:passw(?:or)?d|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?|authori[sz]ation|cookie)"
)
SECRETS = re.compile(
    "|".join([
        SECRET_WORD + r"[a-z0-9_-]*[\"']?\s*[=:]\s*[\"']?[^\s\"';]",
        r"--?(?:password|passphrase|secret|token|api-?key)\s+\S",
        r"(?:password|secret)\s+[\"']",
        r"\b(?:bearer|basic)\s+[a-z0-9._~+/-]{12,}",
        r"(?:x-amz-signature|signature|sig)=[a-z0-9%/+]{12,}",
        r"://[^/@:\s]*:[^/@\s]+@",
        r"private.key-----",
        r"age-secret-key-",
        r"\beyj[a-z0-9_-]{8,}\.eyj",
    ]),
    re.IGNORECASE,
)
TYPED = re.compile(r"type=(?:PROCTITLE|TTY|USER_TTY)\b")
HEX_ARGUMENT = re.compile(r" a\d+(?:\[\d+\])?=[0-9A-F]{2,}(?: |$)")
TOOL = r"(?:psql|pg_\w+|pgbackrest|patronictl|etcdctl|age|openssl|curl|sh|bash)"
TOOLS = re.compile(rf' a0="?(?:[^" ]*/)?{TOOL}"?(?: |$)')
COMMANDS = re.compile(rf"COMMAND=(?:\S*/)?{TOOL}(?: |$)")
SUDO = re.compile(r"^(.*\bCOMMAND=\S+)\s.*$", re.DOTALL)
LEVEL = r"(?:LOG|ERROR|FATAL|PANIC|WARNING|NOTICE|INFO|DEBUG\d?|P\d+)"


def audit(text):
    if TYPED.search(text):
        return None
    if "type=EXECVE" in text and (HEX_ARGUMENT.search(text) or TOOLS.search(text)):
        program = re.search(r"^(.*?type=EXECVE.*?argc=\d+ a0=\S*)", text)
        return (program.group(1) if program else "type=EXECVE") + " [arguments withheld]"
    if "type=USER_CMD" in text:
        return text.split(" cmd=")[0] + " [command withheld]"
    return text


def database(text):
    if not re.search(rf"\b{LEVEL} *:", text) and not re.search(r" (?:INFO|WARN|ERROR): ", text):
        return None
    if re.search(r"\b(?:STATEMENT|DETAIL|CONTEXT|QUERY|HINT): ", text):
        return None
    entry = re.search(r"^(.*?AUDIT: [A-Z]+,\d+,\d+,[A-Z_]*,[A-Z_ ]*,[A-Z_ ]*,[^,\"]*)", text)
    if entry:
        return entry.group(1)
    statement = re.search(rf"^(.*?\b{LEVEL} *:.*?\b(?:statement|execute|parse|bind|parameters|plan)\b)", text)
    if statement:
        return statement.group(1) + " [withheld]"
    # What the prefix says of user and address stays; what follows the level is cut where it begins to quote.
    value = re.search(rf"^(.*?(?:\b{LEVEL} *:| (?:INFO|WARN|ERROR): )[^\"'(=]*)[\"'(=]", text)
    return value.group(1) + "[withheld]" if value else text


def leaving(program, text):
    name = program.rsplit("/", 1)[-1]
    kept = text
    if name.startswith(("audit", "audisp")):
        kept = audit(text)
    elif name == "sudo" and "(command continued)" in text:
        kept = text.split("(command continued)")[0] + "(command continued) [arguments withheld]"
    elif name == "sudo" and (" USER=root " not in text or COMMANDS.search(text)):
        kept = SUDO.sub(r"\1 [arguments withheld]", text)
    elif name in DATABASE:
        kept = database(text)
    if kept is not None and SECRETS.search(kept):
        return "[withheld: it may hold a secret]"
    return kept
