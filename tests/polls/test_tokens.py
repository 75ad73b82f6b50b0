"""Delegates' tokens."""

import uuid

import pytest
from django.core.signing import Signer

from polls.tokens import make_token, read_token

CONFERENCE = "0f8fad5b-d9cb-469f-a165-70867728950e"


def test_token_names_its_conference_and_a_delegate_of_its_own():
    first, second = (read_token(make_token(CONFERENCE)) for _ in range(2))

    assert (first.conference_id, second.conference_id) == (CONFERENCE, CONFERENCE)
    assert first.delegate_id != second.delegate_id


@pytest.mark.parametrize("place", [0, 31, 32, 63, -1])
def test_token_with_one_character_changed_is_none(place):
    token = make_token(CONFERENCE)
    other = "0" if token[place] != "0" else "1"
    changed = token[:place] + other + (token[place + 1 :] if place != -1 else "")

    assert read_token(changed) is None


@pytest.mark.parametrize("token", ["", ":", "x" * 5000, "é:ü", "\x00"])
def test_what_was_not_made_here_is_none(token):
    assert read_token(token) is None


def test_what_was_signed_here_for_another_purpose_is_none():
    text = f"{uuid.UUID(CONFERENCE).hex}{uuid.uuid4().hex}"

    assert read_token(Signer(salt="show-of-hands.other").sign(text)) is None


def test_signed_text_that_is_no_token_is_none():
    assert read_token(Signer(salt="show-of-hands.delegate").sign("nobody")) is None
