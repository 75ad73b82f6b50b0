"""The wording that a round keeps."""

import json

import pytest

from polls.models import Choice
from polls.wording import Option, Wording, letter
from tests.factories import QuestionFactory


@pytest.mark.django_db
def test_wording_survives_its_storage_and_later_edits():
    question = QuestionFactory(
        kind="multiple", min_choices=1, max_choices=2, help="Tick up to two", choices=["Ä", "B"]
    )
    wording = Wording.of(question)
    stored = json.dumps(wording.as_json())

    Choice.objects.filter(question=question).update(text="Edited")

    assert Wording.from_json(json.loads(stored)) == wording
    assert [option.text for option in wording.options] == ["Ä", "B"]


@pytest.mark.django_db
def test_options_stand_in_the_order_of_their_places():
    question = QuestionFactory(choices=["First", "Second", "Third"])
    question.choices.filter(text="First").update(position=9)
    question = type(question).objects.get(pk=question.pk)

    third = question.choices.get(text="Third")
    assert Wording.of(question).options[1] == Option(str(third.pk), "Third")
    assert [o.text for o in Wording.of(question).options] == ["Second", "Third", "First"]


def test_letters_run_from_a_to_z():
    assert (letter(0), letter(11), letter(25)) == ("A", "L", "Z")
