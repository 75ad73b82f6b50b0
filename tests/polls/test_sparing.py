"""Sparing tallies: nobody can subtract one picture from another and find one delegate's vote."""

import json
import threading
import uuid
from collections import Counter as Totals
from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.db import IntegrityError, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live.protocol import tallies
from polls.chairing import Order, carry_out
from polls.errors import WrongPhase
from polls.exports.as_csv import COLUMNS, read_rows
from polls.exports.as_json import export_json
from polls.models import Channel, Counter, Question, Round, Session, Tallies, User
from polls.programme import read_programme
from polls.sessions import read_session
from polls.sparing import FEWEST, STEP, is_due
from polls.tallies import Result, read_result, read_results
from polls.voting import Vote, cast
from tests.factories import QuestionFactory, RoundFactory, UserFactory

DELEGATES = [uuid.uuid5(uuid.NAMESPACE_URL, str(number)) for number in range(40)]

#: How many ballots come (or go) with a group of votes.
growth = st.lists(st.integers(-8, 8), max_size=80)


def pictures(changes: list[int]) -> Iterator[tuple[int, int | None]]:
    """The ballots after each group, and those of the last moment that was recorded."""
    ballots, recorded = 0, None
    for change in changes:
        ballots = max(0, ballots + change)
        if is_due(ballots, recorded):
            recorded = ballots
        yield ballots, recorded


@given(changes=growth)
def test_pictures_begin_at_ten_ballots_and_grow_by_at_least_five(changes):
    seen = [recorded for _, recorded in pictures(changes) if recorded is not None]

    new = [recorded for number, recorded in enumerate(seen) if recorded not in seen[:number]]
    assert all(recorded >= FEWEST for recorded in new)
    assert all(after - before >= STEP for before, after in pairwise(new))


@given(changes=growth)
def test_no_picture_is_held_back_longer_than_it_must(changes):
    for ballots, recorded in pictures(changes):
        assert ballots < FEWEST if recorded is None else ballots < recorded + STEP


@pytest.mark.django_db
@pytest.mark.parametrize("channel", [Channel.HANDS, Channel.STEWARD])
def test_ballots_that_a_helper_entered_hide_nobody(channel):
    round = RoundFactory(tallies=Tallies.STEPS, live=True)
    conference = str(round.session.conference_id)
    choice = [round.wording["choices"][0]["id"]]

    def come(number: int, by: str) -> dict | None:
        cast(
            [
                Vote(conference, uuid.uuid4(), str(round.pk), 1, choice, channel=by)
                for _ in range(number)
            ]
        )
        round.refresh_from_db()
        return round.shown and round.shown["ballots"]

    entered = come(30, channel)
    told = [entered, come(9, Channel.PHONE), come(1, Channel.PHONE), come(20, channel)]
    told += [come(4, Channel.KEYPAD), come(1, Channel.PHONE)]

    assert told == [None, None, 40, 40, 40, 65]


@given(base=st.integers(0, 200), ballots=st.integers(0, 200))
def test_after_any_base_the_next_picture_needs_both_the_fewest_and_the_step(base, ballots):
    assert is_due(ballots, base) == (ballots >= 10 and ballots - base >= 5)


# On both databases.


@pytest.fixture
def chair(each_database) -> User:
    return UserFactory()


def begin(chair: User, tallies: str, *, kind: str = "single", live: bool = True) -> Round:
    """An open round with the choices red, green and blue, whose session ``chair`` chairs."""
    question = QuestionFactory(
        session__chairs=[chair],
        kind=kind,
        max_choices=1 if kind == "single" else 2,
        choices=["Red", "Green", "Blue"],
        tallies=tallies,
        live=live,
    )
    steer(question.session, chair, "show", question=str(question.pk))
    steer(question.session, chair, "open")
    return Round.objects.select_related("session__conference").get(question=question)


def steer(session: Session, by: User, do: str, **args: object) -> None:
    carry_out(session_id=str(session.pk), by=by, order=Order(do, args))


def ids(of: Round) -> list[str]:
    return [choice["id"] for choice in of.wording["choices"]]


def put(of: Round, who: uuid.UUID, *places: int) -> None:
    """One delegate votes for the choices at these places; for none: withdraws."""
    group = [ballot(of, who, *places)]
    assert cast(group).outcomes[0].answer == group[0].answer


def ballot(of: Round, who: uuid.UUID, *places: int) -> Vote:
    answer = [ids(of)[place] for place in places]
    return Vote(str(of.session.conference_id), who, str(of.pk), None, answer)


