"""Roll-call: who pressed any key, who did not, and what the log says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from polls.errors import WrongPhase
from polls.keypad_lists import Listed
from polls.keypad_turnout import join_where_others_did
from polls.keypads import list_keypads
from polls.lost_keypads import lose_keypad
from polls.models import Attendance, Deed
from polls.roll_calls import begin_roll_call, end_roll_call, hear_any_key, read_roll
from polls.stations import make_station
from polls.turnout import count_present
from tests.factories import ConferenceFactory, SessionFactory

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=15)


@pytest.fixture
def conference():
    """A conference with the keypads 2, 10 and 18, which is lost."""
    conference = ConferenceFactory()
    listed = [Listed("2"), Listed("10", "Desk"), Listed("18", "1")]
    list_keypads(conference=conference, listed=listed)
    lose_keypad(conference=conference, serial="18")
    return conference


def hear(conference, **heard):
    """A station hears ``k2=80``: the keypad 2, with its battery."""
    station = conference.stations.first() or make_station(conference=conference, name="Base 1")[0]
    told = {name.removeprefix("k"): battery for name, battery in heard.items()}
    hear_any_key(conference_id=str(conference.pk), station_id=station.pk, heard=told)


def roll(conference, **more):
    """The roll as the technician sees it."""
    conference.refresh_from_db()
    return read_roll(conference, silent_after=more.get("silent_after", QUARTER))


def lit(conference) -> list[str]:
    """The serials that are lit."""
    return [tile.serial for tile in roll(conference).tiles if tile.lit]


def test_keypads_light_up_once_they_are_heard_in_a_roll_call(conference):
    hear(conference, k2=None)
    before = lit(conference)
    begin_roll_call(conference=conference)
    hear(conference, k2=80)

    assert (before, lit(conference)) == ([], ["2"])
    assert (roll(conference).answered, roll(conference).admitted) == (1, 2)
    end_roll_call(conference=conference)
    assert Deed.objects.latest("pk").words == "Ended the roll-call: 1 of 2 keypads answered"
    assert lit(conference) == ["2"]
    begin_roll_call(conference=conference)
    assert lit(conference) == []


def test_unknown_keypad_of_a_roll_call_is_held_and_lit(conference):
    begin_roll_call(conference=conference)
    hear(conference, k99=None, **{"k ": None})

    told = {tile.serial: (tile.state, tile.lit) for tile in roll(conference).tiles}
    assert told["99"] == ("held", True)
    assert set(told) == {"2", "10", "18", "99"}
    assert roll(conference).held == 1


def test_all_admitted_keypads_have_joined_the_live_session_once_one_is_heard(conference):
    session = SessionFactory(conference=conference)
    hear(conference, k99=None)
    hear(conference, k18=None)
    assert not Attendance.objects.exists()
    hear(conference, k2=None)
    seen = set(Attendance.objects.values_list("seen_at", flat=True))
    hear(conference, k10=None)

    session.refresh_from_db()
    assert session.joined == 2
    assert set(Attendance.objects.values_list("seen_at", flat=True)) == seen
    assert len(seen) == 1
    assert count_present(session.pk) == 0
    other = SessionFactory(conference=conference)
    hear(conference, k10=None)
    assert not Attendance.objects.filter(session=other).exists()


def test_keypads_that_are_admitted_late_join_where_the_others_did(conference):
    session = SessionFactory(conference=conference)
    list_keypads(conference=conference, listed=[Listed("30")])
    join_where_others_did(conference)
    assert not Attendance.objects.exists()
    hear(conference, k2=None)
    SessionFactory(conference=conference)
    list_keypads(conference=conference, listed=[Listed("31")])
    join_where_others_did(conference)

    assert Attendance.objects.filter(session=session).count() == 4
    assert Attendance.objects.count() == 4


def test_moments_of_single_presses_are_kept_as_of_their_minute(conference):
    begin_roll_call(conference=conference)
    hear(conference, k2=None)

    keypad = conference.keypads.get(serial="2")
    for moment in (keypad.heard_at, keypad.called_at):
        assert (moment.second, moment.microsecond) == (0, 0)


def test_tiles_stand_in_the_order_that_people_count_in(conference):
    assert [tile.number for tile in roll(conference).tiles] == ["1", "2", "Desk"]


def test_low_batteries_and_silent_keypads_are_marked(conference):
    begin_roll_call(conference=conference)
    hear(conference, k2=20, k10=21)
    conference.keypads.filter(serial="10").update(heard_at=timezone.now() - QUARTER)

    told = {tile.serial: (tile.low, tile.silent) for tile in roll(conference).tiles}
    assert told == {"2": (20, False), "10": (None, True), "18": (None, True)}
    now = roll(conference)
    assert (now.low, now.silent, now.lost) == (1, 1, 1)
    assert roll(conference, silent_after=2 * QUARTER).silent == 0


def test_roll_call_is_of_a_conference_that_goes_on(conference):
    with pytest.raises(WrongPhase):
        end_roll_call(conference=conference)
    seq = conference.seq
    begin_roll_call(conference=conference)
    hear(conference, k2=None)
    conference.refresh_from_db()
    assert conference.seq == seq + 1
    conference.ended_at = timezone.now()
    conference.save()

    with pytest.raises(WrongPhase):
        begin_roll_call(conference=conference)
    hear(conference, k99=None)
    assert not conference.keypads.filter(serial="99").exists()
