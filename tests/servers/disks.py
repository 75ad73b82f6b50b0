"""A disk that a test may fill up: a small one of its own, or a limit to how long files may grow."""

import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers.product import Server

SIZE = 8 * 1024 * 1024
BLOCK = 64 * 1024


class SmallDisk:
    """A file system of ``SIZE`` bytes in memory; only who administers the machine may make one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"

    def fill(self, server: Server) -> None:
        """Leave no byte of room."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in (BLOCK, 1):
                try:
                    while ballast.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue

    def empty(self, server: Server) -> None:
        """Make room."""
        self._ballast.unlink()


class ShortFiles:
    """No file that a server writes may become longer than its data are now."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def fill(self, server: Server) -> None:
        """From now on, each write at the end of the journal fails."""
        log = next(self.folder.rglob("*.sqlite3-wal"))
        self._limit(server, log.stat().st_size)

    def empty(self, server: Server) -> None:
        """Let files grow again."""
        self._limit(server, resource.RLIM_INFINITY)

    def _limit(self, server: Server, size: int) -> None:
        pid = server.process.pid
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, hard))


@contextmanager
def small_disk(folder: Path) -> Iterator[SmallDisk | ShortFiles]:
    """A disk at ``folder`` that can be filled; where none may be mounted, a limit instead."""
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(folder)]
    try:
        subprocess.run(mount, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        yield ShortFiles(folder)
        return
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)
