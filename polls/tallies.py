"""Reading what the room voted and what it sees."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from polls import clock
from polls.agendas.reading import AgendaNow, read_agenda
from polls.channels import NO_CHANNELS, read_channels, tell_channels, tell_entered
from polls.doors import Door, find_conference, tell_turnout
from polls.kinds import BALLOTS, KINDS, Kind
from polls.looks import PLAIN, Look, read_look
from polls.models import COUNTS_IN_RESULTS, Conference, Question, Round, Session, Tallies
from polls.personal_codes import read_replaced
from polls.remedies.reading import RemediesNow, read_remedies_now
from polls.screens import ScreenNow, read_screen
from polls.sparing import counters_to_see, is_live, read_counters, tallies_of
from polls.turnout import count_present, count_rehearsing
from polls.voting import key_is_lost
from polls.wording import Correction, Wording, tell_corrections

WAITING = "waiting"
AS_OF_BACKUP = "As of the backup, no further changes."
FROM_CHAIR = "Asked from the chair."
#: What is told of a void round.
STOPPED: dict[str, Any] = {
    "counts": [],
    "figures": {},
    "sentence": "This vote was stopped and counts nowhere.",
}


@dataclass(frozen=True, slots=True)
class Result:
    """Votes of one round. ``counts`` are ``{"choice", "count"}`` in the order of the choices.

    ``ballots`` counts the people who voted, ``joined`` those who could have; ``sentence``
    tells it with its base. A void round has no counts and no ballots. ``counted`` is the
    number of ballots that the counts are of: fewer while tallies move in steps. Where
    nobody may see counts yet, it is None, and so are ``counts``, ``figures`` and ``sentence``.
    ``personal`` says that only personal codes could vote: with the open code a ballot is a
    browser, not a person.
    ``as_of_backup`` marks a round whose key was lost with the server: its votes are those of
    the backup. ``rehearsal`` marks one that counts nowhere and will be cleared away.
    ``corrections`` are words that were changed while people voted.
    """

    round_id: str
    question_id: str
    number: int
    phase: str
    practice: bool
    tallies: str
    wording: Wording
    ballots: int
    joined: int
    counted: int | None
    counts: list[dict[str, Any]] | None
    figures: dict[str, Any] | None
    sentence: str | None
    personal: bool
    expected: int | None
    as_of_backup: bool = False
    rehearsal: bool = False
    from_chair: bool = False
    corrections: tuple[Correction, ...] = ()
    #: ``ballots`` by what they were cast.
    channels: Mapping[str, int] = field(default_factory=NO_CHANNELS.copy)

    @property
    def corrected(self) -> str:
        """What the words were before they were corrected during the vote, or ""."""
        told = tell_corrections(self.corrections)
        return f"Wording corrected during the vote: {told}." if told else ""

    @property
    def note(self) -> str:
        """What a reader must know beside the counts, in sentences; "" for nothing."""
        backup = AS_OF_BACKUP if self.as_of_backup else ""
        asked = FROM_CHAIR if self.from_chair else ""
        return " ".join(filter(None, (backup, asked, self.entered, self.corrected)))

    @property
    def entered(self) -> str:
        """Which ballots nobody cast with a device, or ""."""
        return tell_entered(self.channels)

    @property
    def entry(self) -> str:
        """By which codes people came: ``open`` or ``personal``."""
        return "personal" if self.personal else "open"

    @property
    def turnout(self) -> str:
        """How many were expected, joined and voted, and by which codes they came."""
        return tell_turnout(
            personal=self.personal,
            expected=self.expected,
            joined=self.joined,
            ballots=self.ballots,
            channels=tell_channels(self.channels),
        )


@dataclass(frozen=True, slots=True)
class RoundNow:
    """A round on screen: what the room may see of it, and its votes.

    ``left`` are the seconds until ``closes_at`` by the database's clock, when this was read.
    """

    result: Result
    live: bool
    closes_at: datetime | None
    left: float | None
    late: int
    sealed: bool

    @property
    def visible(self) -> bool:
        """Whether the room sees the counts, as far as anybody does."""
        return self.live or self.result.phase == Round.Phase.REVEALED


@dataclass(frozen=True, slots=True)
class SessionNow:
    """A session as its room sees it, read at one moment."""

    id: str
    conference_id: str
    title: str
    room: str
    state: str
    seq: int
    tally_seq: int
    joined: int
    present: int
    blank: bool
    question: Wording | None
    live: bool
    tallies: str
    practice: bool
    stopped: bool
    rehearsal: bool
    round: RoundNow | None
    #: What the room sees in the place of question and result.
    agenda: AgendaNow | None = None
    #: What covers all that.
    screen: ScreenNow | None = None
    look: Look = PLAIN
    #: The lists that delegates put forward under its topics; None where nothing was collected.
    remedies: RemediesNow | None = None
    #: Rises with every change that a moderator may see.
    entered: int = 0
    #: How many of those present are simulated; None where it is no rehearsal.
    simulated: int | None = None
    #: The projector shows in a vote which keypads were received.
    keypad_tiles: bool = False

    @property
    def tiled(self) -> str | None:
        """The round of which the projector shows which keypads were received."""
        now = self.round
        if now is None or not self.keypad_tiles or now.sealed:
            return None
        kept = now.result.tallies == Tallies.CLOSED
        shown = now.result.phase == Round.Phase.OPEN
        return now.result.round_id if kept and shown else None

    @property
    def phase(self) -> str:
        """The protocol's phase."""
        if self.state == Session.State.ENDED:
            return "ended"
        return self.round.result.phase if self.round else WAITING


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


