"""Presses that bridges hold: they wait for the chair, or until nothing is left to decide."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from polls.chairing import seal_overdue
from polls.errors import Invalid, Malformed, Stale, WrongPhase
from polls.held_presses import MOST_SPOOLS, Held, Report, Undecided, read_undecided, take_report
from polls.models import Deed, HeldPresses, Round, Session, Station
from polls.stations import Doubts, Replayed, find_station, make_station, read_doubts, revoke_station
from tests.factories import RoundFactory
from tests.polls.chairing.steering import steer


@pytest.fixture
def station(session):
    """A base station of the session's conference."""
    return make_station(conference=session.conference, name="Base 1")[0]


@pytest.fixture
def round(session) -> Round:
    """A vote that was closed; the following question is on screen."""
    steer(session, "next")
    opened = steer(session, "open")
    steer(session, "close")
    steer(session, "next")
    return Round.objects.get(pk=opened.round_id)


def report(station, *held: Held, **more) -> dict[str, int]:
    """A bridge's next batch says what it holds."""
    station.refresh_from_db()
    told = Report(holds=sum(each.presses for each in held), held=held, **more)
    key = find_station(station.pk)
    return take_report(station=key, sequence=station.last_sequence + 1, report=told)


def of(round: Round, presses: int = 7, last: int = 9) -> Held:
    """What is held for a round."""
    return Held(str(round.pk), presses, last)


def undecided(session: Session) -> list[tuple[str, str, int]]:
    """What waits for the chair: station, round, presses."""
    found = read_undecided([str(session.conference_id)]).get(str(session.conference_id), [])
    assert {each.session_id for each in found} <= {str(session.pk)}
    return [(each.base, each.round_id, each.presses) for each in found]


def late(session: Session) -> list[str]:
    """What the log says of presses."""
    return list(Deed.objects.filter(words__contains="press").values_list("words", flat=True))


def test_held_presses_of_a_closed_vote_wait_whatever_is_opened_meanwhile(session, station, round):
    assert report(station, of(round)) == {}
    steer(session, "open")

    assert report(station, of(round)) == {}
    assert undecided(session) == [("Base 1", str(round.pk), 7)]
    told = read_undecided([str(session.conference_id)])[str(session.conference_id)]
    assert told[0] == Undecided(str(session.pk), str(round.pk), str(round.question_id), "Base 1", 7)
    report(station)
    assert undecided(session) == []


def test_chair_leaves_out_what_was_reported_and_the_log_says_so(session, station, round):
    other, _ = make_station(conference=session.conference, name="Base 2")
    report(station, of(round))
    report(other, of(round, presses=1, last=3))
    steer(session, "leave_out", round=str(round.pk), presses=8)

    assert undecided(session) == []
    assert late(session) == [
        "Left out of the vote on “One?” (vote 1): 7 presses held at “Base 1”, "
        f"1 press held at “Base 2”, in “{session}”"
    ]
    # Whoever reports them again is told to bring in those, and no later ones.
    assert report(station, of(round, presses=9, last=11)) == {str(round.pk): 9}
    assert report(other, of(round, presses=1, last=3)) == {str(round.pk): 3}
    assert undecided(session) == [("Base 1", str(round.pk), 9)]


def test_station_that_comes_back_later_asks_again(session, station, round):
    other, _ = make_station(conference=session.conference, name="Base 2")
    report(station, of(round))
    steer(session, "leave_out", round=str(round.pk))

    assert report(other, of(round, presses=2, last=5)) == {}
    assert undecided(session) == [("Base 2", str(round.pk), 2)]


def test_reopening_takes_the_decision_back(session, station, round):
    report(station, of(round))
    steer(session, "leave_out", round=str(round.pk))
    steer(session, "previous")
    steer(session, "recall")
    steer(session, "reopen")

    assert "(vote 1), with 7 presses that base stations hold, in" in late(session)[0]
    assert report(station, of(round)) == {}
    assert undecided(session) == []
    steer(session, "close")
    assert undecided(session) == [("Base 1", str(round.pk), 7)]


def test_presses_that_the_chair_did_not_see_are_not_left_out(session, station, round):
    report(station, of(round))
    with pytest.raises(Stale):
        steer(session, "leave_out", round=str(round.pk), presses=6)

    assert undecided(session) == [("Base 1", str(round.pk), 7)]


