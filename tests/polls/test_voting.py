"""Casting votes: the order of the checks, folding, late votes, and closes beside votes.

That the counters equal a recount after any mixture is shown in ``test_counting``.
"""

import threading
import uuid

import pytest
from django.db import DatabaseError, connections
from django.db import connection as database

from polls.chairing import Order, carry_out
from polls.errors import RoundClosed, VoteInvalid, VoteStale
from polls.kinds import BALLOTS
from polls.models import HIGHEST_REV, Ballot, LateVoter, Round, Session
from polls.tallies import read_counters
from polls.voting import Accepted, Mine, Vote, cast, facts, read_mine
from tests.factories import ConferenceFactory, QuestionFactory, RoundFactory, UserFactory

pytestmark = pytest.mark.usefixtures("each_database")

ANNA, BEN = uuid.uuid4(), uuid.uuid4()


@pytest.fixture
def voted() -> Round:
    """An open round on a single question with the choices red, green and blue."""
    return RoundFactory(question=QuestionFactory(choices=["Red", "Green", "Blue"]))


def ids(of: Round) -> list[str]:
    return [choice["id"] for choice in of.wording["choices"]]


def vote(of: Round, answer: object, rev: int | None = 1, who: uuid.UUID = ANNA) -> Vote:
    return Vote(str(of.session.conference_id), who, str(of.pk), rev, answer)


def outcomes(*votes: Vote) -> list[object]:
    """What became of a group, as comparable values."""
    return [
        ("ack", out.rev) if isinstance(out, Accepted) else (type(out), out.rev, out.answer)
        for out in cast(votes).outcomes
    ]


def close(of: Round) -> None:
    Round.objects.filter(pk=of.pk).update(phase=Round.Phase.CLOSED)


UNFIT = ["nothing on offer"]


@pytest.mark.parametrize(
    ("phase", "rev", "wanted", "becomes"),
    [
        # ``red`` stands under rev 3.
        ("open", 3, "red", ("ack", 3)),
        ("open", 4, "red", ("ack", 4)),
        ("open", 4, "green", ("ack", 4)),
        ("open", None, "green", ("ack", 4)),
        ("open", None, "red", ("ack", 3)),
        ("open", 3, "green", VoteStale),
        ("open", 2, "red", VoteStale),
        ("open", 2, "unfit", VoteInvalid),
        ("open", 4, "unfit", VoteInvalid),
        ("closed", 3, "red", ("ack", 3)),
        ("closed", None, "red", ("ack", 3)),
        ("closed", 4, "red", RoundClosed),
        ("closed", 3, "green", RoundClosed),
        ("closed", 2, "green", RoundClosed),
        ("closed", 4, "unfit", RoundClosed),
        ("revealed", 3, "red", ("ack", 3)),
        ("void", 3, "green", RoundClosed),
    ],
)
def test_checks_come_in_the_order_of_the_protocol(voted, phase, rev, wanted, becomes):
    red, green, _ = ids(voted)
    assert outcomes(vote(voted, [red], 3)) == [("ack", 3)]
    Round.objects.filter(pk=voted.pk).update(phase=phase)

    answer = {"red": [red], "green": [green], "unfit": UNFIT}[wanted]
    refusal = (becomes, 3, [red])

    assert outcomes(vote(voted, answer, rev)) == [
        becomes if isinstance(becomes, tuple) else refusal
    ]


def test_form_without_numbers_after_the_highest_there_is_changes_nothing(voted):
    red, green, blue = ids(voted)
    assert outcomes(vote(voted, [red], HIGHEST_REV)) == [("ack", HIGHEST_REV)]

    group = [vote(voted, [green], None), vote(voted, [blue], 1, BEN)]

    assert outcomes(*group) == [(VoteStale, HIGHEST_REV, [red]), ("ack", 1)]
    assert read_counters(voted.pk) == {red: 1, blue: 1, BALLOTS: 2}


def test_votes_of_one_delegate_in_one_group_are_answered_as_if_each_had_come_alone(voted):
    red, green, blue = ids(voted)
    group = [
        vote(voted, [red], 2),
        vote(voted, [green], 1),
        vote(voted, [red], 2),
        vote(voted, [green], 2),
        vote(voted, UNFIT, 9),
        vote(voted, [blue], None),
        vote(voted, [], 4),
        vote(voted, [green], 5),
    ]

    assert outcomes(*group) == [
        ("ack", 2),
        (VoteStale, 2, [red]),
        ("ack", 2),
        (VoteStale, 2, [red]),
        (VoteInvalid, 2, [red]),
        ("ack", 3),
        ("ack", 4),
        ("ack", 5),
    ]
    assert read_counters(voted.pk) == {green: 1, BALLOTS: 1}
    assert Ballot.objects.get(round=voted).rev == 5


def test_withdrawn_ballot_keeps_its_rev_and_counts_nowhere_until_a_higher_one(voted):
    red, green, _ = ids(voted)
    assert outcomes(vote(voted, [red], 1)) == [("ack", 1)]

    assert outcomes(vote(voted, [], 2)) == [("ack", 2)]
    assert read_counters(voted.pk) == {red: 0, BALLOTS: 0}
    assert outcomes(vote(voted, [red], 1)) == [(VoteStale, 2, [])]
    assert outcomes(vote(voted, [], 2)) == [("ack", 2)]

    assert outcomes(vote(voted, [green], 3)) == [("ack", 3)]
    assert read_counters(voted.pk) == {red: 0, green: 1, BALLOTS: 1}


