"""A terminal that is read key by key, without echo, and put back however the program ends."""

import _thread
import atexit
import codecs
import os
import sys
import time
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol, Self, TextIO

if sys.platform == "win32":
    import msvcrt
else:
    import select
    import termios
    import tty

#: Seconds between two looks at a console that cannot be waited for.
LOOK = 0.02
#: Bytes of one read at most.
PIECE = 1024
INTERRUPT = "\x03"
#: With these a Windows console begins a key that is no character; its name is the next.
SPECIAL = ("\x00", "\xe0")


class Keys(Protocol):
    """Keys that are pressed while it is entered."""

    def __enter__(self) -> "Keys":
        """Read key by key from now on."""

    def __exit__(self, *ended: Any) -> None:
        """Put the terminal back."""

    def read(self, seconds: float) -> str:
        """What was typed, "" for nothing within some seconds; raises ``EOFError`` at the end."""


class TerminalKeys:
    """The terminal of a POSIX system. Ctrl-C still interrupts."""

    def __init__(self, terminal: TextIO) -> None:
        self._terminal = terminal.fileno()
        self._before: Any = None
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")

    def __enter__(self) -> Self:
        self._before = termios.tcgetattr(self._terminal)
        # For a program that ends while the thread that reads is still in here.
        atexit.register(self._put_back)
        tty.setcbreak(self._terminal)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._put_back()
        atexit.unregister(self._put_back)

    def read(self, seconds: float) -> str:
        """What was typed, "" for nothing within some seconds; raises ``EOFError`` at the end."""
        try:
            if termios.tcgetattr(self._terminal)[3] & termios.ICANON:
                # Stopped by Ctrl-Z, and brought back by a shell that had its own settings.
                tty.setcbreak(self._terminal)
            ready, _, _ = select.select([self._terminal], [], [], seconds)
            if not ready:
                return ""
            piece = os.read(self._terminal, PIECE)
        except (OSError, termios.error):
            piece = b""
        if not piece:
            raise EOFError
        return self._decoder.decode(piece)

    def _put_back(self) -> None:
        """The terminal as it was; what was typed meanwhile is not left to the next program."""
        with suppress(termios.error):
            termios.tcflush(self._terminal, termios.TCIFLUSH)
            termios.tcsetattr(self._terminal, termios.TCSANOW, self._before)


class ConsoleKeys:
    """The console of Windows, by its module ``msvcrt``, which changes nothing for good."""

    def __init__(self, console: Any) -> None:
        self._console = console

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: object) -> None:
        """Nothing is to be put back."""

    def read(self, seconds: float) -> str:
        """What was typed, "" for nothing within some seconds."""
        until = time.monotonic() + seconds
        while not self._console.kbhit():
            if time.monotonic() >= until:
                return ""
            time.sleep(LOOK)
        keys = ""
        while self._console.kbhit():
            key = self._console.getwch()
            if key in SPECIAL:
                self._console.getwch()
            elif key == INTERRUPT:
                _thread.interrupt_main()
            else:
                keys += key
        return keys


def open_keys(terminal: TextIO) -> Keys:
    """The keys of the terminal that standard input is."""
    if sys.platform == "win32":
        return ConsoleKeys(msvcrt)
    return TerminalKeys(terminal)
