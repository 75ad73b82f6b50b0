"""The one who looks: what is on screen, and whether the server is reached."""

import time
from collections.abc import Callable
from typing import Any

from live.keypads.contact import Contact
from live.keypads.known import Known, read_known, read_revs
from live.keypads.link import Line, NoAnswer, Refused
from live.keypads.pauses import FIRST_PAUSE, LONGEST_PAUSE, spread

#: Seconds that the server keeps a look waiting: as soon after as an answer may take, a network
#: that swallows everything is known for cut.
WAIT = 1.5
#: Seconds beyond it after which nobody can say when what is on screen was put there.
LATE_ANSWER = 0.5


class Lookout:
    """Asks what is on screen, over and over; ``tell`` is called as a round opens and closes."""

    def __init__(
        self, contact: Contact, line: Line, *, session: str | None, tell: Callable[[str], None]
    ) -> None:
        self._contact = contact
        self._line = line
        self._session = session
        self._tell = tell

    def look(self) -> None:
        """Look until the end."""
        contact = self._contact
        pause = FIRST_PAUSE
        while not contact.stopping.is_set():
            # After trouble at once, to know that it is over.
            after = contact.known.mark if contact.known and not contact.trouble else None
            newest, asked_at = contact.spool.newest(), time.monotonic()
            try:
                told = self._line.look(wait=WAIT, session=self._session, after=after)
                prompt = time.monotonic() - asked_at < WAIT + LATE_ANSWER
                self.show(told, newest, prompt=prompt)
                pause = FIRST_PAUSE
            except (NoAnswer, Refused) as error:
                contact.be_cut_off(error)
                contact.stopping.wait(_told_to_wait(error) + spread(pause))
                pause = min(2 * pause, LONGEST_PAUSE)

    def show(self, told: dict[str, Any], newest: int, *, prompt: bool) -> None:
        """Take what the server says is on screen, asked after the press ``newest``.

        ``prompt``: it answered as soon as there was news, so what was pressed before the answer
        was pressed before the news.
        """
        contact = self._contact
        answered = contact.spool.newest()
        now = read_known(told)
        opened = now.open_round
        if opened and not contact.spool.knows(opened):
            whole = self._line.look(wait=0, session=self._session, revs="1")
            now = read_known(whole)
            opened = now.open_round
            if opened:
                revs = read_revs(whole)
                contact.spool.shift(opened, revs)
                contact.spool.stand(opened, revs)
                contact.spool.begin(opened)
        contact.spool.remember(now.round)
        with contact.lock:
            before, contact.known = contact.known, now
            self._settle_idle(now, newest if now.idle else answered, sure=now.idle or prompt)
            if opened and (gone := contact.spool.give_up_unknown()):
                contact.tally.unknown += gone
                contact.say("given up", presses=gone)
            if contact.trouble:
                contact.say("server reached")
            contact.trouble = ""
        was_open = before.open_round if before else None
        if opened != was_open:
            contact.say("vote open" if opened else "no vote open", number=now.number)
            self._tell("start" if opened else "stop")
        contact.news.set()

    def _settle_idle(self, now: Known, up_to: int, *, sure: bool) -> None:
        """Decide on presses made while the bridge was in contact and knew of no vote.

        Up to a place there was none, and they were heard; later ones were made in the vote.
        """
        self._contact.spool.settle_idle(up_to, sure=sure)
        if now.round and now.open_round:
            self._contact.spool.claim_idle(now.round)


def _told_to_wait(error: NoAnswer | Refused) -> float:
    """Seconds for which the server would not be asked again."""
    return error.wait if isinstance(error, Refused) else 0.0
