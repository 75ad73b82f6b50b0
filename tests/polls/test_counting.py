"""Whatever is voted, a delegate has one ballot, and the counters are what a recount gives."""

import json
import threading
import uuid
from collections import Counter as Totals
from collections.abc import Callable

import pytest
from django.db import Error, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from polls.kinds import BALLOTS, KINDS
from polls.models import Ballot, Counter, Round
from polls.voting import Accepted, Vote, cast
from tests.factories import QuestionFactory, RoundFactory

pytestmark = pytest.mark.usefixtures("each_database")

DELEGATES = [uuid.uuid5(uuid.NAMESPACE_URL, str(number)) for number in range(5)]

#: Which of three choices; an index of 9 is a choice of another question.
answers = st.lists(st.sampled_from([0, 1, 2, 9]), max_size=4)
votes = st.tuples(
    st.sampled_from(DELEGATES), st.one_of(st.none(), st.integers(1, 6)), answers, st.booleans()
)
#: What happens between groups of votes.
moves = st.sampled_from(["nothing", "close", "reopen"])
evenings = st.lists(st.tuples(st.lists(votes, max_size=12), moves), min_size=1, max_size=5)


def recount(of: Round) -> Totals[str]:
    """Count the ballots of a round one by one."""
    kind = KINDS[of.wording["kind"]]
    totals: Totals[str] = Totals()
    for text in Ballot.objects.filter(round=of).values_list("answer", flat=True):
        answer = json.loads(text)
        totals.update(kind.counter_keys(answer))
        totals[BALLOTS] += bool(answer)
    return +totals


def counters(of: Round) -> Totals[str]:
    """The running totals that are not zero."""
    return +Totals(dict(Counter.objects.filter(round=of).values_list("key", "total")))


def vote_in(of: Round, delegate: uuid.UUID, answer: list[str], rev: int | None = 1) -> Vote:
    """A vote of a delegate of the round's conference."""
    return Vote(str(of.session.conference_id), delegate, str(of.pk), rev, answer)


def open_round(kind: str) -> Round:
    """A round of three choices."""
    most = 1 if kind == "single" else 2
    return RoundFactory(
        question=QuestionFactory(kind=kind, max_choices=most, choices=["Red", "Green", "Blue"])
    )


@pytest.mark.parametrize("kind", ["single", "multiple"])
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(evening=evenings)
def test_counters_equal_a_recount_after_any_mixture_of_votes(kind, evening):
    voted, other = open_round(kind), open_round(kind)
    ids = [choice["id"] for choice in voted.wording["choices"]]
    foreign = other.wording["choices"][0]["id"]
    expected: dict[uuid.UUID, tuple[int, list[str]]] = {}

    for group, move in evening:
        cast_group = [
            vote_in(
                voted if here else other, who, [foreign if i == 9 else ids[i] for i in answer], rev
            )
            for who, rev, answer, here in group
        ]
        for vote, outcome in zip(cast_group, cast(cast_group).outcomes, strict=True):
            if isinstance(outcome, Accepted) and vote.round_id == str(voted.pk):
                expected[vote.delegate_id] = (outcome.rev, outcome.answer)
        if move != "nothing":
            phase = Round.Phase.CLOSED if move == "close" else Round.Phase.OPEN
            Round.objects.filter(pk=voted.pk).update(phase=phase)

    assert counters(voted) == recount(voted)
    assert counters(other) == recount(other)
    stored = Ballot.objects.filter(round=voted).values_list("rev", "answer")
    assert sorted((rev, json.loads(answer)) for rev, answer in stored) == sorted(expected.values())


def at_once(jobs: list[Callable[[], object]]) -> None:
    """Run every job on a thread of its own, all beginning together; raise what one raised."""
    barrier = threading.Barrier(len(jobs))
    failures: list[Error] = []

    def run(job: Callable[[], object]) -> None:
        barrier.wait(timeout=30)
        try:
            job()
        except Error as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_concurrent_voters_give_exactly_as_many_ballots():
    voted = open_round("single")
    ids = [choice["id"] for choice in voted.wording["choices"]]
    groups = [[vote_in(voted, uuid.uuid4(), [ids[n % 3]]) for n in range(25)] for _ in range(8)]

    at_once([lambda group=group: cast(group) for group in groups])

    assert Ballot.objects.filter(round=voted).count() == 200
    assert counters(voted) == {ids[0]: 72, ids[1]: 64, ids[2]: 64, BALLOTS: 200}


def test_concurrent_revisions_of_one_delegate_give_one_ballot_the_highest():
    voted = open_round("single")
    ids = [choice["id"] for choice in voted.wording["choices"]]
    revisions = [vote_in(voted, DELEGATES[0], [ids[rev % 3]], rev) for rev in range(1, 9)]

    at_once([lambda vote=vote: cast([vote]) for vote in revisions])

    assert Ballot.objects.get(round=voted).rev == 8
    assert counters(voted) == {ids[2]: 1, BALLOTS: 1}


def test_concurrent_votes_without_revision_give_one_ballot():
    voted = open_round("single")
    ids = [choice["id"] for choice in voted.wording["choices"]]

    at_once(
        [lambda n=n: cast([vote_in(voted, DELEGATES[0], [ids[n % 3]], None)]) for n in range(8)]
    )

    assert Ballot.objects.filter(round=voted).count() == 1
    assert counters(voted) == recount(voted)
    assert counters(voted)[BALLOTS] == 1
