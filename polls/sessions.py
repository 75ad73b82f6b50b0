"""Reading a session as its room sees it, at one moment."""

from dataclasses import dataclass
from datetime import datetime

from polls import clock
from polls.agendas.reading import AgendaNow, read_agenda
from polls.looks import PLAIN, Look, read_look
from polls.models import Question, Round, Session, Tallies
from polls.remedies.reading import RemediesNow, read_remedies_now
from polls.screens import ScreenNow, read_screen
from polls.sparing import is_live, read_counters, tallies_of
from polls.tallies import Result, result_of
from polls.turnout import count_present, count_rehearsing
from polls.wording import Wording

WAITING = "waiting"


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
        result=result_of(session.round, read_counters(session.round.pk), session),
        live=session.round.live,
        closes_at=closes_at,
        left=(closes_at - read_at).total_seconds() if closes_at else None,
        late=session.round.late if sealed else session.round.late_voters.count(),
        sealed=sealed,
    )
