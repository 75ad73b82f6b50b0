"""A file that a supplier's own software writes results to, watched as it grows."""

import hashlib
import threading
from pathlib import Path

from live.keypads.inputs.base import Complain, Hear

#: Seconds between two looks at the file.
LOOK = 0.2
REWRITTEN = (
    "{file} was written anew: its old rows are not taken again. Empty it, or name another file "
    "and another spool."
)


class CsvFile:
    """A file read from its beginning; what was taken before a restart is known by its bytes."""

    rereads = True
    midway = False

    def __init__(self, file: Path) -> None:
        self._file = file

    def run(
        self, hear: Hear, complain: Complain, stopping: threading.Event, noted: dict[str, str]
    ) -> None:
        """Hand on whole lines as they are written.

        A file that was emptied, but for the names of its columns, is read anew. Of one that says
        something else than before nothing is taken: its old rows would be votes once more.
        """
        taken = read_taken(noted.get("csv", ""))
        while not stopping.is_set():
            try:
                content = self._file.read_bytes()
            except OSError as error:
                complain(f"{self._file}: {error.strerror}")
                stopping.wait(LOOK)
                continue
            if digest(content[: taken[0]]) != (taken[1] or digest(b"")):
                if content.count(b"\n") > 1:
                    complain(REWRITTEN.format(file=self._file))
                    stopping.wait(LOOK)
                    continue
                taken = (0, "")
            complain("")
            whole = content.rfind(b"\n") + 1
            if whole > taken[0]:
                new, taken = content[taken[0] : whole], (whole, digest(content[:whole]))
                hear(new, {"csv": f"{taken[0]} {taken[1]}"})
            stopping.wait(LOOK)

    def tell(self, text: bytes) -> None:
        """Nobody listens."""

    def before(self, noted: dict[str, str]) -> bytes:
        """What was taken before, if the file still begins with it."""
        length, known = read_taken(noted.get("csv", ""))
        try:
            content = self._file.read_bytes()[:length]
        except OSError:
            return b""
        return content if content and digest(content) == known else b""


def read_taken(text: str) -> tuple[int, str]:
    """How far a file was taken, and the digest of that."""
    length, _, known = text.partition(" ")
    return (int(length), known) if length.isdigit() else (0, "")


def digest(content: bytes) -> str:
    """Names the beginning of a file."""
    return hashlib.sha256(content).hexdigest()
