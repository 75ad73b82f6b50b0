"""The bridge: ``python -m live.keypads.bridge``, on the laptop at the base station."""

import argparse
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from live.keypads.arguments import read_arguments
from live.keypads.contact import Contact
from live.keypads.ferry import Ferry
from live.keypads.files import read_whole
from live.keypads.frames import Reader, Splitter, try_recording
from live.keypads.inputs import CsvFile, Input, Keyboard, open_input
from live.keypads.link import Line, Server
from live.keypads.profile import Profile, WrongProfile, find_profile
from live.keypads.screen import Log, show
from live.keypads.signing import Token, WrongToken, read_token_file
from live.keypads.spool import Spool
from live.keypads.spool_file import SpoolBusy

#: Seconds between two drawings of the screen.
DRAW = 0.5
#: Seconds of silence after opening a line before which the rest of a frame may still come: what
#: comes within them counts from its first ending on.
QUIET = 0.2
#: The notes that inputs leave in the spool.
NOTES = ("csv",)
#: Signals that end the program as Ctrl-C does, where nobody has it ignore them.
ENDING = ("SIGTERM", "SIGHUP", "SIGQUIT")


class Bridge:
    """An input, read by a profile, and the ferry that takes its presses over."""

    def __init__(
        self,
        source: Input,
        profile: Profile,
        spool: Spool,
        *,
        server: Server,
        token: Token,
        session: str | None = None,
        log: Log | None = None,
    ) -> None:
        self._source = source
        self._profile = profile
        self.spool = spool
        self._log = log or Log(None)
        self._splitter = Splitter(profile)
        self._reader = Reader(profile)
        self._stopping = threading.Event()
        self._opened_at: float | None = None
        #: What the base station was last to be told: ``start``, ``stop`` or nothing yet.
        self._said = ""
        #: Why a thread ended, or "".
        self.broken = ""
        self.complaint = "not reached yet"
        self.contact = Contact(spool, say=self._log.say)
        self.ferry = Ferry(
            self.contact,
            looking=Line(server, token),
            bringing=Line(server, token),
            session=session,
            tell=self._tell,
            fail=self._fail,
        )
        self._noted = {name: spool.read_note(name) or "" for name in NOTES}
        if isinstance(source, CsvFile):
            self._go_on(source)
        #: Set once there is nothing more to do.
        self.over = threading.Event()
        #: Set where the screen is to be drawn at once.
        self.stirred = source.stirred if isinstance(source, Keyboard) else threading.Event()
        self._reading = threading.Thread(target=self._read, name="input", daemon=True)

    def _go_on(self, file: CsvFile) -> None:
        """Read what is not to be taken of a file, for its columns and latest frames alone.

        Where the spool does not know the file yet, that is noted at once: what is written from
        here on is taken, also by the next bridge.
        """
        before, known = file.before(self._noted)
        ending = self._profile.ending.encode()
        readings = [
            self._reader.read(line) for line in Splitter(self._profile).feed(before + ending)
        ]
        if known:
            self._miss_head()
            return
        if not self._reader.ready:
            # No row was one yet: the names of the columns are still to come, or half written.
            before = b""
        note = file.begin(before)
        self.spool.take([], None, held=False, notes=note)
        self._noted |= note
        self.contact.tally.before = rows = sum(reading.heard is not None for reading in readings)
        if rows:
            self._log.say("rows not taken", rows=rows)

    def start(self) -> None:
        """Begin to read, and to bring over."""
        self.ferry.start()
        self._reading.start()

    def stop(self) -> None:
        """End; what waits stays in the spool. An input that waits for typing is left alone."""
        self._stopping.set()
        if self._reading.is_alive():
            self._reading.join(timeout=1)
        self.ferry.stop()
        self.spool.close()

    def _read(self) -> None:
        try:
            self._source.run(self._hear, self._complain, self._stopping, self._noted)
        except Exception as error:  # noqa: BLE001 -- told, and the end of the program
            self._fail("input", error)

    def _fail(self, thread: str, error: Exception) -> None:
        """A thread has ended: the program ends, rather than look as if it went on."""
        where = traceback.extract_tb(error.__traceback__)[-1]
        self.broken = f"{thread}: {type(error).__name__} in {where.name}, line {where.lineno}"
        self._log.say("broken", why=self.broken)
        self.over.set()
        self.stirred.set()

    def show(self) -> None:
        """Draw the screen."""
        show(self.contact, self.spool, self.complaint, self.prompt)

    @property
    def prompt(self) -> str:
        """The end of the screen, where something may be typed, or ""."""
        return self._source.prompt if isinstance(self._source, Keyboard) else ""

    def _hear(self, piece: bytes, notes: dict[str, str]) -> None:
        """Take the presses of a piece together, and tell the base station that they are safe."""
        if self._opened_at is not None:
            if self._source.midway and time.monotonic() - self._opened_at < QUIET:
                self._splitter.skip()
            self._opened_at = None
        heard = []
        for line in self._splitter.feed(piece):
            reading = self._reader.read(line)
            if reading.heard:
                heard.append(reading.heard)
            elif reading.why:
                self.contact.note_noise()
        self._miss_head()
        votes = self.contact.take(heard, notes) if heard or notes else False
        # A press that is no vote is not said to be received as one.
        if self._profile.received and votes:
            for each in heard:
                self._source.tell(self._encode(self._profile.received.format(keypad=each.keypad)))

    def _miss_head(self) -> None:
        """Say once that rows came, and none of them named the columns: none can be read."""
        missing = f"no row {self._profile.head}" if self._reader.headless else ""
        if missing and not self.contact.tally.missing:
            self._log.say("rows not read", why=missing)
        self.contact.tally.missing = missing

    def _tell(self, what: str) -> None:
        self._said = what
        if what == "start":
            self._reader.forget()
        self._repeat()

    def _repeat(self) -> None:
        """Tell the base station whether a vote is open; it may have missed it."""
        text = {"start": self._profile.start, "stop": self._profile.stop}.get(self._said, "")
        if text:
            self._source.tell(self._encode(text))

    def _encode(self, text: str) -> bytes:
        return text.encode(self._profile.encoding, "replace")

    def _complain(self, complaint: str) -> None:
        if complaint != self.complaint:
            self._log.say("base away" if complaint else "base reached", why=complaint)
            if not complaint:
                self._splitter.reset()
                self._opened_at = time.monotonic()
                self._repeat()
        self.contact.unplugged = bool(complaint)
        self.complaint = complaint


