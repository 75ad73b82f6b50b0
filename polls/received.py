"""Whose keypad was received in a vote, for holders who look whether theirs arrived.

Nothing of it is stored: it is read from the ballots that stand, under the round's key. It is
told only where nobody sees counts before the close; beside a count that rises by one it would
tell what was pressed.
"""

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from polls.keypads import delegate_of
from polls.models import Keypad, Round, Tallies
from polls.roll_calls import in_counting_order
from polls.texts import UNSEEN_CATEGORIES
from polls.voting import pseudonym, round_facts, sql

#: Keypads that are drawn at most: what one message holds.
MOST = 5000
#: Characters of a label on a tile at most; fewer where there are so many tiles that nobody could
#: read them, or where all together would be too much.
LENGTHS = (16, 12, 8, 6, 4)
MANY, LENGTH_OF_MANY = 300, 8
#: Bytes of all labels and places as JSON: a projector that is behind by one such message is
#: not cut off yet, and a frame may have twice as many.
LARGEST = 120 * 1024
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
    if facts is None or facts.mac is None or facts.conference_id != conference_id:
        return None
    known = Keypad.objects.filter(conference=UUID(conference_id), state=Keypad.State.KNOWN)
    rows = known.values_list("pk", "label", "serial")[:MOST]
    keypads = sorted(
        ((label or serial, pk) for pk, label, serial in rows),
        key=lambda keypad: in_counting_order(keypad[0]),
    )
    voters = [pseudonym(facts, delegate_of(pk)) for _, pk in keypads]
    standing = sql.read_ballots(round_id, [voter for voter in voters if voter])
    return Received(
        round_id=round_id,
        numbers=shorten([number for number, _ in keypads]),
        received=[
            place
            for place, voter in enumerate(voters)
            if voter in standing and standing[voter][1] != EMPTY
        ],
    )


def shorten(numbers: Sequence[str]) -> list[str]:
    """The numbers as tiles show them: all of one round fit into one message, however long.

    Long ones lose their middle, because what tells two labels apart stands at either end. The
    same numbers are always shortened alike, whatever was received.
    """
    places = len(json.dumps(list(range(len(numbers)))))
    short: list[str] = []
    for length in LENGTHS:
        if len(numbers) > MANY and length > LENGTH_OF_MANY:
            continue
        short = [_shortened(number, length) for number in numbers]
        if places + len(json.dumps(short, ensure_ascii=False).encode()) <= LARGEST:
            break
    return short


def _shortened(number: str, length: int) -> str:
    if len(number) <= length:
        return number
    before = (length - 1) // 2
    head, tail = number[:before], number[before + 1 - length :]
    while head and unicodedata.category(head[-1]) in ("Cf", "Zs"):
        head = head[:-1]
    # An accent, or the half of a joined sign, whose letter is gone.
    while tail and unicodedata.category(tail[0]) in UNSEEN_CATEGORIES:
        tail = tail[1:]
    return f"{head}…{tail}"
