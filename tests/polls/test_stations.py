"""Base stations: made, revoked, and the numbers of their batches."""

import uuid
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone

from live.keypads.signing import Token
from polls.errors import Invalid, WrongPhase
from polls.models import Deed, Station
from polls.stations import (
    Doubts,
    Replayed,
    UnknownStation,
    find_station,
    make_station,
    read_doubts,
    revoke_station,
    take_number,
)
from tests.factories import ConferenceFactory

pytestmark = pytest.mark.django_db

#: The id of no station.
NOBODY = uuid.UUID(int=17)


@pytest.fixture
def station() -> Station:
    """A base station of a conference."""
    return make_station(conference=ConferenceFactory(), name="Base 1")[0]


def take(station: Station, sequence: int) -> None:
    """Take the number of a batch."""
    take_number(station_id=station.pk, sequence=sequence, holds=0)


def test_token_holds_the_secret_that_the_database_keeps_wrapped():
    conference = ConferenceFactory()
    station, text = make_station(conference=conference, name="Base 1")
    token = Token.read(text)
    key = find_station(station.pk)

    assert (token.station, token.secret) == (str(station.pk), key.secret)
    assert token.secret not in bytes(Station.objects.get().secret)
    assert (key.conference_id, key.join_code) == (str(conference.pk), conference.code)


def test_station_cannot_be_found_by_another_secret_of_the_server(station):
    with override_settings(SECRET_KEY="another"), pytest.raises(UnknownStation):
        find_station(station.pk)


def test_wrapped_secret_opens_nothing_for_another_station(station):
    other, _ = make_station(conference=station.conference, name="Base 2")
    Station.objects.filter(pk=other.pk).update(secret=Station.objects.get(pk=station.pk).secret)

    with pytest.raises(UnknownStation):
        find_station(other.pk)


def test_revoked_station_is_unknown_and_has_no_secret(station):
    revoke_station(station=station)

    with pytest.raises(UnknownStation):
        find_station(station.pk)
    with pytest.raises(UnknownStation):
        take(station, 1)
    with pytest.raises(WrongPhase):
        revoke_station(station=station)
    assert Station.objects.get().secret is None


def test_name_of_a_station_stands_once_until_it_is_revoked(station):
    with pytest.raises(Invalid, match="already"):
        make_station(conference=station.conference, name="Base 1")
    revoke_station(station=station)
    make_station(conference=station.conference, name="Base 1")

    assert Station.objects.filter(revoked_at=None).count() == 1


def test_making_and_revoking_stand_in_the_log_without_the_secret(station):
    revoke_station(station=station)
    words = list(Deed.objects.order_by("pk").values_list("words", flat=True))

    assert words == ["Made the base station “Base 1”", "Revoked the base station “Base 1”"]


def test_number_is_taken_once_and_only_upwards(station):
    take(station, 3)

    for sequence in (3, 2):
        with pytest.raises(Replayed) as refused:
            take(station, sequence)
        assert refused.value.last == 3
    take(station, 4)


def test_unknown_station_takes_no_number():
    with pytest.raises(UnknownStation):
        take_number(station_id=uuid.uuid4(), sequence=1, holds=0)


@pytest.mark.parametrize("text", ["", "17", "x.y", f"{NOBODY}.", f"{NOBODY}.AAAA"])
def test_what_is_no_token_is_refused(text):
    with pytest.raises(ValueError, match="token"):
        Token.read(text)


def test_station_that_fell_silent_is_away_until_it_was_switched_off(station):
    conference = str(station.conference_id)
    away = []
    for silent in (None, 5, 20, 5 * 3600):
        seen_at = None if silent is None else timezone.now() - timedelta(seconds=silent)
        Station.objects.update(seen_at=seen_at)
        told = read_doubts([conference]).get(conference)
        away.append(told and told.away)

    assert away == [None, [], ["Base 1"], None]


def test_station_whose_bridge_hears_nothing_is_away_and_what_is_held_is_added_up(station):
    other, _ = make_station(conference=station.conference, name="Base 2")
    take_number(station_id=station.pk, sequence=1, holds=3, unplugged=True)
    take_number(station_id=other.pk, sequence=1, holds=4)
    told = read_doubts([str(station.conference_id)])
    take_number(station_id=station.pk, sequence=2, holds=0)
    now = read_doubts([str(station.conference_id)])

    assert list(told.values()) == [Doubts(["Base 1"], 7)]
    assert list(now.values()) == [Doubts([], 4)]