def make_bridge(told: argparse.Namespace) -> Bridge:
    """The bridge of a command line; raises ``ValueError``, ``OSError``, ``SpoolBusy``."""
    profile = find_profile(told.profile)
    server = Server.read(told.server)
    token = Token.read(read_token_file(told.token_file))
    return Bridge(
        open_input(
            told.input,
            baud=told.baud,
            drawn=not told.log and sys.stdout.isatty(),
            from_start=told.from_start,
        ),
        profile,
        Spool(told.spool, toggles=profile.toggles),
        server=server,
        token=token,
        session=told.session,
        log=Log(sys.stdout if told.log else None),
    )


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """What ends a program raises ``KeyboardInterrupt``, so that nothing is left half done."""
    numbers = [getattr(signal, name) for name in ENDING if hasattr(signal, name)]
    taken = [number for number in numbers if signal.getsignal(number) is signal.SIG_DFL]
    for number in taken:
        signal.signal(number, signal.default_int_handler)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def run(bridge: Bridge, *, drawn: bool) -> None:
    """Run a bridge until it is over, or something ends the program."""
    with ended_by_signals():
        try:
            with suppress(KeyboardInterrupt):
                bridge.start()
                while not bridge.over.is_set():
                    if drawn:
                        bridge.show()
                    bridge.stirred.wait(DRAW)
                    bridge.stirred.clear()
        finally:
            bridge.stop()
            if drawn and bridge.prompt:
                sys.stdout.write("\n")


def main(arguments: Sequence[str] | None = None, *, called: str = "python -m live.keypads") -> int:
    """Run the bridge until Ctrl-C; return its status."""
    told = read_arguments(arguments, called)
    try:
        if told.recording:
            sys.stdout.write(try_recording(find_profile(told.profile), read_whole(told.recording)))
            return 0
        bridge = make_bridge(told)
    except (WrongProfile, WrongToken, ValueError, OSError, SpoolBusy) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    if os.name == "nt":
        os.system("")  # noqa: S605, S607 -- lets an old Windows terminal understand escapes
    run(bridge, drawn=not told.log)
    if bridge.broken:
        sys.stderr.write(f"The bridge has ended. {bridge.broken}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
