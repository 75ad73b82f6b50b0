"""Reading a conference as its delegates and projectors find it, at one moment."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from polls.doors import Door, find_conference
from polls.models import Conference, Session
from polls.personal_codes import read_replaced


@dataclass(frozen=True, slots=True)
class ConferenceNow:
    """A conference and its sessions in order; ``current`` is where its delegates are."""

    id: str
    code: str
    name: str
    seq: int
    ended: bool
    stage_is_public: bool
    door: str
    expected: int | None
    #: Everybody is asked to press any key of their keypad.
    roll_call: bool
    #: The generation of each delegate whose personal code was replaced.
    replaced: Mapping[uuid.UUID, int]
    sessions: tuple["SessionEntry", ...]

    @property
    def rehearsing(self) -> set[str]:
        """The sessions in rehearsal, to which simulated delegates may come."""
        return {session.id for session in self.sessions if session.rehearsal}

    def admits(self, delegate_id: uuid.UUID, generation: int, rehearses: str | None = None) -> bool:
        """Whether a token still opens: its personal code stands, where it has or needs one.

        ``generation`` is the token's, 0 for one that was got with the open code. One that
        ``rehearses`` opens while that session is in rehearsal, whatever the door.
        """
        if rehearses is not None:
            return rehearses in self.rehearsing
        if self.door == Door.PERSONAL and not generation:
            return False
        return generation >= self.replaced.get(delegate_id, 0)

    @property
    def live(self) -> list["SessionEntry"]:
        """The sessions going on now; those in rehearsal only where nothing else is.

        So nobody is led out of a session that counts into one that does not.
        """
        going_on = [session for session in self.sessions if session.state == Session.State.LIVE]
        return [session for session in going_on if not session.rehearsal] or going_on

    @property
    def current(self) -> str | None:
        """The session of everybody who chose none: the only live one, or the last that ended."""
        if self.live:
            return self.live[0].id if len(self.live) == 1 else None
        ended = [session for session in self.sessions if session.ended_at]
        return max(ended, key=lambda session: (session.ended_at, session.id)).id if ended else None


@dataclass(frozen=True, slots=True)
class SessionEntry:
    """One line of a conference's programme."""

    id: str
    title: str
    room: str
    state: str
    ended_at: datetime | None
    rehearsal: bool = False


def read_conference(code: str) -> ConferenceNow | None:
    """Read a conference by its join code, or by one that it had before."""
    conference = find_conference(code)
    return _conference_now(conference) if conference else None


def reread_conference(conference_id: str) -> ConferenceNow | None:
    """Read a conference again, whatever its join code is now."""
    conference = Conference.objects.filter(pk=conference_id).first()
    return _conference_now(conference) if conference else None


def _conference_now(conference: Conference) -> ConferenceNow:
    return ConferenceNow(
        id=str(conference.pk),
        code=conference.code,
        name=conference.name,
        seq=conference.seq,
        ended=conference.ended_at is not None,
        stage_is_public=conference.stage_is_public,
        door=conference.door,
        expected=conference.expected,
        roll_call=conference.roll_call_at is not None,
        replaced=read_replaced(conference),
        sessions=tuple(
            SessionEntry(str(s.pk), s.title, s.room, s.state, s.ended_at, s.rehearsal)
            for s in conference.sessions.order_by("position", "title", "pk")
        ),
    )


def read_numbers(
    conferences: Iterable[str], sessions: Iterable[str]
) -> tuple[dict[str, int], dict[str, tuple[int, int]]]:
    """``seq`` by conference, and ``(seq, tally_seq)`` by session: what a lost hint left behind."""
    of_conferences = Conference.objects.filter(pk__in=conferences).values_list("pk", "seq")
    of_sessions = Session.objects.filter(pk__in=sessions).values_list("pk", "seq", "tally_seq")
    return (
        {str(pk): seq for pk, seq in of_conferences},
        {str(pk): (seq, tally_seq) for pk, seq, tally_seq in of_sessions},
    )
