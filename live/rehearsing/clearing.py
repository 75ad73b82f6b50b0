"""What a process does once it sees that a rehearsal was cleared away, here or elsewhere."""

from live.ballot_box import BallotBox
from live.devices import Devices, arrival_at
from live.rooms import Room
from polls.models import Session
from polls.sessions import SessionNow
from polls.voting import forget_rehearsal


def is_another_time(before: SessionNow | None, now: SessionNow | None) -> bool:
    """Whether a rehearsal began or was cleared away in between: then nobody had joined.

    The number of those who joined falls at no other time.
    """
    if before is None or now is None:
        return False
    return before.rehearsal != now.rehearsal or now.joined < before.joined


def count_anew(room: Room, box: BallotBox, devices: Devices) -> None:
    """Record again who is here; whoever only followed is recorded when they are led in again."""
    session_id = room.session_id or ""
    box.forget_recorded(session_id)
    forget_rehearsal(session_id)
    goes_on = room.now is not None and room.now.state == Session.State.LIVE
    for phone in list(room.phones):
        if (goes_on or phone.chosen == session_id) and phone.rehearses is None:
            devices.ask_mine(room, phone, arrival_at(room, phone))
