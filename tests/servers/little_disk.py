"""A disk so small that a test can fill it."""

import errno
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.processes import NotInstalled, find_program


@contextmanager
def little_disk(size: int) -> Iterator[Path]:
    """Mount a disk of ``size`` bytes in memory; raises ``NotInstalled`` where that may not be."""
    if os.geteuid() != 0:
        raise NotInstalled("a disk of a few megabytes: only root may mount one")
    mount, unmount = find_program("mount"), find_program("umount")
    with tempfile.TemporaryDirectory(prefix="show-of-hands-disk-") as folder:
        command = [mount, "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise NotInstalled(f"a disk of a few megabytes: {done.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run([unmount, "--lazy", folder], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """Fill the disk that a folder is on to its last byte, and give the room back at the end."""
    filler = folder / "filler"
    try:
        with filler.open("wb", buffering=0) as file:
            for size in (2**16, 2**12, 1):
                _write_until_full(file.fileno(), size)
        yield
    finally:
        filler.unlink()


def _write_until_full(file: int, size: int) -> None:
    block = b"\0" * size
    while True:
        try:
            os.write(file, block)
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return
