"""Base stations: made and revoked by organisers, known by a secret that signs each batch."""

import base64
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import Case, F, When
from django.db.models.functions import Now

from polls.deeds import note, quoted
from polls.errors import Invalid, NotAllowed, PollError, WrongPhase
from polls.keys import KeyLost, unwrap_secret, wrap_secret
from polls.models import Conference, Deed, Station

SECRET_BYTES = 32
#: A bridge says every five seconds that it is there; one that was never silent for as long as
#: this is expected to speak, one that has been for hours was switched off.
AWAY = timedelta(seconds=15)
SWITCHED_OFF = timedelta(hours=4)
#: Consoles are told for so long that presses were given up; more of them begin it anew.
NEWS = timedelta(minutes=10)
#: Stations of a conference that are not revoked.
MOST = 20
#: So far may the number of a batch count: what SQLite and JSON both hold exactly.
HIGHEST_SEQUENCE = 2**53 - 1


class UnknownStation(NotAllowed):
    """No such station, or one that was revoked, or not its secret."""


class Replayed(PollError):
    """A batch that was taken before; ``last`` is the number of the latest."""

    code = "replayed"

    def __init__(self, last: int) -> None:
        super().__init__(f"The latest batch of this station has the number {last}.")
        self.last = last


@dataclass(frozen=True, slots=True)
class StationKey:
    """A station that may speak, with the secret that it signs with."""

    id: uuid.UUID
    name: str
    conference_id: str
    join_code: str
    secret: bytes
    #: What its bridge said last: presses that it holds, and those that each spool ever gave up.
    holds: int = 0
    gave_up: Mapping[str, int] = field(default_factory=dict)


@transaction.atomic
def make_station(*, conference: Conference, name: str) -> tuple[Station, str]:
    """Make a station; return it with its token, which nobody can be told again.

    The token is ``<id>.<secret>``. Raises ``Invalid`` where the name is taken, ``WrongPhase``.
    """
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if held.ended_at:
        raise WrongPhase("The conference has ended.")
    if held.stations.filter(revoked_at=None).count() >= MOST:
        raise Invalid(f"A conference has {MOST} base stations at most. Revoke one first.")
    secret = secrets.token_bytes(SECRET_BYTES)
    station = Station(conference=held, name=name)
    station.secret = wrap_secret(station.pk, secret)
    try:
        with transaction.atomic():
            station.save(force_insert=True)
    except IntegrityError:
        raise Invalid(
            f"There is a base station {quoted(name)} already. Its token was shown once: if it is "
            "lost, revoke that station and make another."
        ) from None
    note(Deed.Kind.TOKENS, f"Made the base station {quoted(name)}", conference=held)
    return station, f"{station.pk}.{base64.urlsafe_b64encode(secret).decode().rstrip('=')}"


@transaction.atomic
def revoke_station(*, station: Station) -> None:
    """Let a station speak no more; what it brought in stays. Raises ``WrongPhase``."""
    standing = Station.objects.filter(pk=station.pk, revoked_at=None)
    if not standing.update(revoked_at=Now(), secret=None):
        raise WrongPhase("This base station was revoked already.")
    words = f"Revoked the base station {quoted(station.name)}"
    note(Deed.Kind.TOKENS, words, conference=station.conference)


def find_station(station_id: uuid.UUID) -> StationKey:
    """The station of this id with its secret; raises ``UnknownStation``."""
    standing = Station.objects.select_related("conference").filter(revoked_at=None)
    station = standing.filter(pk=station_id).first()
    if station is None or station.secret is None:
        raise UnknownStation("This base station is not known here, or was revoked.")
    try:
        secret = unwrap_secret(station.pk, bytes(station.secret))
    except KeyLost:
        raise UnknownStation(
            "The server no longer knows this base station’s secret. Make it anew."
        ) from None
    conference = station.conference
    return StationKey(
        station.pk,
        station.name,
        str(conference.pk),
        conference.code,
        secret,
        station.holds,
        dict(station.gave_up),
    )


def read_standing() -> frozenset[uuid.UUID]:
    """The ids of all stations that are not revoked, whatever their conferences; in one query."""
    return frozenset(Station.objects.filter(revoked_at=None).values_list("pk", flat=True))


@dataclass(frozen=True, slots=True)
class Doubts:
    """What a chair should know before a close: the names of stations that hear nothing, how
    many presses bridges keep that were made while they were cut off, and how many each gave up
    of late because nobody knew which vote they were for."""

    away: list[str]
    held: int
    given_up: dict[str, int] = field(default_factory=dict)


def read_doubts(conference_ids: Sequence[str]) -> dict[str, Doubts]:
    """The doubts about stations that were not switched off, by conference; in one query."""
    stations = Station.objects.filter(
        conference__in=conference_ids, revoked_at=None, seen_at__gt=Now() - SWITCHED_OFF
    ).annotate(
        away=Case(When(seen_at__lt=Now() - AWAY, then=True), default=F("unplugged")),
        given_up=Case(When(gave_up_at__gt=Now() - NEWS, then=F("gave_up_lately")), default=0),
    )
    doubts: dict[str, Doubts] = {}
    for conference_id, name, away, holds, given_up in stations.order_by("name").values_list(
        "conference", "name", "away", "holds", "given_up"
    ):
        before = doubts.get(str(conference_id), Doubts([], 0))
        names = [*before.away, name] if away else before.away
        lost = before.given_up | {name: given_up} if given_up else before.given_up
        doubts[str(conference_id)] = Doubts(names, before.held + holds, lost)
    return doubts


def take_number(
    *, station_id: uuid.UUID, sequence: int, holds: int, unplugged: bool = False
) -> None:
    """Take a batch's number, so that no batch with it, or a lower one, is ever taken again.

    Not even the same batch: what was refused in it as late would count once the vote is reopened.
    Raises ``Replayed``, ``UnknownStation``.
    """
    standing = Station.objects.filter(pk=station_id, revoked_at=None)
    new = standing.filter(last_sequence__lt=sequence)
    told = {"holds": holds, "unplugged": unplugged}
    if new.update(last_sequence=sequence, seen_at=Now(), **told):
        return
    station = standing.first()
    if station is None:
        raise UnknownStation("This base station is not known here, or was revoked.")
    raise Replayed(station.last_sequence)
