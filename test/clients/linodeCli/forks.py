"""Runs the official linode-cli, unmodified, once for each line of its standard input.

A line is the arguments as a JSON list; the answer is a line with the exit status and what the command wrote:

    ["volumes", "list", "--json"]
    {"status": 0, "stdout": "[]", "stderr": ""}

The command is loaded once and then copied by fork for each run, because loading its document takes longer than any run.
"""

import json
import os
import sys
import tempfile

import linodecli


def run(arguments):
    """One run in a process of its own, with its own standard streams."""
    with tempfile.TemporaryFile() as stdout, tempfile.TemporaryFile() as stderr:
        child = os.fork()
        if child == 0:
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            os.dup2(stdout.fileno(), 1)
            os.dup2(stderr.fileno(), 2)
            sys.argv[:] = ["linode-cli", *arguments]
            os._exit(end_of(linodecli.main))
        _, status = os.waitpid(child, 0)
        return {"status": os.waitstatus_to_exitcode(status), "stdout": text(stdout), "stderr": text(stderr)}


def end_of(main):
    """Runs the command as its own script would; gives the status that Python would end with."""
    try:
        code = main()
    except SystemExit as end:
        code = end.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    if code is None or isinstance(code, int):
        return code or 0
    os.write(2, f"{code}\n".encode())
    return 1


def text(file):
    file.seek(0)
    return file.read().decode()


for line in sys.stdin:
    print(json.dumps(run(json.loads(line))), flush=True)
