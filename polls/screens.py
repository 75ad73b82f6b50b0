"""What covers the picture on the projector: how to join, a message to the room, a break."""

import zoneinfo
from dataclasses import dataclass
from datetime import datetime, timedelta

from polls.errors import Invalid
from polls.models import LONGEST_MESSAGE, Screen, Session
from polls.texts import mistake_in

#: No break ends later than this from now.
LONGEST_BREAK = timedelta(hours=12)

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class ScreenNow:
    """What the room sees in the place of everything else.

    ``text`` is that of a message. ``ends_at`` is when a break ends, on a whole minute, to be told
    in ``time_zone``; nothing happens by itself then.
    """

    kind: str
    text: str
    ends_at: datetime | None
    time_zone: str


def read_screen(session: Session) -> ScreenNow | None:
    """What covers the picture of a session that is running, or None."""
    if not session.screen or session.state != Session.State.LIVE:
        return None
    zone = session.conference.time_zone
    return ScreenNow(session.screen, session.screen_text, session.screen_until, zone)


def cover(session: Session, kind: Screen, *, text: str = "", until: datetime | None = None) -> None:
    """Put something before the picture, in the place of what may be there; not saved here."""
    session.screen, session.screen_text, session.screen_until = kind, text, until


def take_off(session: Session) -> None:
    """Let the room see the picture again; not saved here."""
    session.screen, session.screen_text, session.screen_until = "", "", None


def read_text(typed: str) -> str:
    """A message as the room reads it, on one line; raises ``Invalid``."""
    text = " ".join(typed.split())
    if not text:
        raise Invalid("Type the message first.")
    if len(text) > LONGEST_MESSAGE:
        raise Invalid(
            f"The message has {len(text)} characters; the room can read {LONGEST_MESSAGE} at most."
        )
    mistake = mistake_in(text)
    if mistake:
        raise Invalid(f"The message {mistake}.")
    return text


def end_after(moment: datetime, minutes: int) -> datetime:
    """So many minutes after a moment, and on until the minute is full: the time that is told."""
    after = moment + minutes * MINUTE
    full = after.replace(second=0, microsecond=0)
    return full if full == after else full + MINUTE


def end_at(time: tuple[int, int], zone: str, now: datetime) -> datetime:
    """The next moment at which the clocks of a time zone show ``(hour, minute)``."""
    here = now.astimezone(zoneinfo.ZoneInfo(zone))
    moment = here.replace(hour=time[0], minute=time[1], second=0, microsecond=0, fold=0)
    if moment <= here:
        moment = (moment + timedelta(days=1)).replace(fold=0)
    return moment.astimezone(now.tzinfo)


def time_told(moment: datetime, zone: str) -> str:
    """The time of day of a moment: ``14:30``."""
    return f"{moment.astimezone(zoneinfo.ZoneInfo(zone)):%H:%M}"