def result_of(of: Round) -> Result:
    return read_result(Round.objects.select_related("session").get(pk=of.pk))


def numbers(counts: list[dict] | None) -> list[int] | None:
    return None if counts is None else [line["count"] for line in counts]


def seen_everywhere(of: Round) -> tuple[int | None, list[int] | None]:
    """The ballots counted and their counts, which must be the same wherever they are read."""
    result = result_of(of)
    now = read_session(str(of.session_id))
    chair = tallies.tally(now, chair=True)
    exported = json.loads(b"".join(export_json(of.session.conference)))
    round = exported["sessions"][0]["questions"][0]["rounds"][0]
    rows = [dict(zip(COLUMNS, row, strict=True)) for row in read_rows(of.session.conference)]
    in_csv = [row["count"] for row in rows if row["choice"]] or None
    pages = next(iter(read_results(of.session)))
    places = [
        (result.counted, numbers(result.counts)),
        (chair["counted"], numbers(chair["counts"])),
        (round["counted"], numbers(round["counts"])),
        (pages.counted, numbers(pages.counts)),
    ]
    assert places == places[:1] * 4
    assert in_csv == places[0][1]
    if now.round and now.round.visible:
        room = tallies.tally(now)
        assert (room["counted"], numbers(room["counts"])) == places[0]
    told = (result.sentence, chair.get("sentence"), round["sentence"], pages.sentence)
    assert set(told) == {result.sentence}
    return places[0]


def test_counts_are_there_from_ten_ballots_on_and_then_by_fives(chair):
    voted = begin(chair, "steps")
    seen = []
    for number in range(17):
        put(voted, DELEGATES[number], number % 2)
        seen.append(seen_everywhere(voted))

    nothing = (None, None)
    assert seen == [nothing] * 9 + [(10, [5, 5, 0])] * 5 + [(15, [8, 7, 0])] * 3
    assert result_of(voted).ballots == 17


def test_turnout_moves_alone_before_and_between_the_pictures(chair):
    voted = begin(chair, "steps")
    turnout = []
    for number in range(12):
        put(voted, DELEGATES[number], 0)
        turnout.append(tallies.tally(read_session(str(voted.session_id)))["ballots"])

    assert turnout == list(range(1, 13))


def test_sentence_and_shares_are_of_the_ballots_counted(chair):
    voted = begin(chair, "steps")
    for number in range(13):
        put(voted, DELEGATES[number], int(number >= 10))

    result = result_of(voted)

    assert (result.ballots, result.counted, numbers(result.counts)) == (13, 10, [10, 0, 0])
    assert "A, Red: 100\u00a0%" in result.sentence
    assert "10 of 13 voted" in result.sentence


def test_changed_and_withdrawn_votes_move_nothing_until_five_more_have_come(chair):
    voted = begin(chair, "steps")
    for number in range(10):
        put(voted, DELEGATES[number], 0)
    put(voted, DELEGATES[0], 1)
    put(voted, DELEGATES[1])
    for _ in range(6):  # One delegate who comes and goes is still one.
        put(voted, DELEGATES[10], 2)
        put(voted, DELEGATES[10])
    before = seen_everywhere(voted)
    for number in range(11, 16):
        put(voted, DELEGATES[number], 2)
    still = seen_everywhere(voted)
    put(voted, DELEGATES[16], 2)

    assert before == still == (10, [10, 0, 0])
    assert seen_everywhere(voted) == (15, [8, 1, 6])


def test_several_choices_each_are_counted_in_steps_of_people(chair):
    voted = begin(chair, "steps", kind="multiple")
    for number in range(9):
        put(voted, DELEGATES[number], 0, 1)
    before = seen_everywhere(voted)
    put(voted, DELEGATES[9], 1, 2)

    assert (before, seen_everywhere(voted)) == ((None, None), (10, [9, 10, 1]))


def test_close_shows_the_rest_and_a_reopened_round_goes_on_from_there(chair):
    voted = begin(chair, "steps")
    for number in range(12):
        put(voted, DELEGATES[number], 0)
    steer(voted.session, chair, "close")
    closed = seen_everywhere(voted)
    steer(voted.session, chair, "reopen")
    for number in range(12, 16):
        put(voted, DELEGATES[number], 1)
    reopened = seen_everywhere(voted)
    put(voted, DELEGATES[16], 1)

    assert closed == reopened == (12, [12, 0, 0])
    assert seen_everywhere(voted) == (17, [12, 5, 0])


