"""What the bridge knows of the server, and whether it is reached; presses are taken by it.

A press carries the round that the bridge knew when it was made. While the bridge is cut off it
is held, never guessed: it goes over once the same round is found open, be it reopened by the
chair.
"""

import threading
import time
from collections.abc import Callable, Sequence

from live.keypads.known import Known, Tally
from live.keypads.presses import Heard
from live.keypads.spool import Spool

#: What is wrong before the server was first asked.
NOT_YET = "not reached yet"


class Contact:
    """What the threads of the ferry and whoever calls ``take`` share.

    ``lock`` is held where what is known must agree with what is in the spool.
    ``news`` is set where there may be something to bring over, ``stopping`` for the end.
    """

    def __init__(self, spool: Spool, *, say: Callable[..., None] = lambda *_, **__: None) -> None:
        self.spool = spool
        self.say = say
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.news = threading.Event()
        #: At first what a bridge before this one knew: what is pressed until then is held for it.
        self.known: Known | None = None
        if round := spool.remembered():
            self.known = Known(round=round)
        #: Keypads of which any key was pressed while there was no vote, with their batteries.
        self.idle: dict[str, int | None] = {}
        #: Why the server is not reached, or "".
        self.trouble = NOT_YET
        self.tally = Tally()
        #: What was on screen when the server was last told what is held.
        self.told: str | None = None
        #: Whether the base station is not heard; the server is told with the next sign of life.
        self.unplugged = False

    def take(self, heard: Sequence[Heard], notes: dict[str, str] | None = None) -> bool:
        """Take presses as they come from the base station; they are in the spool afterwards.

        Returns whether they are votes, as far as is known.
        """
        with self.lock:
            known, cut = self.known, bool(self.trouble)
            self._note(heard)
            idle = known is not None and known.idle and not cut
            if idle:
                # That they are there, the server may know; which key it was, nobody asks. Whether
                # a vote had been opened already, the next look tells.
                self.tally.idle += len(heard)
                self.idle.update((each.keypad, each.battery) for each in heard)
            round = known.round if known and not idle else None
            if heard or notes:
                self.spool.take(heard, round, held=cut or round is None, idle=idle, notes=notes)
        self.news.set()
        return not idle

    def note_noise(self) -> None:
        """A line could not be read."""
        self.tally.noise += 1

    def _note(self, heard: Sequence[Heard]) -> None:
        if not heard:
            return
        tally = self.tally
        tally.presses += len(heard)
        tally.keypads.update(each.keypad for each in heard)
        tally.last_keypad, tally.last_at = heard[-1].keypad, time.monotonic()
        tally.moments.extend([tally.last_at] * len(heard))

    def be_cut_off(self, error: Exception) -> None:
        """Nobody answers any more, or not what was asked: hold what waits."""
        with self.lock:
            before, self.told = self.trouble, None
            self.trouble = str(error) or type(error).__name__
            # Whatever is not answered was made while perhaps nothing came through any more.
            self.spool.hold_all()
        if before in ("", NOT_YET):
            self.say("server away", why=self.trouble)