def read_result(round: Round) -> Result:
    """The votes of a round as they stand."""
    return _result(round, read_counters(round.pk), round.session)


def read_results(session: Session) -> Iterable[Result]:
    """Every round of a session that counts, in the order of opening; void ones without counts."""
    rounds = session.rounds.filter(COUNTS_IN_RESULTS).order_by("opened_at", "pk")
    rounds = rounds.prefetch_related("counters")
    return [
        _result(round, {c.key: c.total for c in round.counters.all()}, session) for round in rounds
    ]


def read_session(session_id: str) -> SessionNow:
    """Read what a room sees; raises ``Session.DoesNotExist``."""
    sessions = Session.objects.select_related("round", "conference")
    session = sessions.annotate(read_at=clock.in_query()).get(pk=session_id)
    clock.note(session.read_at)
    question = _question(session)
    present, simulated = _who_is_present(session)
    return SessionNow(
        id=str(session.pk),
        conference_id=str(session.conference_id),
        title=session.title,
        room=session.room,
        state=session.state,
        seq=session.seq,
        tally_seq=session.tally_seq,
        joined=session.joined,
        present=present,
        simulated=simulated,
        blank=session.blank,
        question=_wording(session.round, question),
        live=_live(session, question),
        tallies=_tallies(session, question),
        practice=session.round.practice if session.round else bool(question and question.practice),
        stopped=_stopped(session),
        rehearsal=session.rehearsal,
        round=_round_now(session, session.read_at) if session.round else None,
        agenda=_agenda(session),
        screen=read_screen(session),
        look=read_look(session.look, session.read_at),
        remedies=read_remedies_now(session),
        entered=session.remedies_entered,
        keypad_tiles=session.keypad_tiles,
    )


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


def _who_is_present(session: Session) -> tuple[int, int | None]:
    """How many are present, and how many of them simulated: one query either way."""
    if session.rehearsal:
        return count_rehearsing(session.pk)
    return count_present(session.pk), None


def _question(session: Session) -> Question | None:
    if session.round or session.question_id is None:
        return None
    return Question.objects.prefetch_related("choices").get(pk=session.question_id)


def _wording(round: Round | None, question: Question | None) -> Wording | None:
    if round:
        return Wording.from_json(round.wording)
    return Wording.of(question) if question else None


def _agenda(session: Session) -> AgendaNow | None:
    on_screen = session.agenda_id is not None and session.state == Session.State.LIVE
    return read_agenda(session.agenda_id) if on_screen else None


def _live(session: Session, question: Question | None) -> bool:
    """Whether the room sees tallies while the round is open, or would if it were."""
    if session.round:
        return session.round.live
    return is_live(question, session) if question else session.conference.live


def _tallies(session: Session, question: Question | None) -> str:
    """How tallies move while the round is open, or would if it were."""
    if session.round:
        return session.round.tallies
    return tallies_of(question, session) if question else Tallies.EACH


def _stopped(session: Session) -> bool:
    """Whether the vote on the question that is shown was stopped, and is to be taken again."""
    if session.round or session.question_id is None:
        return False
    last = Round.objects.filter(question=session.question_id).order_by("-number").first()
    return bool(last and last.phase == Round.Phase.VOID)


def _round_now(session: Session, read_at: datetime) -> RoundNow:
    assert session.round is not None  # noqa: S101 -- for the type checker; the caller looked
    sealed = session.round.sealed_at is not None
    closes_at = session.round.closes_at
    return RoundNow(
        result=_result(session.round, read_counters(session.round.pk), session),
        live=session.round.live,
        closes_at=closes_at,
        left=(closes_at - read_at).total_seconds() if closes_at else None,
        late=session.round.late if sealed else session.round.late_voters.count(),
        sealed=sealed,
    )


def _result(round: Round, counters: Mapping[str, int], session: Session) -> Result:
    wording = Wording.from_json(round.wording)
    kind = KINDS[wording.kind]
    void = round.phase == Round.Phase.VOID
    seen = {} if void else counters_to_see(round, counters)
    turnout = counters if round.phase == Round.Phase.OPEN else seen or {}
    ballots = turnout.get(BALLOTS, 0)
    counted = None if seen is None else seen.get(BALLOTS, 0)
    # The counters are read after the session: who joined and voted between must not make
    # 60 voters of 57.
    could_vote = session.joined if round.joined is None else round.joined
    joined = max(could_vote, ballots, counted or 0)
    as_of_backup = not void and (round.as_of_backup or key_is_lost(round))
    return Result(
        round_id=str(round.pk),
        question_id=wording.question_id,
        number=round.number,
        phase=round.phase,
        practice=round.practice,
        tallies=round.tallies,
        wording=wording,
        ballots=ballots,
        joined=joined,
        counted=counted,
        personal=round.personal,
        expected=session.conference.expected,
        as_of_backup=as_of_backup,
        rehearsal=round.rehearsal,
        from_chair=round.from_chair,
        corrections=tuple(Correction(**each) for each in round.corrections),
        channels=read_channels(turnout),
        **(
            STOPPED
            if void
            else _told(kind, wording, seen, joined, note=AS_OF_BACKUP if as_of_backup else "")
        ),
    )


def _told(
    kind: Kind, wording: Wording, seen: Mapping[str, int] | None, joined: int, *, note: str
) -> dict[str, Any]:
    """What the kind of question makes of the counters that may be seen."""
    if seen is None:
        return {"counts": None, "figures": None, "sentence": None}
    return {
        "counts": kind.counts(wording, seen),
        "figures": kind.figures(wording, seen),
        "sentence": " ".join(
            filter(
                None,
                (kind.sentence(wording, seen, joined), note, tell_entered(read_channels(seen))),
            )
        ),
    }
