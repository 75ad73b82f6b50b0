"""Putting the record of a session together from what results, agendas and notes tell."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from polls import clock
from polls.models import COUNTS_IN_RESULTS, Agenda, CommandRecord, Round, Session
from polls.record.discussed import AgendaTold, tell_agenda
from polls.tallies import Result, read_result, read_results


@dataclass(frozen=True, slots=True)
class Record:
    """What a session voted, discussed and decided, as of ``read_at``.

    ``voted`` are the votes before the first agenda was published, those that made it among
    them; ``voted_later`` the others. ``held_on`` is the day on which it began, in the
    conference's time zone; None before that. ``so_far``: it has not ended.
    """

    session: Session
    read_at: datetime
    held_on: date | None
    so_far: bool
    voted: tuple[Result, ...]
    agendas: tuple[AgendaTold, ...]
    voted_later: tuple[Result, ...]

    @property
    def time_zone(self) -> str:
        """The name of the conference's time zone."""
        return self.session.conference.time_zone

    @property
    def language(self) -> str:
        """The code of the conference's first language, which its texts are in."""
        return self.session.conference.languages.split(",")[0].strip()

    def local(self, moment: datetime) -> datetime:
        """A moment in the conference's time zone."""
        return moment.astimezone(ZoneInfo(self.time_zone))


def read_record(session: Session) -> Record:
    """Read the record of a session; practice and rehearsals have none."""
    agendas = _published(session)
    results = list(read_results(session))
    by_round = {result.round_id: result for result in results}
    first = min((agenda.published_at for agenda in agendas if agenda.published_at), default=None)
    later = _opened_after(session, first)
    return Record(
        session=session,
        read_at=clock.now(),
        held_on=_day_of(session),
        so_far=session.state != Session.State.ENDED,
        voted=tuple(result for result in results if result.round_id not in later),
        agendas=tuple(
            tell_agenda(agenda, by_round.get(str(agenda.round_id)) or read_result(agenda.round))
            for agenda in agendas
        ),
        voted_later=tuple(result for result in results if result.round_id in later),
    )


def _published(session: Session) -> list[Agenda]:
    """The published agendas in that order; what a rehearsal made is none of them."""
    published = session.agendas.filter(
        state=Agenda.State.PUBLISHED, round__practice=False, round__rehearsal=False
    )
    return list(published.select_related("round__session__conference").order_by("published_at"))


def _opened_after(session: Session, moment: datetime | None) -> set[str]:
    if moment is None:
        return set()
    rounds = session.rounds.filter(COUNTS_IN_RESULTS, opened_at__gt=moment)
    return {str(pk) for pk in rounds.values_list("pk", flat=True)}


def _day_of(session: Session) -> date | None:
    """When the session was started, or else first voted."""
    started = CommandRecord.objects.filter(session=session, do="start").order_by("at").first()
    first = Round.objects.filter(COUNTS_IN_RESULTS, session=session).order_by("opened_at").first()
    moments = [each for each in (started and started.at, first and first.opened_at) if each]
    if not moments:
        return None
    return min(moments).astimezone(ZoneInfo(session.conference.time_zone)).date()