@pytest.mark.parametrize("how", ["open", "other station", "decided", "revoked"])
def test_where_nothing_waits_nothing_is_left_out(session, station, round, how):
    if how != "other station":
        report(station, of(round))
    if how == "open":
        Round.objects.filter(pk=round.pk).update(phase="open")
    if how == "decided":
        steer(session, "leave_out", round=str(round.pk))
    if how == "revoked":
        revoke_station(station=station)
    with pytest.raises(WrongPhase):
        steer(session, "leave_out", round=str(round.pk))

    assert undecided(session) == []


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({}, Malformed),
        ({"round": 7}, Malformed),
        ({"round": "nonsense"}, Invalid),
        ({"round": str(uuid.uuid4())}, Invalid),
        ({"round": "", "presses": 0}, Malformed),
        ({"round": "", "presses": True}, Malformed),
    ],
)
def test_what_names_no_vote_of_the_session_is_refused(session, args, error):
    with pytest.raises(error):
        steer(session, "leave_out", **args)


def test_vote_of_another_session_is_not_decided_here(session, station):
    elsewhere = RoundFactory(phase="closed")
    with pytest.raises(Invalid):
        steer(session, "leave_out", round=str(elsewhere.pk))

    # Nor does a station hold presses for it: they are brought in, and refused.
    assert report(station, of(elsewhere)) == {str(elsewhere.pk): 9}
    assert not HeldPresses.objects.exists()


@pytest.mark.parametrize("how", ["sealed", "void", "session over", "conference over", "no such"])
def test_where_it_is_too_late_to_decide_they_are_brought_in(session, station, round, how, settings):
    report(station, of(round))
    name = str(round.pk)
    if how == "sealed":
        settings.SEAL_AFTER = 0
        seal_overdue()
    if how == "void":
        Round.objects.filter(pk=round.pk).update(phase="void")
    if how == "session over":
        steer(session, "end")
    if how == "conference over":
        type(session.conference).objects.update(ended_at=timezone.now())
    if how == "no such":
        name = "NULL"

    assert report(station, Held(name, 7, 9)) == {name: 9}
    assert undecided(session) == []
    assert not HeldPresses.objects.exists()


def test_report_of_a_batch_that_was_taken_changes_nothing(session, station, round):
    key = find_station(station.pk)
    take_report(station=key, sequence=5, report=Report(holds=7, held=[of(round)]))
    with pytest.raises(Replayed):
        take_report(station=key, sequence=5, report=Report(holds=1, held=[of(round, 1)], gave_up=3))

    assert undecided(session) == [("Base 1", str(round.pk), 7)]
    assert late(session) == []


def test_batch_without_held_presses_costs_one_statement(
    session, station, django_assert_num_queries
):
    key = find_station(station.pk)
    with django_assert_num_queries(1):
        take_report(station=key, sequence=1, report=Report())


def test_what_was_given_up_is_logged_once_and_told_for_a_while(session, station):
    place = str(session.conference_id)
    # The second spool is another laptop's; the first is used again, and beside it.
    for spool, total in ("a", 3), ("a", 3), ("a", 4), ("", 0), ("b", 2), ("a", 4), ("b", 2):
        report(station, gave_up=total, spool=spool)

    assert late(session)[::-1] == [
        f"The base station “Base 1” gave up {presses}: nobody knows which vote they were for"
        for presses in ("3 presses", "1 press", "2 presses")
    ]
    assert read_doubts([place]) == {place: Doubts([], 0, {"Base 1": 6})}
    Station.objects.update(gave_up_at=timezone.now() - timedelta(minutes=11))
    report(station, gave_up=4, spool="a")
    assert read_doubts([place]) == {place: Doubts([], 0)}
    report(station, gave_up=5, spool="a")
    assert read_doubts([place]) == {place: Doubts([], 0, {"Base 1": 1})}


def test_what_several_stations_gave_up_is_told_of_each(session, station):
    place = str(session.conference_id)
    other, _ = make_station(conference=session.conference, name="Base 2")
    for base, total in (station, 3), (other, 1), (station, 4):
        report(base, gave_up=total, spool="a")

    assert read_doubts([place]) == {place: Doubts([], 0, {"Base 1": 4, "Base 2": 1})}


def test_only_the_latest_spools_are_remembered(session, station):
    for number in range(MOST_SPOOLS + 1):
        report(station, gave_up=1, spool=str(number))

    station.refresh_from_db()
    assert station.gave_up == [[str(number), 1] for number in range(1, MOST_SPOOLS + 1)]
