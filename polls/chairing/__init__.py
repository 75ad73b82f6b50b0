"""Running a session: one step a command, each under the lock that votes take too."""

from polls.chairing.numbers import note_change, note_programme_change
from polls.chairing.orders import Done, Order, carry_out, close_overdue, lock_session
from polls.chairing.overdue import Sealed, seal_conference, seal_overdue
from polls.chairing.steps import MOVES, STEPS

__all__ = [
    "MOVES",
    "STEPS",
    "Done",
    "Order",
    "Sealed",
    "carry_out",
    "close_overdue",
    "lock_session",
    "note_change",
    "note_programme_change",
    "seal_conference",
    "seal_overdue",
]
