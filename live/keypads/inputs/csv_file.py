"""A file that a supplier's own software writes results to, watched as it grows."""

import hashlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from live.keypads.files import Unreadable, why_unread
from live.keypads.inputs.base import Complain, Hear

#: Seconds between two looks at the file.
LOOK = 0.2
#: Seconds that software may take to write the whole file once more.
REWRITE = 1.0
NOTE = "csv"
REWRITTEN = "{file} was written anew: its old rows are not taken again. Empty it, or name another."
GONE = "{file} is not there, though part of it was taken: bring it back, or make an empty one."


class WrittenAnew(Exception):
    """The file says something else than before: its old rows would be votes once more."""


def digest(content: bytes) -> str:
    """Names the beginning of a file."""
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True, slots=True)
class Taken:
    """How far a file was taken: so many bytes, which ``known`` names, of the file at ``path``."""

    length: int = 0
    known: str = digest(b"")
    path: str = ""

    @classmethod
    def of(cls, content: bytes, path: str) -> "Taken":
        """All of this."""
        return cls(len(content), digest(content), path)

    @classmethod
    def read(cls, text: str) -> "Taken":
        """As it was noted; nothing, where nothing was."""
        length, _, rest = text.partition(" ")
        known, _, path = rest.partition(" ")
        return cls(int(length), known, path) if length.isdigit() else cls()

    def __str__(self) -> str:
        return f"{self.length} {self.known} {self.path}"

    def begins(self, content: bytes) -> bool:
        """Whether the file still begins with it."""
        return digest(content[: self.length]) == self.known


class Growth:
    """What is new in a file, look by look; ``taken`` is how far it was taken."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self._odd_since: float | None = None
        self._emptied = False

    def look(self, content: bytes, now: float) -> bytes | None:
        """The whole lines that are new; None while nobody can say what becomes of the file.

        A file that was emptied, but for the names of its columns, is taken from its beginning.
        Software that writes the whole file again empties it too, for a moment: only a file that
        does not come back within ``REWRITE`` seconds was emptied. Raises ``WrittenAnew``.
        """
        if not self.taken.begins(content):
            self._odd_since = now if self._odd_since is None else self._odd_since
            self._emptied = self._emptied or content.count(b"\n") <= 1
            if now - self._odd_since < REWRITE:
                return None
            if not self._emptied:
                raise WrittenAnew
            self.taken = Taken.of(b"", self.taken.path)
        self._odd_since, self._emptied = None, False
        return self._take(content)

    def _take(self, content: bytes) -> bytes:
        start, whole = self.taken.length, content.rfind(b"\n") + 1
        if whole <= start:
            return b""
        self.taken = Taken.of(content[:whole], self.taken.path)
        if start and content[start - 1 : start] != b"\n":
            # The rest of a row that was there, in part, before the first start.
            start = content.index(b"\n", start) + 1
        return content[start:whole]


class CsvFile:
    """A file of which what was taken before a restart is known by its bytes.

    Rows that are there when a spool first hears of the file are no presses, unless it is to be
    taken ``from_start``.
    """

    rereads = True
    midway = False

    def __init__(self, file: Path, *, from_start: bool = False) -> None:
        self._file = file
        self._path = str(file.absolute())
        self._from_start = from_start

    def run(
        self, hear: Hear, complain: Complain, stopping: threading.Event, noted: dict[str, str]
    ) -> None:
        """Hand on whole lines as they are written; of a file that was written anew nothing."""
        growth = Growth(Taken.read(noted.get(NOTE, "")))
        while not stopping.is_set():
            before = growth.taken
            try:
                new = growth.look(self._file.read_bytes(), time.monotonic())
            except OSError as error:
                complain(why_unread(self._file, error))
            except WrittenAnew:
                complain(REWRITTEN.format(file=self._file))
            else:
                if new is not None:
                    complain("")
                if growth.taken != before:
                    hear(new or b"", {NOTE: str(growth.taken)})
            stopping.wait(LOOK)

    def tell(self, text: bytes) -> None:
        """Nobody listens."""

    def before(self, noted: Mapping[str, str]) -> tuple[bytes, bool]:
        """What the file begins with that is not to be taken, and whether that is known already.

        Raises ``OSError`` where nobody can say, and ``ValueError`` where it is known, and to be
        taken from its start.
        """
        known, taken = bool(noted.get(NOTE)), Taken.read(noted.get(NOTE, ""))
        content = self._content(gone=taken.length > 0 and taken.path == self._path)
        # A note of nothing is true of every file: only its own.
        same = known and (taken.path == self._path or (taken.length > 0 and taken.begins(content)))
        if same and self._from_start:
            raise ValueError(f"The spool knows {self._file}: --from-start wants another --spool.")
        if same:
            return content[: taken.length] if taken.begins(content) else b"", True
        return b"" if self._from_start else content, False

    def begin(self, before: bytes) -> dict[str, str]:
        """The note of a file of which this is not to be taken."""
        return {NOTE: str(Taken.of(before, self._path))}

    def _content(self, *, gone: bool) -> bytes:
        try:
            return self._file.read_bytes()
        except FileNotFoundError:
            if gone:
                raise FileNotFoundError(GONE.format(file=self._file)) from None
            if not self._file.parent.is_dir():
                raise FileNotFoundError(f"There is no folder {self._file.parent}.") from None
            return b""
        except OSError as error:
            raise Unreadable(why_unread(self._file, error)) from None
