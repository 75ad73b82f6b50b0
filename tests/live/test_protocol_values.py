"""The protocol's pure functions, where a real client cannot reach every corner."""

import json
import re

import pytest

from live.protocol import answers, incoming, states
from live.protocol.encoding import encode
from live.sockets.headers import cookie
from polls.voting import Mine


@pytest.mark.parametrize(
    "body",
    [
        '{"ref": "\\u0000"}'.encode("utf-16"),
        '{"ref": "é"}'.encode("latin-1"),
        b'{"ref": "\xed\xa0\x80"}',
        b"\xff\xfe",
        b"",
    ],
)
def test_body_that_is_not_utf_8_is_unreadable(body):
    with pytest.raises(incoming.Unreadable):
        incoming.read_body(body)


@pytest.mark.parametrize("hidden", ['"\\u0000"', '"\\ud800"', '{"\\udfff": 1}', '[["\\u0000"]]'])
def test_nul_and_lone_surrogates_are_unreadable_wherever_they_stand(hidden):
    with pytest.raises(incoming.Unreadable) as refusal:
        incoming.read_message(f'{{"type": "vote", "ref": "mine", "answer": {hidden}}}')

    assert refusal.value.ref == "mine"


def test_paired_surrogates_are_text():
    assert incoming.read_message('{"type": "\\ud83d\\ude00"}') == {"type": "😀"}


@pytest.mark.parametrize("depth", [100, 900, 4000])
def test_deep_nesting_is_read_or_refused_and_overflows_nothing(depth):
    text = f'{{"type": "ping", "x": "\\u0041", "y": {"[" * depth}{"]" * depth}}}'

    try:
        assert incoming.read_message(text)["type"] == "ping"
    except incoming.Unreadable:
        assert depth > 100


def test_refusal_of_too_many_messages_is_a_new_one_each_time():
    assert incoming.too_fast() is not incoming.too_fast()


@pytest.mark.parametrize("ref", [None, 7, ["a"], "x" * 65, "\x00"])
def test_ref_that_cannot_be_answered_with_is_none(ref):
    assert incoming.read_ref({"ref": ref}) is None


def test_what_is_sent_is_compact_and_keeps_letters():
    text = encode({"type": "state", "title": "Gofal – é"})

    assert text == '{"type":"state","title":"Gofal – é"}'
    assert json.loads(text)["title"] == "Gofal – é"


def test_cookie_is_found_among_those_of_other_programs():
    others = b'theme={"dark": true, "x": [1]}; delegate_ABC234=token:signed; a b=c'

    assert cookie({"headers": [(b"cookie", others)]}, "delegate_ABC234") == "token:signed"


@pytest.mark.parametrize(
    "message",
    [json.loads(states.beat(1)), answers.mine(Mine(None, 0, None))],
    ids=["beat", "mine"],
)
def test_present_is_told_with_the_milliseconds_beyond_its_second(message):
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", message["now"])
    assert message["ms"] in range(1000)
