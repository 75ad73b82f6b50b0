"""A ``manage.py`` that stays, and carries out one command after another."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent

#: Takes a line of JSON, the arguments of a command, and answers with one: what was printed, and
#: what went wrong. Between commands it holds no connection, so that the database may be copied.
_AT_WORK = """
import contextlib, io, json, sys, traceback
from django.core.management import call_command
from django.db import connections

for line in sys.stdin:
    printed, wrong = io.StringIO(), ""
    with contextlib.redirect_stdout(printed):
        try:
            call_command(*json.loads(line))
        except Exception:
            wrong = traceback.format_exc()
    for connection in connections.all():
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()
    print(json.dumps([printed.getvalue(), wrong]), flush=True)
"""


class Clerk:
    """One process for all commands: starting Python takes longer than most of them.

    ``environment`` says on which data; what is logged goes to ``log``.
    """

    def __init__(self, environment: Mapping[str, str], *, log: Path) -> None:
        with log.open("ab") as errors:
            self._child = subprocess.Popen(
                [sys.executable, "manage.py", "shell", "--verbosity=0", "-c", _AT_WORK],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                cwd=ROOT,
                env={**environment, "PYTHONUNBUFFERED": "1"},
                start_new_session=True,
            )
        self._turn = threading.Lock()
        self._log = log

    def do(self, *arguments: str) -> str:
        """Carry out a command; return what it printed. Fails with the traceback of its error."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        with self._turn:
            self._child.stdin.write(json.dumps(arguments) + os.linesep)
            self._child.stdin.flush()
            answer = self._child.stdout.readline()
        assert answer, self._log.read_text(errors="replace")[-4000:]
        printed, wrong = json.loads(answer)
        assert not wrong, wrong
        return str(printed)

    def leave(self) -> None:
        """End, with nothing more to do."""
        self._child.communicate()
