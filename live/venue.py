"""A conference in one process."""

from collections.abc import Awaitable, Callable

from live.listeners import TICK, Phone, Watcher
from live.protocol import states
from live.refresher import Refresher
from live.rooms import Room
from polls.conferences import ConferenceNow
from polls.tokens import DelegateToken


class Venue:
    """What is known of a conference, and who goes where it goes."""

    def __init__(self, now: ConferenceNow, refresh: Callable[[], Awaitable[None]]) -> None:
        self.now = now
        self.foyer = Room(now.id, None)
        self.refresher = Refresher(refresh, interval=TICK)
        #: Sockets that chose no session of it, and so follow the conference.
        self.followers: set[Phone | Watcher] = set()
        self.show_foyer()

    def lets_in(self, token: DelegateToken) -> bool:
        """Whether a delegate's token opens this conference now."""
        return token.conference_id == self.now.id and self.now.admits(
            token.delegate_id, token.generation, token.rehearses
        )

    def has(self, session_id: str | None) -> bool:
        """Whether this is a session of the conference."""
        return any(session.id == session_id for session in self.now.sessions)

    def session_for(self, chosen: str | None) -> str | None:
        """The session of somebody who chose this one, or none."""
        return chosen if self.has(chosen) else self.now.current

    def count_waiting(self) -> int:
        """Delegates connected here who wait for a session: none while all are in a live one."""
        if any(session.id == self.now.current for session in self.now.live):
            return 0
        return len({who.delegate_id for who in self.followers if isinstance(who, Phone)})

    def show_foyer(self) -> None:
        """Send those in no session what is news to them."""
        if self.now.seq > self.foyer.seq:
            self.foyer.show_foyer(self.now.seq, states.state_of_conference(self.now))
