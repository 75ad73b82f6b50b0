"""Delegates are forgotten some weeks after their conference; what was counted stays."""

import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session as SignedIn
from django.core.management import call_command
from django.utils import timezone

from polls import forgetting
from polls.errors import WrongPhase
from polls.forgetting import forget_delegates, forget_signed_in, over_since
from polls.models import (
    Admission,
    Attendance,
    Conference,
    Counter,
    Delegate,
    PersonalCode,
    Round,
    Session,
)
from polls.preparing import resume_conference
from polls.tallies import read_result
from polls.turnout import Arrival, record_arrivals
from polls.voting import Vote, cast
from tests.factories import RoundFactory, SessionFactory

MONTH = timedelta(days=30)


@pytest.fixture
def voted(each_database) -> Round:
    """A closed round of three delegates who joined and voted."""
    voted = RoundFactory()
    for _ in range(3):
        arrive_and_vote(voted, uuid.uuid4())
    Round.objects.filter(pk=voted.pk).update(phase="closed", joined=3)
    Session.objects.filter(pk=voted.session_id).update(state="ended")
    return Round.objects.select_related("session__conference").get(pk=voted.pk)


def arrive_and_vote(of: Round, who: uuid.UUID) -> None:
    conference = str(of.session.conference_id)
    record_arrivals([Arrival(conference, str(of.session_id), who)])
    cast([Vote(conference, who, str(of.pk), 1, [of.wording["choices"][0]["id"]])])


def end(of: Round, ago: timedelta) -> Conference:
    Conference.objects.filter(pk=of.session.conference_id).update(ended_at=timezone.now() - ago)
    return Conference.objects.get(pk=of.session.conference_id)


def people() -> tuple[int, int]:
    return Delegate.objects.count(), Attendance.objects.count()


def test_delegates_are_forgotten_a_month_after_the_end_and_their_votes_still_count(voted):
    end(voted, MONTH + timedelta(minutes=1))
    before = read_result(voted)

    forgotten = sum(forget_delegates(after=MONTH))

    assert (forgotten, people()) == (3, (0, 0))
    assert Session.objects.get(pk=voted.session_id).joined == 3
    assert Counter.objects.get(round=voted, key="ballots").total == 3
    assert read_result(Round.objects.select_related("session").get(pk=voted.pk)) == before


def test_keys_on_cards_and_of_latecomers_are_forgotten_too(voted):
    conference = end(voted, 2 * MONTH)
    for number, keeper in (
        (1, conference),
        (2, conference),
        (1, RoundFactory().session.conference),
    ):
        PersonalCode.objects.create(conference=keeper, number=number, digest=uuid.uuid4().hex)
        Admission.objects.create(
            conference=keeper, digest=uuid.uuid4().hex, expires_at=timezone.now()
        )
    Delegate.objects.all().delete()

    assert sum(forget_delegates(after=MONTH)) == 0
    assert [kind.objects.count() for kind in (PersonalCode, Admission)] == [1, 1]
    PersonalCode.objects.create(conference=conference, number=3, digest="of an interrupted run")
    assert sum(forget_delegates(after=MONTH)) == 0
    assert PersonalCode.objects.count() == 1


def test_before_that_nobody_is_forgotten(voted):
    conference = end(voted, MONTH - timedelta(minutes=1))

    assert sum(forget_delegates(after=MONTH)) == 0
    assert people() == (3, 3)
    resume_conference(conference=conference)
    assert Conference.objects.get(pk=conference.pk).ended_at is None


def test_other_conferences_keep_their_delegates(voted):
    elsewhere = RoundFactory()
    arrive_and_vote(elsewhere, uuid.uuid4())
    end(voted, 2 * MONTH)

    assert sum(forget_delegates(after=MONTH)) == 3
    assert people() == (1, 1)


def test_conference_that_nobody_ended_is_over_with_its_last_day(voted):
    Conference.objects.update(ends_on=date(2026, 11, 22))
    later = datetime(2026, 12, 23, 12, tzinfo=UTC)
    Session.objects.filter(pk=voted.session_id).update(state="live")

    early = sum(forget_delegates(after=MONTH, now=later - timedelta(days=1)))
    assert (early, Conference.objects.get().ended_at) == (0, None)
    assert sum(forget_delegates(after=MONTH, now=later)) == 3

    conference = Conference.objects.get()
    assert conference.ended_at is not None
    assert conference.forgotten_at is not None
    assert Session.objects.get().state == "ended"