def test_unknown_and_foreign_rounds_are_closed_and_take_nobody_with_them(voted):
    elsewhere = RoundFactory()
    stranger = Vote(str(ConferenceFactory().pk), BEN, str(voted.pk), 1, [ids(voted)[0]])
    strange_ids = ["", "nonsense", str(uuid.uuid4()), str(voted.pk).upper(), voted.pk.hex, "\x00"]
    conference = str(voted.session.conference_id)

    group = [
        *(Vote(conference, ANNA, round_id, 1, []) for round_id in strange_ids),
        Vote(conference, ANNA, str(elsewhere.pk), 1, [ids(elsewhere)[0]]),
        stranger,
        vote(voted, [ids(voted)[1]], 1, BEN),
    ]

    assert outcomes(*group) == [*[(RoundClosed, 0, None)] * 8, ("ack", 1)]
    assert Ballot.objects.count() == 1
    assert LateVoter.objects.count() == 0


def test_delegate_who_comes_too_late_is_noted_once(voted):
    close(voted)
    before = Session.objects.get(pk=voted.session_id).tally_seq

    first = cast([vote(voted, [ids(voted)[0]], 1, who) for who in (ANNA, ANNA, BEN)])
    again = cast([vote(voted, [ids(voted)[0]], 2, ANNA)])

    assert voted.late_voters.count() == 2
    assert (first.sessions, again.sessions) == ({str(voted.session_id)}, set())
    assert Session.objects.get(pk=voted.session_id).tally_seq == before + 1


def test_tally_number_rises_once_for_a_group_and_not_for_votes_that_change_nothing(voted):
    red, green, _ = ids(voted)

    assert cast([vote(voted, [red]), vote(voted, [green], 1, BEN)]).sessions
    assert not cast([vote(voted, [red]), vote(voted, UNFIT, 2), vote(voted, [green], 1)]).sessions

    assert Session.objects.get(pk=voted.session_id).tally_seq == 1


def test_group_over_several_rounds_writes_each(voted):
    other = RoundFactory(
        question__session__conference=voted.session.conference, question__choices=["Tea", "Milk"]
    )

    assert outcomes(
        vote(voted, [ids(voted)[0]]), vote(other, [ids(other)[1]]), vote(other, UNFIT, 1, BEN)
    ) == [("ack", 1), ("ack", 1), (VoteInvalid, 0, None)]

    assert read_counters(voted.pk) == {ids(voted)[0]: 1, BALLOTS: 1}
    assert read_counters(other.pk) == {ids(other)[1]: 1, BALLOTS: 1}


def test_what_stands_is_told_for_each_round_and_delegate(voted):
    red = ids(voted)[0]
    cast([vote(voted, [red], 7)])
    unknown = str(uuid.uuid4())

    assert read_mine(
        [(str(voted.pk), BEN), (None, ANNA), (unknown, ANNA), (str(voted.pk), ANNA)]
    ) == [
        Mine(str(voted.pk), 0, None),
        Mine(None, 0, None),
        Mine(unknown, 0, None),
        Mine(str(voted.pk), 7, [red]),
    ]


def test_group_that_the_database_refuses_leaves_nothing(voted):
    poisoned = [
        vote(voted, [ids(voted)[0]], 1, BEN),
        vote(voted, [ids(voted)[0]], HIGHEST_REV + 1),
    ]

    with pytest.raises(DatabaseError):
        cast(poisoned)

    assert Ballot.objects.count() == 0
    assert read_counters(voted.pk) == {}


def test_no_delegate_is_named_beside_a_ballot_and_each_round_knows_another_name(voted):
    other = RoundFactory(question__session__conference=voted.session.conference)
    cast([vote(voted, [ids(voted)[0]]), vote(other, [ids(other)[0]])])

    names = set(Ballot.objects.values_list("voter", flat=True))

    assert len(names) == 2
    assert ANNA not in names
    with database.cursor() as cursor:
        cursor.execute("SELECT * FROM polls_ballot")
        assert {column[0] for column in cursor.description} == {
            "round_id",
            "voter",
            "rev",
            "answer",
            "channel",
        }


def test_round_that_memory_has_no_room_for_still_takes_its_votes(voted, monkeypatch):
    monkeypatch.setattr(facts, "REMEMBERED", 1)
    facts.forget_rounds()
    other = RoundFactory(question__session__conference=voted.session.conference)
    assert outcomes(vote(voted, [ids(voted)[0]])) == [("ack", 1)]

    assert outcomes(vote(other, [ids(other)[0]]), vote(voted, [ids(voted)[1]], 2)) == [
        ("ack", 1),
        ("ack", 2),
    ]


def test_votes_beside_a_close_are_acknowledged_exactly_if_they_are_counted(voted):
    chair = UserFactory()
    voted.session.chairs.add(chair)
    begun = threading.Event()
    results: list[object] = []

    def cast_many(voters: list[uuid.UUID]) -> None:
        for who in voters:
            results.extend(cast([vote(voted, [ids(voted)[0]], 1, who)]).outcomes)
            begun.set()
        connections.close_all()

    def close_meanwhile() -> None:
        begun.wait(10)
        carry_out(session_id=str(voted.session_id), by=chair, order=Order("close", {}))
        connections.close_all()

    voters = [[uuid.uuid4() for _ in range(40)] for _ in range(2)]
    threads = [threading.Thread(target=cast_many, args=[group]) for group in voters]
    threads.append(threading.Thread(target=close_meanwhile))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    acknowledged = [out for out in results if isinstance(out, Accepted)]
    refused = [out for out in results if isinstance(out, RoundClosed)]
    assert len(acknowledged) + len(refused) == 80
    assert Ballot.objects.filter(round=voted).count() == len(acknowledged)
    assert read_counters(voted.pk)[BALLOTS] == len(acknowledged)
    assert voted.late_voters.count() == len(refused)
