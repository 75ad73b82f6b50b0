"""The log of what chairs and organisers did, written in the transaction that did it."""

from polls.deeds.acting import acting, note_who_acts
from polls.deeds.changes import describe_changes
from polls.deeds.noting import note, note_in, quoted, tell_consoles

__all__ = [
    "acting",
    "describe_changes",
    "note",
    "note_in",
    "note_who_acts",
    "quoted",
    "tell_consoles",
]