def test_reopened_round_of_few_shows_nothing_until_ten_and_five_more(chair):
    voted = begin(chair, "steps")
    for number in range(7):
        put(voted, DELEGATES[number], 0)
    steer(voted.session, chair, "close")
    closed = seen_everywhere(voted)
    steer(voted.session, chair, "reopen")
    for number in range(7, 11):
        put(voted, DELEGATES[number], 1)
    reopened = seen_everywhere(voted)
    put(voted, DELEGATES[11], 1)

    assert (closed, reopened) == ((7, [7, 0, 0]), (None, None))
    assert seen_everywhere(voted) == (12, [7, 5, 0])


def test_chair_who_shows_counts_to_the_room_shows_the_same_picture(chair):
    voted = begin(chair, "steps", live=False)
    for number in range(12):
        put(voted, DELEGATES[number], 0)
    hidden = tallies.tally(read_session(str(voted.session_id)))
    steer(voted.session, chair, "reveal")

    assert (hidden["ballots"], hidden["counted"], hidden["counts"]) == (12, None, None)
    assert seen_everywhere(voted) == (10, [10, 0, 0])


def test_nobody_sees_counts_before_the_close(chair):
    voted = begin(chair, "closed")
    for number in range(25):
        put(voted, DELEGATES[number], 0)
        assert seen_everywhere(voted) == (None, None)
    now = read_session(str(voted.session_id))
    told = tallies.tally(now, chair=True)
    steer(voted.session, chair, "close")

    assert (now.live, now.tallies, told["hidden"]) == (False, "closed", True)
    assert (told["ballots"], told["figures"], "sentence" in told) == (25, None, False)
    assert seen_everywhere(voted) == (25, [25, 0, 0])


def test_reopened_round_keeps_its_counts_until_it_is_closed_again(chair):
    voted = begin(chair, "closed")
    put(voted, DELEGATES[0], 0)
    steer(voted.session, chair, "close")
    steer(voted.session, chair, "reopen")
    for number in range(1, 20):
        put(voted, DELEGATES[number], 1)
    reopened = seen_everywhere(voted)
    steer(voted.session, chair, "close")
    steer(voted.session, chair, "reveal")

    assert reopened == (None, None)
    assert seen_everywhere(voted) == (20, [1, 19, 0])


@pytest.mark.parametrize("do", ["reveal", "hide"])
def test_counts_kept_until_the_close_can_be_neither_shown_nor_hidden(chair, do):
    voted = begin(chair, "closed")

    with pytest.raises(WrongPhase, match="before it is closed"):
        steer(voted.session, chair, do)

    assert not Round.objects.get(pk=voted.pk).live


def test_database_refuses_to_show_what_is_kept_until_the_close(chair):
    voted = begin(chair, "closed")

    with pytest.raises(IntegrityError, match="round_kept_until_close_is_not_live"):
        Round.objects.filter(pk=voted.pk).update(live=True)


def test_void_vote_shows_no_counts_whatever_was_recorded(chair):
    voted = begin(chair, "steps")
    for number in range(11):
        put(voted, DELEGATES[number], 0)
    steer(voted.session, chair, "void")

    assert (result_of(voted).ballots, result_of(voted).counts) == (0, [])


@pytest.mark.parametrize(
    ("sensitive", "own", "becomes"),
    [
        (False, "", "each"),
        (True, "", "steps"),
        (True, "each", "each"),
        (False, "steps", "steps"),
        (False, "closed", "closed"),
    ],
)
def test_question_without_a_choice_of_its_own_is_as_its_conference(chair, sensitive, own, becomes):
    question = QuestionFactory(
        session__chairs=[chair], session__conference__sensitive=sensitive, tallies=own
    )
    session = question.session
    steer(session, chair, "show", question=str(question.pk))
    shown = read_session(str(session.pk))
    steer(session, chair, "open")
    opened = read_session(str(session.pk))
    entry = read_programme(str(session.pk))["questions"][0]

    assert [shown.tallies, opened.tallies, entry["tallies"]] == [becomes] * 3
    assert [shown.live, opened.live, entry["live"]] == [becomes != "closed"] * 3


def test_open_round_keeps_what_it_was_opened_with(chair):
    voted = begin(chair, "steps")
    Question.objects.filter(pk=voted.question_id).update(tallies="each")
    for number in range(9):
        put(voted, DELEGATES[number], 0)

    assert seen_everywhere(voted) == (None, None)


