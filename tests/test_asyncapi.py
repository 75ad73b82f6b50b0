"""The published description of the protocol is itself in order."""

from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.contract import OffContract, check, follow, message_type, read_document, validators

ROUND = "2f1c0d8e-6f3a-4b52-9a77-0c1d2e3f4a5b"
STATE = {
    "type": "state",
    "seq": 41,
    "session": None,
    "phase": "waiting",
    "live": True,
    "tallies": "each",
    "blank": False,
    "practice": False,
    "rehearsal": False,
    "stopped": False,
    "round": None,
    "question": None,
    "results": None,
    "agenda": None,
    "screen": None,
    "look": {"size": "normal", "theme": "", "projectors": [], "identify": None},
    "remedies": None,
    "keypad_tiles": False,
}


def references(node: Any) -> Iterator[str]:
    """Every ``$ref`` in a part of the document."""
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def test_document_is_asyncapi_3_with_a_title_and_a_version():
    document = read_document()

    assert document["asyncapi"] == "3.0.0"
    assert document["info"]["title"]
    assert document["info"]["version"]


def test_every_reference_leads_somewhere():
    for reference in references(read_document()):
        assert follow(reference) is not None, reference


@pytest.mark.parametrize("name", read_document()["components"]["schemas"])
def test_schema_is_valid(name):
    Draft7Validator.check_schema(follow(f"#/components/schemas/{name}"))


def test_every_schema_is_used():
    used = set(references(read_document()))
    for kind in ("schemas", "messages"):
        for name in read_document()["components"][kind]:
            assert f"#/components/{kind}/{name}" in used


def test_every_channel_message_travels_in_one_direction():
    for name, channel in read_document()["channels"].items():
        sent, heard = validators(name, "send"), validators(name, "receive")
        types = {message_type(follow(m["$ref"])) for m in channel["messages"].values()}
        assert types == set(sent) | set(heard)
        assert not set(sent) & set(heard)


def test_every_parameter_of_an_address_is_described():
    for channel in read_document()["channels"].values():
        assert "{code}" in channel["address"]
        assert set(channel["parameters"]) == {"code"}


def test_unknown_keys_are_no_fault():
    check("delegate", "send", {**STATE, "weather": "fine"})


@pytest.mark.parametrize("key", sorted(set(STATE) - {"type"}))
def test_state_without_one_of_its_keys_is_off_contract(key):
    with pytest.raises(OffContract):
        check("delegate", "send", {k: v for k, v in STATE.items() if k != key})


@pytest.mark.parametrize(
    "change",
    [
        {"phase": "open"},
        {"phase": "paused"},
        {"seq": -1},
        {"seq": "41"},
        {"live": 1},
        {"results": {"ballots": 1, "joined": 1, "counts": [], "figures": {}, "sentence": "One."}},
    ],
)
def test_state_that_contradicts_itself_is_off_contract(change):
    with pytest.raises(OffContract):
        check("delegate", "send", {**STATE, **change})


def test_message_of_another_socket_is_off_contract():
    with pytest.raises(OffContract):
        check("stage", "receive", {"type": "vote"})


def test_refusal_as_closed_without_what_stands_is_off_contract():
    refusal = {"type": "refused", "ref": "a", "code": "closed", "detail": "Too late."}

    check("delegate", "send", {**refusal, "rev": 0, "answer": None})
    with pytest.raises(OffContract):
        check("delegate", "send", refusal)


@pytest.mark.parametrize("rev", [0, -1, 1.5, 2**31, "1", True])
def test_vote_with_a_revision_out_of_range_is_off_contract(rev):
    vote = {"type": "vote", "ref": "a", "round": ROUND, "rev": 1, "answer": []}

    check("delegate", "receive", vote)
    with pytest.raises(OffContract):
        check("delegate", "receive", {**vote, "rev": rev})
