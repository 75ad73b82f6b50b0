"""Whose keypad was received in a vote, for holders who look whether theirs arrived.

Nothing of it is stored: it is read from the ballots that stand, under the round's key. It is
told only where nobody sees counts before the close; beside a count that rises by one it would
tell what was pressed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from polls.keypads import delegate_of
from polls.models import Keypad, Round, Tallies
from polls.roll_calls import in_counting_order
from polls.voting import pseudonym, round_facts, sql

#: Keypads that are drawn at most: what one message holds.
MOST = 5000
#: A withdrawn ballot, as it is stored.
EMPTY = "[]"


@dataclass(frozen=True, slots=True)
class Received:
    """``numbers`` are what people call the keypads, ``received`` places among them."""

    round_id: str
    numbers: Sequence[str]
    received: Sequence[int]


def read_received(conference_id: str, round_id: str) -> Received | None:
    """Whose ballot stands in a round; None where that may not be told, or not any more.

    A vote that was closed once has shown its counts, which then are recorded: a tile that lights
    up, or is there, after it was reopened would tell by the counts of the next close.
    """
    kept = Round.objects.filter(pk=round_id, tallies=Tallies.CLOSED, sealed_at=None)
    if not kept.filter(phase=Round.Phase.OPEN, shown__isnull=True).exists():
        return None
    facts = round_facts([round_id]).get(round_id)
    if facts is None or facts.key is None or facts.conference_id != conference_id:
        return None
    known = Keypad.objects.filter(conference=UUID(conference_id), state=Keypad.State.KNOWN)
    keypads = sorted(known[:MOST], key=lambda keypad: in_counting_order(keypad.shown_number))
    voters = [pseudonym(facts, delegate_of(keypad.pk)) for keypad in keypads]
    standing = sql.read_ballots(round_id, [voter for voter in voters if voter])
    return Received(
        round_id=round_id,
        numbers=[keypad.shown_number for keypad in keypads],
        received=[
            place
            for place, voter in enumerate(voters)
            if voter in standing and standing[voter][1] != EMPTY
        ],
    )
