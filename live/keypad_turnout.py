"""Which keypads are known to have joined: what one process remembers, so that no vote asks."""

from collections.abc import Iterable
from uuid import UUID

from polls.keypad_turnout import join_keypads
from polls.turnout import Arrival


class KeypadTurnout:
    """The delegates of keypads who are recorded in each session; for one thread."""

    def __init__(self) -> None:
        self._there: dict[str, set[UUID]] = {}

    def record(self, arrivals: Iterable[Arrival]) -> set[str]:
        """Record all admitted keypads where one of these is not; return the sessions that grew."""
        grown = set()
        for arrival in arrivals:
            there = self._there.setdefault(arrival.session_id, set())
            if arrival.delegate_id in there:
                continue
            delegates, new = join_keypads(
                conference_id=arrival.conference_id, session_id=arrival.session_id
            )
            # Whoever was given up meanwhile is not looked for again.
            there |= delegates | {arrival.delegate_id}
            if new:
                grown.add(arrival.session_id)
        return grown

    def forget(self, session_id: str) -> None:
        """Nobody is recorded in a session any more."""
        self._there.pop(session_id, None)
