"""The keys of an ordinary keyboard, for a demonstration without hardware."""

import sys
import threading
from typing import TextIO

from live.keypads.inputs.base import Complain, Hear

#: The keypad that a lone key stands for.
ALONE = "1"


class Keyboard:
    """Lines that are typed: ``2`` is pressed on keypad 1, ``17 2`` on keypad 17."""

    rereads = False
    midway = False

    def __init__(self, typed: TextIO | None = None) -> None:
        self._typed = typed or sys.stdin

    def run(
        self, hear: Hear, complain: Complain, stopping: threading.Event, noted: dict[str, str]
    ) -> None:
        """Read until the end of what is typed."""
        complain("")
        for line in self._typed:
            if stopping.is_set():
                return
            words = line.split()
            if words:
                hear(" ".join(words if len(words) > 1 else [ALONE, *words]).encode() + b"\n", {})

    def tell(self, text: bytes) -> None:
        """Nobody listens."""
