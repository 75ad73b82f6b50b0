"""Sealing a round: what goes, what stays, and what is refused from then on."""

import json
import logging
import os
import threading
import uuid
from collections import Counter as Totals
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, connections, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F
from django.utils import timezone

from polls.chairing import Order, Sealed, carry_out, seal_conference, seal_overdue
from polls.errors import CountsDiffer, RoundClosed, RoundRestored, RoundSealed, WrongPhase
from polls.exports import FORMATS
from polls.keys import unwrap_key
from polls.models import Ballot, Counter, LateVoter, Round, SealedBallot, Session, User
from polls.sealing import seal_round
from polls.sessions import read_session
from polls.sparing import read_counters
from polls.tallies import AS_OF_BACKUP, read_result
from polls.voting import (
    Accepted,
    Mine,
    Vote,
    cast,
    count_lost_keys,
    facts,
    forget_sealed,
    read_mine,
)
from tests.factories import QuestionFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.usefixtures("each_database")

CHOICES = ["Red", "Green", "Blue"]


@pytest.fixture
def chair() -> User:
    return UserFactory()


@pytest.fixture
def voted(chair) -> Round:
    """A closed round: three votes for red, two for green, one of each withdrawn or late."""
    round = RoundFactory(
        question=QuestionFactory(choices=CHOICES, session__chairs=[chair], session__joined=9)
    )
    red, green, _ = ids(round)
    for answer in ([red], [red], [red], [green], [green]):
        assert isinstance(put(round, answer), Accepted)
    withdrawn = uuid.uuid4()
    put(round, [red], who=withdrawn)
    put(round, [], rev=2, who=withdrawn)
    close(round)
    assert isinstance(put(round, [red]), RoundClosed)
    return Round.objects.get(pk=round.pk)


def ids(of: Round) -> list[str]:
    return [choice["id"] for choice in of.wording["choices"]]


def put(of: Round, answer: object, *, rev: int | None = 1, who: uuid.UUID | None = None):
    """Cast one vote of a new delegate, or of ``who``; return what becomes of it."""
    conference = str(of.session.conference_id)
    return cast([Vote(conference, who or uuid.uuid4(), str(of.pk), rev, answer)]).outcomes[0]


def close(of: Round, *, minutes_ago: float = 0) -> None:
    """Close a round, or let it have been closed for so long."""
    closed_at = timezone.now() - timedelta(minutes=minutes_ago)
    Round.objects.filter(pk=of.pk).update(phase="closed", closed_at=closed_at, joined=9)


@transaction.atomic
def seal(of: Round) -> Round:
    """Seal a round under its lock; return it as it then stands."""
    seal_round(Round.objects.select_for_update().get(pk=of.pk))
    return Round.objects.get(pk=of.pk)


def steer(of: Round, by: User, do: str):
    return carry_out(session_id=str(of.session_id), by=by, order=Order(do, {}))


def what_is_shown(of: Round) -> dict[str, object]:
    """Everything that anybody sees of a round's votes."""
    now = read_session(str(of.session_id))
    conference = of.session.conference
    return {
        "result": read_result(Round.objects.get(pk=of.pk)),
        "late": now.round.late,
        "phase": now.phase,
        **{name: b"".join(FORMATS[name].export(conference)) for name in ("csv", "json")},
    }


def test_answers_stay_and_everything_that_could_name_a_voter_goes(voted):
    red, green, _ = ids(voted)
    sealed = seal(voted)

    answers = Totals(SealedBallot.objects.values_list("round", "answer"))
    assert answers == {(voted.pk, f'["{red}"]'): 3, (voted.pk, f'["{green}"]'): 2}
    assert (Ballot.objects.count(), LateVoter.objects.count()) == (0, 0)
    assert (sealed.key, sealed.late, sealed.as_of_backup) == (None, 1, False)
    assert sealed.sealed_at is not None
    assert {f.name for f in SealedBallot._meta.get_fields()} == {"id", "round", "answer"}