def test_conference_in_which_the_room_is_voting_is_left_alone(voted):
    Conference.objects.update(ends_on=date(2020, 1, 1))
    Session.objects.filter(pk=voted.session_id).update(state="live")
    Round.objects.filter(pk=voted.pk).update(phase="open", joined=None)

    assert sum(forget_delegates(after=MONTH)) == 0
    assert people() == (3, 3)
    assert Conference.objects.get().ended_at is None


def test_vote_that_was_left_open_a_month_ago_keeps_nobody_from_being_forgotten(voted):
    Conference.objects.update(ends_on=date(2020, 1, 1))
    Session.objects.filter(pk=voted.session_id).update(state="live", round=voted)
    long_ago = timezone.now() - 2 * MONTH
    Round.objects.filter(pk=voted.pk).update(phase="open", joined=None, opened_at=long_ago)

    assert sum(forget_delegates(after=MONTH)) == 3
    assert people() == (0, 0)
    assert Round.objects.get().phase == "closed"


def test_conference_without_a_last_day_that_nobody_ended_goes_on(voted):
    assert sum(forget_delegates(after=timedelta(0))) == 0
    assert people() == (3, 3)


@pytest.mark.parametrize(
    ("zone", "hour", "over"),
    [
        ("Europe/London", 23, False),
        ("Asia/Tokyo", 16, True),
        ("Asia/Tokyo", 14, False),
        ("America/New_York", 23, False),
    ],
)
def test_last_day_ends_where_the_conference_was_held(zone, hour, over):
    conference = Conference(time_zone=zone, ends_on=date(2026, 11, 22))

    assert over_since(conference, datetime(2026, 11, 22, hour, tzinfo=UTC)) is over


def test_end_cannot_be_taken_back_once_delegates_are_forgotten(voted):
    conference = end(voted, 2 * MONTH)
    sum(forget_delegates(after=MONTH))

    with pytest.raises(WrongPhase, match="were forgotten"):
        resume_conference(conference=conference)

    assert Conference.objects.get().ended_at is not None


def test_token_of_a_forgotten_delegate_leaves_no_trace(voted):
    end(voted, 2 * MONTH)
    sum(forget_delegates(after=MONTH))

    arrive_and_vote(voted, uuid.uuid4())

    assert people() == (0, 0)
    assert Session.objects.get(pk=voted.session_id).joined == 3


def test_many_are_forgotten_page_by_page_and_an_interruption_is_made_up_for(voted, monkeypatch):
    monkeypatch.setattr(forgetting, "PAGE", 2)
    other = SessionFactory(conference=voted.session.conference)
    conference = str(other.conference_id)
    record_arrivals(
        Arrival(conference, str(session), delegate)
        for delegate in Delegate.objects.values_list("pk", flat=True)
        for session in (other.pk, voted.session_id)
    )
    end(voted, 2 * MONTH)

    interrupted = forget_delegates(after=MONTH)
    next(interrupted)
    interrupted.close()
    between = people()
    rest = sum(forget_delegates(after=MONTH))

    assert between[0] == 3
    assert 0 < between[1] < 6
    assert (rest, people()) == (3, (0, 0))


def test_second_run_finds_nothing_and_changes_nothing(voted):
    end(voted, 2 * MONTH)
    sum(forget_delegates(after=MONTH))
    before = Conference.objects.get()

    assert sum(forget_delegates(after=MONTH)) == 0
    assert (Conference.objects.get().seq, Conference.objects.get().forgotten_at) == (
        before.seq,
        before.forgotten_at,
    )


def test_command_goes_by_the_setting_and_says_how_many(voted, settings, capsys):
    end(voted, timedelta(days=8))
    settings.FORGET_DELEGATES_AFTER = 9
    call_command("forget_delegates")
    settings.FORGET_DELEGATES_AFTER = 7
    call_command("forget_delegates")

    assert capsys.readouterr().out.splitlines() == [
        "0 delegates forgotten.",
        "3 delegates forgotten.",
    ]


def test_sign_ins_that_have_run_out_are_forgotten_page_by_page(each_database, monkeypatch):
    monkeypatch.setattr(forgetting, "PAGE", 2)
    now = timezone.now()
    for number, minutes in enumerate((-60, -2, -1, 1)):
        SignedIn.objects.create(
            session_key=f"browser-{number}", expire_date=now + timedelta(minutes=minutes)
        )

    assert list(forget_signed_in(now=now)) == [2, 1]
    assert [kept.session_key for kept in SignedIn.objects.all()] == ["browser-3"]
