"""Running a session: one step a command, each under the lock that votes take too."""

from polls.chairing.numbers import note_change, note_programme_change
from polls.chairing.orders import (
    Done,
    Order,
    begin_rehearsal,
    carry_out,
    close_overdue,
    lock_session,
)
from polls.chairing.overdue import Sealed, seal_conference, seal_overdue
from polls.chairing.register import MOVES, STEPS, UNSEEN
from polls.chairing.rehearsing import MOST_DELEGATES
from polls.chairing.trying import standing_vote

__all__ = [
    "MOST_DELEGATES",
    "MOVES",
    "STEPS",
    "UNSEEN",
    "Done",
    "Order",
    "Sealed",
    "begin_rehearsal",
    "carry_out",
    "close_overdue",
    "lock_session",
    "note_change",
    "note_programme_change",
    "seal_conference",
    "seal_overdue",
    "standing_vote",
]