@pytest.mark.parametrize("phase", ["closed", "revealed", "void"])
@pytest.mark.parametrize("tallies", ["steps", "closed"])
def test_last_picture_of_a_sparing_tally_goes_with_the_seal(voted, tallies, phase):
    shown = dict(reversed(read_counters(voted.pk).items()))
    Round.objects.filter(pk=voted.pk).update(tallies=tallies, live=False, phase=phase, shown=shown)
    before = what_is_shown(voted)

    assert seal(voted).shown is None
    assert what_is_shown(voted) == before


@pytest.mark.parametrize("phase", ["closed", "revealed"])
def test_results_and_exports_read_the_same_before_and_after(voted, phase):
    Round.objects.filter(pk=voted.pk).update(phase=phase)
    before = what_is_shown(voted)

    seal(voted)

    assert what_is_shown(voted) == before


def test_counters_equal_a_recount_of_what_was_sealed(voted):
    seal(voted)

    recount = Totals()
    for text in SealedBallot.objects.values_list("answer", flat=True):
        recount.update([*json.loads(text), "ballots"])
    assert dict(Counter.objects.values_list("key", "total")) == recount


def test_void_round_keeps_nothing(voted):
    Round.objects.filter(pk=voted.pk).update(phase="void")

    sealed = seal(voted)

    assert (sealed.key, sealed.phase) == (None, "void")
    assert [m.objects.count() for m in (Ballot, SealedBallot, LateVoter, Counter)] == [0] * 4
    assert read_result(sealed).sentence == "This vote was stopped and counts nowhere."


def test_counters_that_differ_from_the_ballots_are_refused_and_nothing_is_sealed(voted):
    Counter.objects.filter(round=voted, key="ballots").update(total=99)

    with pytest.raises(CountsDiffer):
        seal(voted)

    assert Round.objects.get(pk=voted.pk).sealed_at is None
    assert (Ballot.objects.count(), SealedBallot.objects.count()) == (6, 0)


def test_what_cannot_be_sealed_is_logged_once_and_without_a_vote(voted, caplog):
    Counter.objects.filter(round=voted, key="ballots").update(total=99)
    fine = RoundFactory()
    close(voted, minutes_ago=16)
    close(fine, minutes_ago=16)

    with caplog.at_level(logging.ERROR):
        assert seal_overdue() == [str(fine.session_id)]
        assert seal_overdue() == []

    (line,) = [record.getMessage() for record in caplog.records]
    assert str(voted.pk) in line
    assert not [choice for choice in ids(voted) if choice in line]


def test_an_open_round_is_not_sealed():
    with pytest.raises(WrongPhase):
        seal(RoundFactory())


