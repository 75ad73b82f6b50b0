"""Skipping questions, taking them up again, and moving them."""

import uuid

import pytest

from polls.errors import Invalid, Malformed, WrongPhase
from polls.programme import read_programme
from tests.polls.chairing.steering import on_screen, prompts, steer


def id_of(session, prompt) -> str:
    """The id of a question by its words."""
    return str(session.questions.get(prompt=prompt).pk)


def test_next_and_previous_pass_over_what_is_skipped(session):
    steer(session, "skip", question=id_of(session, "Two?"), on=True)
    seen = []
    for do in ("next", "next", "previous"):
        steer(session, do)
        seen.append(on_screen(session).prompt)

    assert seen == ["One?", "Three?", "One?"]
    told = read_programme(str(session.pk))["questions"]
    assert [question["skipped"] for question in told] == [False, True, False]


def test_skipped_question_can_be_shown_by_name_and_left_in_both_directions(session):
    two = id_of(session, "Two?")
    steer(session, "skip", question=two, on=True)
    steer(session, "show", question=two)
    steer(session, "next")
    assert on_screen(session).prompt == "Three?"
    steer(session, "show", question=two)
    steer(session, "previous")
    assert on_screen(session).prompt == "One?"


def test_question_taken_up_again_is_not_passed_over(session):
    for on in (True, False):
        steer(session, "skip", question=id_of(session, "One?"), on=on)
    steer(session, "next")

    assert on_screen(session).prompt == "One?"


def test_nothing_follows_where_the_rest_is_skipped(session):
    for prompt in ("Two?", "Three?"):
        steer(session, "skip", question=id_of(session, prompt), on=True)
    steer(session, "next")
    with pytest.raises(WrongPhase):
        steer(session, "next")

    assert on_screen(session).prompt == "One?"


@pytest.mark.parametrize(
    ("prompt", "steps", "order"),
    [
        ("One?", 1, ["Two?", "One?", "Three?"]),
        ("Three?", -1, ["One?", "Three?", "Two?"]),
        ("Three?", -500, ["Three?", "One?", "Two?"]),
        ("One?", -1, ["One?", "Two?", "Three?"]),
    ],
)
def test_question_moves_as_far_as_there_is_room(session, prompt, steps, order):
    steer(session, "next")
    steer(session, "move", question=id_of(session, prompt), steps=steps)

    assert prompts(session) == order
    assert on_screen(session).prompt == "One?"


@pytest.mark.parametrize("steps", [0, 501, -501, 1.0, True, "1", None])
def test_number_of_places_is_checked(session, steps):
    with pytest.raises(Malformed):
        steer(session, "move", question=id_of(session, "One?"), steps=steps)


@pytest.mark.parametrize("do", ["skip", "move"])
def test_question_of_elsewhere_is_none_here(session, do):
    with pytest.raises(Invalid):
        steer(session, do, question=str(uuid.uuid4()), on=True, steps=1)


@pytest.mark.parametrize("on", [None, 1, "yes"])
def test_skip_is_on_or_off(session, on):
    with pytest.raises(Malformed):
        steer(session, "skip", question=id_of(session, "One?"), on=on)
