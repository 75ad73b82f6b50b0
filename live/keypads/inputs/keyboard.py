"""The keys of an ordinary keyboard, for a demonstration without hardware."""

import re
import sys
import threading
from typing import TextIO

from live.keypads.inputs.base import Complain, Hear
from live.keypads.inputs.terminal import open_keys

#: Seconds between two looks whether to end; also after which what began with Escape is over.
LOOK = 0.1
#: Characters of a line that is typed at most.
LONGEST = 60
ESCAPE, ENTER, BACKSPACE, CLEAR = "\x1b", "\r\n", "\x7f\b", "\x15"
#: What a key sends that is no character, such as an arrow: letters in it are no keys.
SPECIAL = re.compile(r"\x1b(?:[^\[O]|O.|\[\[.|\[(?!\[)[0-?]*[ -/]*[@-~])")


class Typing:
    """Keys made into lines: ``17 2`` and Enter, or, for one keypad, each key a line of its own.

    ``line`` is what is typed and not entered yet.
    """

    def __init__(self, keypad: str = "") -> None:
        self._keypad = keypad
        self.line = ""
        self._special = ""

    def feed(self, keys: str) -> list[str]:
        """The lines that are whole with these keys."""
        return [line for line in map(self._press, keys) if line]

    def pause(self) -> None:
        """Nothing was typed for a while: an Escape before it was pressed alone."""
        self._special = ""

    def _press(self, key: str) -> str:
        if key == ESCAPE or self._special:
            self._special = key if key == ESCAPE else self._special + key
            if SPECIAL.fullmatch(self._special):
                self._special = ""
        elif key in ENTER:
            whole, self.line = self.line, ""
            return " ".join(whole.split())
        elif key in BACKSPACE:
            self.line = self.line[:-1]
        elif key == CLEAR:
            self.line = ""
        elif key.isprintable() and self._keypad:
            return "" if key.isspace() else f"{self._keypad} {key}"
        elif key.isprintable() and len(self.line) < LONGEST:
            self.line += key
        return ""


class Keyboard:
    """Lines that are typed, ``17 2``; or, for one keypad, each key a press of it.

    A terminal is read key by key, and whoever draws on it shows ``prompt``. If nobody does
    (``drawn``), it is read by lines, which it echoes itself; what is no terminal is, too.
    """

    rereads = False
    midway = False

    def __init__(
        self, keypad: str = "", *, drawn: bool = False, typed: TextIO | None = None
    ) -> None:
        self._keypad = keypad
        self._typed = typed or sys.stdin
        self._by_key = self._typed.isatty() and (drawn or bool(keypad))
        self._typing = Typing(keypad)
        #: Set with every key.
        self.stirred = threading.Event()

    @property
    def prompt(self) -> str:
        """What to type, and what is typed so far, or ""."""
        if not self._by_key:
            return ""
        if self._keypad:
            return f"Keyboard  each key is a press of keypad {self._keypad}; Ctrl-C ends"
        says = "Keyboard  a keypad's number, its key and Enter, such as 17 2; Ctrl-C ends"
        return f"{says}\n        > {self._typing.line}"

    def run(
        self, hear: Hear, complain: Complain, stopping: threading.Event, noted: dict[str, str]
    ) -> None:
        """Read until the end of what is typed."""
        complain("")
        if self._by_key:
            self._read_keys(hear, complain, stopping)
            return
        for line in self._typed:
            if stopping.is_set():
                return
            words = line.split()
            if words:
                hear(" ".join([self._keypad, *words]).strip().encode() + b"\n", {})

    def _read_keys(self, hear: Hear, complain: Complain, stopping: threading.Event) -> None:
        with open_keys(self._typed) as keys:
            while not stopping.is_set():
                try:
                    pressed = keys.read(LOOK)
                except EOFError:
                    complain("the keyboard is gone")
                    return
                if not pressed:
                    self._typing.pause()
                    continue
                for line in self._typing.feed(pressed):
                    hear(line.encode() + b"\n", {})
                self.stirred.set()

    def tell(self, text: bytes) -> None:
        """Nobody listens."""