def test_the_database_keeps_key_and_seal_apart(voted):
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=voted.pk).update(sealed_at=timezone.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=voted.pk).update(key=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        Round.objects.filter(pk=voted.pk).update(key=None, sealed_at=timezone.now(), phase="open")


@pytest.mark.parametrize("do", ["reopen", "void", "seal"])
def test_a_sealed_round_is_not_reopened_voided_or_sealed_again(voted, chair, do):
    steer(voted, chair, "seal")

    with pytest.raises(WrongPhase, match="This vote is sealed"):
        steer(voted, chair, do)


def test_a_sealed_round_is_still_revealed_and_hidden_and_a_new_one_opened(voted, chair):
    done = steer(voted, chair, "seal")
    assert (done.phase, read_session(str(voted.session_id)).round.sealed) == ("closed", True)

    phases = [steer(voted, chair, do).phase for do in ("reveal", "hide", "open")]

    assert phases == ["revealed", "closed", "open"]
    assert Round.objects.filter(sealed_at=None).get().number == 2


@pytest.mark.parametrize("memory", ["fresh", "of this process", "older than the seal"])
def test_a_vote_for_a_sealed_round_is_refused_and_leaves_nothing(voted, memory):
    anna, (red, *_) = uuid.uuid4(), ids(voted)
    Round.objects.filter(pk=voted.pk).update(phase="open")
    assert isinstance(put(voted, [red], who=anna), Accepted)
    close(voted)
    remembered = dict(facts._remembered)
    seal(voted)
    if memory == "fresh":
        facts.forget_rounds()
    if memory == "older than the seal":
        facts._remembered.update(remembered)

    refused = put(voted, [red], who=anna)

    assert (type(refused), refused.code, refused.rev, refused.answer) == (
        RoundSealed,
        "closed",
        0,
        None,
    )
    assert read_mine([(str(voted.pk), anna)]) == [Mine(str(voted.pk), 0, None, sealed=True)]
    assert (Ballot.objects.count(), LateVoter.objects.count()) == (0, 0)


def test_keys_leave_the_memory_of_the_process_that_sealed_and_of_the_others(voted):
    remembered = dict(facts._remembered)
    assert remembered[str(voted.pk)].mac is not None

    seal(voted)
    assert facts._remembered[str(voted.pk)].mac is None

    facts._remembered.update(remembered)
    forget_sealed()
    assert facts._remembered[str(voted.pk)].mac is None


def test_a_round_is_due_a_quarter_of_an_hour_after_its_close(voted):
    close(voted, minutes_ago=14.9)
    assert seal_overdue() == []
    close(voted, minutes_ago=15.1)

    assert seal_overdue() == [str(voted.session_id)]
    assert Round.objects.get(pk=voted.pk).sealed_at is not None


@pytest.mark.parametrize(("minutes", "sealed"), [(14.9, False), (15.1, True)])
def test_a_session_that_cannot_be_resumed_is_sealed_whatever_the_wait(
    voted, settings, minutes, sealed
):
    settings.SEAL_AFTER = 24 * 60 * 60
    ended_at = timezone.now() - timedelta(minutes=minutes)
    Session.objects.filter(pk=voted.session_id).update(state="ended", ended_at=ended_at)

    seal_overdue()

    assert (Round.objects.get(pk=voted.pk).sealed_at is not None) == sealed


def test_the_room_learns_of_a_seal_only_where_it_sees_the_round(voted):
    hidden = RoundFactory(question=voted.question)
    Session.objects.filter(pk=voted.session_id).update(round=voted)
    before = Session.objects.get(pk=voted.session_id).seq
    close(hidden, minutes_ago=20)
    assert seal_overdue() == []
    assert Session.objects.get(pk=voted.session_id).seq == before

    close(voted, minutes_ago=20)
    assert seal_overdue() == [str(voted.session_id)]
    assert Session.objects.get(pk=voted.session_id).seq == before + 1


def test_two_processes_that_notice_at_once_seal_once(voted):
    close(voted, minutes_ago=20)
    results = []

    def notice() -> None:
        results.append(seal_overdue())
        connections.close_all()

    threads = [threading.Thread(target=notice) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [one for each in results for one in each] == [str(voted.session_id)]
    assert SealedBallot.objects.count() == 5


@pytest.mark.parametrize("each_database", ["postgres"], indirect=True)
def test_a_seal_waits_for_no_vote_in_another_round_of_the_session(voted):
    """Votes hold their session's row to the end of their transaction; SQLite has no such lock."""
    close(voted, minutes_ago=20)
    RoundFactory(question__session=voted.session)
    held, done = threading.Event(), threading.Event()

    def vote_slowly() -> None:
        with transaction.atomic():
            Session.objects.filter(pk=voted.session_id).update(tally_seq=F("tally_seq") + 1)
            held.set()
            done.wait(10)
        connections.close_all()

    thread = threading.Thread(target=vote_slowly)
    thread.start()
    held.wait(10)
    try:
        seal_overdue()
    finally:
        done.set()
        thread.join()

    assert Round.objects.get(pk=voted.pk).sealed_at is not None


def test_a_conference_is_sealed_at_one_word_but_for_what_is_open(voted):
    opened = RoundFactory(question__session__conference=voted.session.conference)
    foreign = RoundFactory(phase="closed")

    assert seal_conference(voted.session.conference) == Sealed(1, 0, 0)

    assert set(Round.objects.filter(sealed_at=None)) == {opened, foreign}


@pytest.fixture
def restored(voted, settings) -> Round:
    """The same round, open, after its database came to a server with another secret."""
    Round.objects.filter(pk=voted.pk).update(phase="open", closed_at=None, joined=None)
    settings.BALLOT_SECRET = "another-secret-" * 4
    facts.forget_rounds()
    return Round.objects.get(pk=voted.pk)


def test_without_its_key_a_round_takes_no_votes_and_says_so(restored):
    refused = put(restored, [ids(restored)[0]])

    assert (type(refused), refused.code, refused.rev) == (RoundRestored, "closed", 0)
    assert refused.detail == "This vote stands as it was in a backup. It takes no further answers."
    assert read_mine([(str(restored.pk), uuid.uuid4())]) == [Mine(str(restored.pk), 0, None)]
    assert LateVoter.objects.count() == 1


def test_without_its_key_a_round_is_not_reopened(restored, chair):
    steer(restored, chair, "close")

    with pytest.raises(WrongPhase, match="backup"):
        steer(restored, chair, "reopen")


def test_without_its_key_a_round_keeps_its_count_marked_before_and_after_sealing(restored, chair):
    before = read_result(restored)
    assert (before.ballots, before.as_of_backup) == (5, True)
    assert before.sentence.endswith(AS_OF_BACKUP)
    assert read_session(str(restored.session_id)).round.result.as_of_backup is True
    csv = b"".join(FORMATS["csv"].export(restored.session.conference)).decode()
    assert csv.count(AS_OF_BACKUP) == 3

    steer(restored, chair, "close")
    steer(restored, chair, "seal")

    after = read_result(Round.objects.get(pk=restored.pk))
    assert (after.counts, after.ballots, after.sentence) == (
        before.counts,
        before.ballots,
        before.sentence,
    )


def test_who_has_another_secret_seals_nothing_by_the_clock_and_says_so_once(
    restored, settings, caplog
):
    close(restored, minutes_ago=20)
    with caplog.at_level(logging.ERROR):
        assert [seal_overdue(), seal_overdue()] == [[], []]

    (line,) = [record.getMessage() for record in caplog.records]
    assert ("BALLOT_SECRET" in line, str(restored.pk) in line) == (True, True)
    assert (count_lost_keys(), Round.objects.get(pk=restored.pk).sealed_at) == (1, None)
    settings.BALLOT_SECRET = os.environ["BALLOT_SECRET"]
    assert (count_lost_keys(), seal_overdue()) == (0, [str(restored.session_id)])
    sealed = Round.objects.get(pk=restored.pk)
    assert (sealed.as_of_backup, SealedBallot.objects.count()) == (False, 5)


def test_who_has_another_secret_seals_a_conference_only_when_told_so(restored):
    close(restored)
    conference = restored.session.conference

    assert seal_conference(conference) == Sealed(sealed=0, keyless=1, differing=0)
    assert seal_conference(conference, without_key=True) == Sealed(1, 0, 0)
    assert Round.objects.get(pk=restored.pk).as_of_backup is True


def test_without_the_old_key_a_new_round_works(restored, chair):
    for do in ("close", "open"):
        steer(restored, chair, do)
    again = Session.objects.get(pk=restored.session_id).round

    assert isinstance(put(again, [ids(again)[0]]), Accepted)
    assert read_result(again).as_of_backup is False


def migrate_to(name: str) -> None:
    """Bring the tables of this app to the state after a migration."""
    call_command("migrate", "polls", name, verbosity=0, interactive=False)


def test_rounds_of_the_first_version_keep_their_keys_wrapped(chair):
    question = QuestionFactory(choices=CHOICES)
    plain = bytes(range(32))
    migrate_to("0002_findings")
    try:
        old = MigrationExecutor(connection).loader.project_state([("polls", "0002_findings")])
        before = old.apps.get_model("polls", "Round").objects.create(
            question_id=question.pk,
            session_id=question.session_id,
            number=1,
            phase="closed",
            live=True,
            practice=False,
            wording={},
            opened_at=timezone.now(),
            key=plain,
        )
    finally:
        call_command("migrate", verbosity=0, interactive=False)

    now = Round.objects.get(pk=before.pk)
    assert plain not in bytes(now.key)
    assert unwrap_key(now.pk, bytes(now.key)) == plain
