"""Presses that bridges hold, made while they were cut off: they wait until somebody decides.

Those of a closed vote go in if it is reopened; left out, the bridge brings them in to be refused
and counted as late, as it does once there is nothing to decide any more: the vote is sealed or
void, its session has ended. Of the presses the server knows how many, and nothing more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import Case, F, QuerySet, Sum, When
from django.db.models.functions import Now

from polls.deeds import note, quoted
from polls.errors import Stale, WrongPhase
from polls.models import Deed, HeldPresses, Round, Session, Station
from polls.stations import NEWS, StationKey, take_number
from polls.voting import round_facts

Phase = Round.Phase

#: Votes of which one station may say that it holds presses.
MOST_ROUNDS = 50
#: Spools of a station of which is known how many presses they gave up.
MOST_SPOOLS = 20


@dataclass(frozen=True, slots=True)
class Held:
    """What a bridge holds for one round: so many ``presses``, and the number of the ``last``.

    The bridge numbers its presses upwards as they come.
    """

    round_id: str
    presses: int
    last: int


@dataclass(frozen=True, slots=True)
class Report:
    """What a bridge says of itself beside the presses that it brings.

    ``holds`` counts every press that is held, ``held`` those of known rounds. ``gave_up`` counts
    the presses that were ever deleted from its ``spool`` because nobody knew their round.
    """

    holds: int = 0
    held: Sequence[Held] = ()
    gave_up: int = 0
    spool: str = ""
    unplugged: bool = False


@dataclass(frozen=True, slots=True)
class Undecided:
    """Presses that one station holds for one vote, and that wait for the chair."""

    session_id: str
    round_id: str
    #: None where the question was deleted.
    question_id: str | None
    base: str
    presses: int


def take_report(*, station: StationKey, sequence: int, report: Report) -> dict[str, int]:
    """Take the number of a batch together with what its bridge says of itself.

    Returns the rounds whose held presses are to be brought in, each with the number of the last
    of them. Raises ``Replayed``, ``UnknownStation``; then nothing has changed.
    """
    take = partial(
        take_number,
        station_id=station.id,
        sequence=sequence,
        holds=report.holds,
        unplugged=report.unplugged,
    )
    gave_up = report.gave_up > station.gave_up.get(report.spool, 0)
    if not (report.held or station.holds or gave_up):
        take()
        return {}
    with transaction.atomic():
        take()
        if gave_up:
            _note_given_up(station.id, report.spool, report.gave_up)
        return _note_held(station, {each.round_id: each for each in report.held})


def leave_out(*, round: Round, seen: int | None) -> dict[str, int]:
    """Decide that what is held for a closed vote by now stays out of it.

    ``seen`` is how many presses whoever decides was told of. What a station reports later asks
    again. Returns how many they are by the name of the station. Raises ``WrongPhase`` where none
    waits for this, ``Stale`` where it is not what was seen.
    """
    waiting = _undecided().filter(round=round).select_related("station").order_by("station__name")
    held = list(waiting.select_for_update(of=("self",)))
    if not held:
        raise WrongPhase("No base station holds presses of this vote for you to decide on.")
    if seen is not None and seen != sum(each.presses for each in held):
        raise Stale("The base stations hold other presses than you saw. Look again.")
    HeldPresses.objects.filter(pk__in=[each.pk for each in held]).update(left_out_to=F("last"))
    return {each.station.name: each.presses for each in held}


def take_back(round: Round) -> int:
    """Leave nothing out any more: the vote is open again, and what is held goes in.

    Returns how many presses that are, as far as their stations said.
    """
    round.held_presses.update(left_out_to=0)
    held = round.held_presses.filter(station__revoked_at=None, station__holds__gt=0)
    going_in: int = held.aggregate(all=Sum("presses", default=0))["all"]
    return going_in


def read_undecided(conference_ids: Sequence[str]) -> dict[str, list[Undecided]]:
    """What waits for a decision, by conference, in the order in which the votes were closed."""
    found: dict[str, list[Undecided]] = {}
    of = _undecided().filter(station__conference__in=conference_ids, station__holds__gt=0)
    columns = ("station__conference", "round__session", "round", "round__question")
    rows = of.order_by("round__closed_at", "station__name").values_list(
        *columns, "station__name", "presses"
    )
    for conference_id, session_id, round_id, question_id, base, presses in rows:
        question = str(question_id) if question_id else None
        told = Undecided(str(session_id), str(round_id), question, base, presses)
        found.setdefault(str(conference_id), []).append(told)
    return found


def _undecided() -> QuerySet[HeldPresses]:
    return HeldPresses.objects.filter(
        last__gt=F("left_out_to"),
        station__revoked_at=None,
        round__phase__in=[Phase.CLOSED, Phase.REVEALED],
        round__sealed_at=None,
        round__session__state=Session.State.LIVE,
    )


def _note_held(station: StationKey, held: Mapping[str, Held]) -> dict[str, int]:
    """Put what a station holds in the place of what it held before."""
    waiting = _still_to_decide(station.conference_id, held)
    rows = HeldPresses.objects.filter(station=station.id)
    rows.exclude(round__in=waiting).delete()
    HeldPresses.objects.bulk_create(
        [
            HeldPresses(
                station_id=station.id,
                round_id=UUID(round_id),
                presses=held[round_id].presses,
                last=held[round_id].last,
            )
            for round_id in sorted(waiting)
        ],
        update_conflicts=True,
        unique_fields=["station", "round"],
        update_fields=["presses", "last"],
    )
    left_out = rows.filter(left_out_to__gt=0).values_list("round", "left_out_to")
    late = {name: each.last for name, each in held.items() if name not in waiting}
    return late | {str(round_id): up_to for round_id, up_to in left_out}


def _still_to_decide(conference_id: str, held: Mapping[str, Held]) -> set[str]:
    """The rounds that are open or may be reopened, of these."""
    facts = round_facts(held)
    own = [name for name, each in facts.items() if each.conference_id == conference_id and each.mac]
    rounds = Round.objects.filter(
        pk__in=own,
        phase__in=[Phase.OPEN, Phase.CLOSED, Phase.REVEALED],
        sealed_at=None,
        session__state=Session.State.LIVE,
        session__conference__ended_at=None,
    )
    return {str(pk) for pk in rounds.order_by().values_list("pk", flat=True)}


def _note_given_up(station_id: UUID, spool: str, total: int) -> None:
    """Note in the log what was given up since this spool last said so: each of them counts anew.

    So two bridges with one token, or an old spool that is used again, tell nothing twice.
    """
    standing = Station.objects.filter(pk=station_id)
    station = standing.select_related("conference").get()
    before = dict(station.gave_up)
    new = total - before.pop(spool, 0)
    if new > 0:
        latest = [*before.items(), (spool, total)][-MOST_SPOOLS:]
        # Consoles are told what was given up of late, and not the last of it alone.
        still_told = When(gave_up_at__gt=Now() - NEWS, then=F("gave_up_lately") + new)
        lately = Case(still_told, default=new)
        standing.update(gave_up=latest, gave_up_lately=lately, gave_up_at=Now())
        words = f"The base station {quoted(station.name)} gave up {presses(new)}"
        why = "nobody knows which vote they were for"
        note(Deed.Kind.STEERING, f"{words}: {why}", conference=station.conference)


def presses(number: int) -> str:
    """So many presses: "1 press", "7 presses"."""
    return "1 press" if number == 1 else f"{number} presses"