def test_reader_between_a_reopening_and_a_vote_sees_the_close_and_no_more(chair):
    voted = begin(chair, "steps")
    for number in range(10):
        put(voted, DELEGATES[number], 0)
    steer(voted.session, chair, "close")
    read_before = Round.objects.select_related("session").get(pk=voted.pk)
    steer(voted.session, chair, "reopen")
    put(voted, DELEGATES[10], 1)

    late = read_result(read_before)

    assert (late.phase, late.ballots, numbers(late.counts)) == ("closed", 10, [10, 0, 0])


def test_rounds_that_count_every_vote_record_nothing(chair):
    voted = begin(chair, "each")
    for number in range(12):
        put(voted, DELEGATES[number], 0)
    steer(voted.session, chair, "close")

    assert Round.objects.get(pk=voted.pk).shown is None
    assert seen_everywhere(voted) == (12, [12, 0, 0])


votes = st.tuples(st.integers(0, 39), st.lists(st.integers(0, 2), max_size=1))
evenings = st.lists(
    st.one_of(st.lists(votes, min_size=1, max_size=15), st.just("close"), st.just("reveal")),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(evening=evenings)
def test_whoever_looks_after_every_group_finds_five_new_voters_between_two_pictures(chair, evening):
    voted = begin(chair, "steps")
    standing: dict[int, list[int]] = {}
    seen: list[tuple[list[int], dict[int, list[int]]]] = []
    for move in [*evening, "close"]:
        if isinstance(move, list):
            cast([ballot(voted, DELEGATES[who], *answer) for who, answer in move])
            standing = {**standing, **dict(move)}
        elif move == "close":
            steer(voted.session, chair, "close")
            counts = seen_everywhere(voted)[1]
            assert counts == count(standing)
            seen.append((counts, standing))
            steer(voted.session, chair, "reopen")
        else:
            steer(voted.session, chair, "reveal")
        note(voted, standing, seen)


def note(
    voted: Round, standing: dict[int, list[int]], seen: list[tuple[list[int], dict[int, list[int]]]]
) -> None:
    """Look at an open round: a new picture is of now, and far enough from the last."""
    counted, counts = seen_everywhere(voted)
    if counts is None or (seen and seen[-1][0] == counts):
        return
    assert counts == count(standing)
    assert counted is not None
    assert counted >= 10
    before = seen[-1][1] if seen else {}
    new = [who for who, answer in standing.items() if answer and not before.get(who)]
    assert len(new) >= 5
    seen.append((counts, standing))


def count(standing: dict[int, list[int]]) -> list[int]:
    totals = Totals(answer[0] for answer in standing.values() if answer)
    return [totals[place] for place in range(3)]


def test_voters_on_many_threads_leave_only_pictures_that_keep_the_rule(chair):
    voted = begin(chair, "steps")
    stop = threading.Event()
    seen: list[tuple[int, tuple[int, ...]]] = []
    failures: list[Exception] = []

    def watch() -> None:
        try:
            while not stop.is_set():
                result = result_of(voted)
                if result.counts is not None:
                    seen.append((result.counted, tuple(numbers(result.counts))))
        except Exception as failure:  # noqa: BLE001 -- told to the test
            failures.append(failure)
        finally:
            connections.close_all()

    def vote(part: int) -> None:
        try:
            for number in range(part, 40, 4):
                for place in (0, 1, 2):
                    put(voted, DELEGATES[number], place)
        except Exception as failure:  # noqa: BLE001 -- told to the test
            failures.append(failure)
        finally:
            connections.close_all()

    watchers = [threading.Thread(target=watch) for _ in range(2)]
    voters = [threading.Thread(target=vote, args=[part]) for part in range(4)]
    for thread in [*watchers, *voters]:
        thread.start()
    for thread in voters:
        thread.join()
    stop.set()
    for thread in watchers:
        thread.join()
    final = result_of(voted)

    assert failures == []
    different = sorted({*seen, (final.counted, tuple(numbers(final.counts)))})
    assert different[0][0] >= 10
    assert all(after[0] - before[0] >= 5 for before, after in pairwise(different))
    assert all(counted == sum(counts) for counted, counts in different)
    steer(voted.session, chair, "close")
    assert seen_everywhere(voted) == (40, [0, 0, 40])
    assert dict(Counter.objects.filter(round=voted).values_list("key", "total")) == dict(
        zip([*ids(voted), "ballots"], [0, 0, 40, 40], strict=True)
    )


def test_factory_round_without_a_word_on_tallies_counts_each_vote(each_database):
    assert RoundFactory().tallies == "each"
