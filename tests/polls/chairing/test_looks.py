"""Size and theme of projectors: of all, or of one by its number."""

from datetime import timedelta

import pytest

from polls import clock
from polls.errors import Malformed
from polls.looks import IDENTIFIED, OneLook, read_look
from polls.models import Deed, Session
from polls.sessions import read_session
from tests.polls.chairing.steering import steer


def look(session):
    """How projectors are told to look."""
    return read_session(str(session.pk)).look


def test_projectors_look_alike_until_one_is_set(session):
    plain = look(session)
    steer(session, "look", size="large")
    steer(session, "look", projector=2, theme="contrast")
    steer(session, "look", projector=2, size="small")
    steer(session, "look", projector=10, theme="")

    assert (plain.size, plain.theme, plain.projectors) == ("normal", "", ())
    assert (look(session).size, look(session).theme) == ("large", "")
    assert look(session).projectors == (
        OneLook(2, "small", "contrast"),
        OneLook(10, None, ""),
    )
    said = [deed.words.split(", in “")[0] for deed in Deed.objects.order_by("pk")]
    assert said == [
        "Set all projectors to size large",
        "Set projector 2 to theme contrast",
        "Set projector 2 to size small",
        "Set projector 10 to theme as its browser has it",
    ]


def test_projector_looks_as_all_do_again(session):
    steer(session, "look", projector=2, size="large", theme="dark")
    steer(session, "look", projector=2, size=None)
    assert look(session).projectors == (OneLook(2, None, "dark"),)
    steer(session, "look", projector=2, theme=None)
    assert look(session).projectors == ()


@pytest.mark.parametrize("args", [
    {}, {"projector": 2}, {"size": "huge"}, {"size": None}, {"theme": None}, {"theme": "pink"},
    {"theme": ["dark"]}, {"size": "large", "theme": 1}, {"size": "large", "projector": 0},
    {"size": "large", "projector": 25}, {"size": "large", "projector": "2"},
    {"size": "large", "projector": True}, {"projector": 2, "size": ""},
])  # fmt: skip
def test_look_that_there_is_not_changes_nothing(session, args):
    with pytest.raises(Malformed):
        steer(session, "look", **args)

    assert Session.objects.get().look == {}


def test_look_is_set_while_people_vote(session):
    steer(session, "next")
    steer(session, "open")
    steer(session, "look", theme="light")

    assert look(session).theme == "light"


@pytest.mark.parametrize("projector", [3, None])
def test_number_is_shown_for_some_seconds(session, projector):
    steer(session, "look", size="large")
    before = clock.now()
    steer(session, "identify", **({"projector": projector} if projector else {}))
    asked = look(session)
    later = read_look(Session.objects.get().look, clock.now() + IDENTIFIED)

    assert asked.identify == projector
    assert before < asked.identify_until - IDENTIFIED + timedelta(seconds=1)
    assert asked.size == "large"
    assert (later.identify, later.identify_until) == (None, None)
