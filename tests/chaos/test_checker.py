"""The checker finds every kind of violation, and none where there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.chaos.checker import BALLOTS, Found, check, count
from tests.chaos.history import Ballot, History

ROUND = "round"
ANNA, BERT, CLEO = "anna", "bert", "cleo"
YES, NO, BOTH, NONE = ("yes",), ("no",), ("no", "yes"), ()
PLACES = ("the counters", "the API", "the export", "the projector")


@pytest.fixture
def history() -> History:
    """Anna voted twice, Bert once, and twice sent the same; Cleo came too late."""
    kept = History()
    for delegate, rev, answer, codes in (
        (ANNA, 1, YES, ["ack"]),
        (ANNA, 2, NO, ["unavailable", "ack"]),
        (BERT, 1, YES, ["ack", "ack"]),
        (CLEO, 1, YES, ["closed"]),
    ):
        kept.ask(delegate, ROUND, Ballot(rev, answer))
        for code in codes:
            kept.tell(delegate, ROUND, Ballot(rev, answer), code)
    return kept


def found(ballots: Mapping[str, Sequence[Ballot]], **totals: Mapping[str, int]) -> Found:
    """What is found where everything agrees with the ballots, but for ``totals``."""
    told = {delegate: of[0] for delegate, of in ballots.items() if of}
    return Found(ballots, 0, {place: count(ballots) for place in PLACES} | totals, told)


TRUE = {ANNA: [Ballot(2, NO)], BERT: [Ballot(1, YES)]}


def kinds(history: History, looked: Found) -> list[str]:
    """The kinds of violation that the checker finds."""
    return [violation.kind for violation in check(ROUND, history.of_round(ROUND), looked)]


def test_what_was_promised_and_is_there_is_no_violation(history):
    assert kinds(history, found(TRUE)) == []


def test_acknowledged_vote_that_is_gone_is_lost(history):
    assert kinds(history, found({ANNA: [Ballot(2, NO)]})) == ["lost"]


def test_acknowledged_vote_in_whose_place_another_answer_stands_is_lost(history):
    history.ask(BERT, ROUND, Ballot(1, NO))

    assert kinds(history, found({**TRUE, BERT: [Ballot(1, NO)]})) == ["lost"]


def test_two_answers_acknowledged_under_one_revision_cannot_both_be_kept(history):
    history.ask(BERT, ROUND, Ballot(1, NO))
    history.tell(BERT, ROUND, Ballot(1, NO), "ack")

    assert kinds(history, found(TRUE)) == ["lost"]


def test_earlier_revision_that_stands_in_place_of_a_later_one_is_stale(history):
    assert kinds(history, found({**TRUE, ANNA: [Ballot(1, YES)]})) == ["stale"]


def test_later_revision_that_was_sent_but_never_answered_may_stand(history):
    history.ask(BERT, ROUND, Ballot(2, NO))

    assert kinds(history, found({**TRUE, BERT: [Ballot(2, NO)]})) == []
    assert kinds(history, found(TRUE)) == []


def test_second_ballot_of_a_delegate_is_doubled(history):
    twice = {**TRUE, BERT: [Ballot(1, YES), Ballot(1, YES)]}

    assert kinds(history, found(twice)) == ["doubled"]


def test_ballot_that_nobody_sent_is_invented(history):
    assert kinds(history, found({**TRUE, ANNA: [Ballot(3, YES)]})) == ["invented"]
    assert kinds(history, found({**TRUE, "dora": [Ballot(1, YES)]})) == ["invented"]
    assert kinds(history, replace(found(TRUE), strangers=1)) == ["invented"]


def test_acknowledgement_of_what_nobody_sent_is_invented(history):
    history.tell(CLEO, ROUND, Ballot(7, NO), "ack")

    assert kinds(history, found({**TRUE, CLEO: [Ballot(1, YES)]})) == [
        "invented",
        "counted",
        "stale",
    ]


@pytest.mark.parametrize("code", ["closed", "stale", "invalid", "malformed"])
def test_refused_vote_that_stands_is_counted_wrongly(history, code):
    history.ask("dora", ROUND, Ballot(1, YES))
    history.tell("dora", ROUND, Ballot(1, YES), code)

    assert kinds(history, found({**TRUE, "dora": [Ballot(1, YES)]})) == ["counted"]


@pytest.mark.parametrize("codes", [["unavailable"], ["too_fast"], ["unavailable", "ack"]])
def test_vote_that_was_to_be_sent_again_may_stand(history, codes):
    history.ask("dora", ROUND, Ballot(1, YES))
    for code in codes:
        history.tell("dora", ROUND, Ballot(1, YES), code)

    assert kinds(history, found({**TRUE, "dora": [Ballot(1, YES)]})) == []


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    "totals",
    [
        {BALLOTS: 2, "yes": 1},
        {BALLOTS: 2, "yes": 2, "no": 1},
        {BALLOTS: 3, "yes": 1, "no": 1},
        {BALLOTS: 2, "yes": 1, "no": 1, "perhaps": 1},
        {},
    ],
)
def test_total_that_differs_from_the_recount_is_miscounted(history, place, totals):
    assert kinds(history, found(TRUE, **{place: totals})) == ["miscounted"]


def test_total_of_nothing_may_be_written_down_or_not(history):
    assert kinds(history, found(TRUE, counters={BALLOTS: 2, "yes": 1, "no": 1, "perhaps": 0})) == []


def test_delegate_who_is_told_of_another_ballot_is_misled(history):
    looked = found(TRUE)

    assert kinds(history, replace(looked, told={ANNA: Ballot(1, YES)})) == ["misled"]
    assert kinds(history, replace(looked, told={ANNA: None})) == ["misled"]
    assert kinds(history, replace(looked, told={CLEO: Ballot(1, YES)})) == ["misled"]
    assert kinds(history, replace(looked, told={CLEO: None})) == []


def test_withdrawn_ballot_stands_and_counts_nowhere(history):
    history.ask(BERT, ROUND, Ballot(2, NONE))
    history.tell(BERT, ROUND, Ballot(2, NONE), "ack")
    withdrawn = {**TRUE, BERT: [Ballot(2, NONE)]}

    assert count(withdrawn) == {BALLOTS: 1, "no": 1}
    assert kinds(history, found(withdrawn)) == []
    assert kinds(history, found(TRUE)) == ["stale"]


def test_several_choices_are_one_ballot():
    assert count({ANNA: [Ballot.of(1, ["yes", "no"])], BERT: [Ballot(1, YES)]}) == {
        BALLOTS: 2,
        "no": 1,
        "yes": 2,
    }
    assert Ballot.of(1, ["yes", "no"]) == Ballot(1, BOTH)


def test_history_survives_its_way_from_another_process(history):
    here = History()
    here.take_over(history.dump())

    assert here.of_round(ROUND) == history.of_round(ROUND)
    assert here.answers() == history.answers() == {"ack": 4, "unavailable": 1, "closed": 1}


def test_vote_that_nobody_answered_is_unanswered(history):
    history.ask(CLEO, ROUND, Ballot(2, NO))

    assert history.unanswered() == 1
