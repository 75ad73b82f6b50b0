"""What every input does."""

import threading
from collections.abc import Callable
from typing import Protocol

#: Called with bytes as they come, and with what is to be noted once they are safe.
Hear = Callable[[bytes, dict[str, str]], None]
#: Called with what a person at the laptop should know: "" once all is well again.
Complain = Callable[[str], None]


class Input(Protocol):
    """A base station, or what stands in for it."""

    #: Whether it is read from its beginning, so that what was taken before must be skipped.
    rereads: bool
    #: Whether what comes first after opening may be the rest of a line.
    midway: bool

    def run(
        self, hear: Hear, complain: Complain, stopping: threading.Event, noted: dict[str, str]
    ) -> None:
        """Read until ``stopping`` is set, opening it again where it goes away.

        ``noted`` is what was last handed to ``hear``.
        """

    def tell(self, text: bytes) -> None:
        """Tell the base station something, if it listens."""
