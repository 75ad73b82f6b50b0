"""Collecting the static files for the tests, once for all that run at a time."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from django.conf import settings


def collect() -> None:
    """Collect by the product's own command."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity=0"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=environment)


def collect_if_stale(
    sources: Path, manifest: Path, collect_them: Callable[[], None] = collect
) -> None:
    """Collect where any file of ``sources`` is newer than ``manifest``, one at a time.

    Two that collect at once delete one another's files. The folder is the lock, and whoever
    waited for it looks again: the first has done the work of all.
    """
    lock = os.open(sources, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        newest = max(file.stat().st_mtime for file in sources.rglob("*"))
        if not manifest.exists() or manifest.stat().st_mtime < newest:
            collect_them()
    finally:
        os.close(lock)
