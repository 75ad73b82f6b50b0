"""Every socket opens to whom the table says, and every message is answered as written there."""

import json

import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from tests.clients import PATIENCE
from tests.matrix.rows import ASKERS, every_message, read_rows, write_row
from tests.matrix.table import MESSAGES

ROWS = read_rows(MESSAGES, keys=2)
TOLD = {told for told, _ in ROWS}
#: What is answered by a message of its own, be it a refusal.
ANSWERED = {"vote", "command", "ping"}


def open_socket(worlds, when, kind, who, whose) -> connect:
    """Connect as a browser does: with its cookies, from a page of this server."""
    world, server = worlds.at(when), worlds.server
    place = world.places[whose]
    told = "; ".join(f"{k}={v}" for k, v in world.cookies(who, place).items())
    return connect(
        server.ws(f"/ws/{kind}/{place.conference.code}/"),
        origin=server.url,
        additional_headers={"Cookie": told},
        compression=None,
        proxy=None,
        open_timeout=PATIENCE,
    )


def receive(socket, *kinds) -> dict:
    """The next message of one of these types."""
    while True:
        message = json.loads(socket.recv(timeout=PATIENCE))
        if message["type"] in kinds:
            return message


def message_of(name, place) -> dict:
    """A message that fits where things stand."""
    kind, _, do = name.partition(":")
    return {
        "type": kind,
        "ref": "1",
        "do": do or "open",
        "question": str(place.question.pk),
        "seconds": 30,
        "on": True,
        "door": "shut",
        "kind": "outcome" if do.startswith("note_") else "yes_no",
        "prompt": "Is it so?",
        "topic": place.topic,
        "note": place.note,
        "text": "We share a budget.",
        "steps": -1,
        "round": str(place.round and place.round.pk),
        "rev": 1,
        "answer": [place.choice],
        "tally_seq": 0,
        "minutes": 5,
        "size": "large",
        "projector": 2,
        "key": "a",
        "many": 2,
        "presses": 7,
    }


def say(socket, name, place) -> str:
    """Send a message; return ``ack``, the code of the refusal, or ``ok`` where nothing is wrong."""
    message = message_of(name, place)
    socket.send(json.dumps(message))
    answer = receive(socket, "refused", "ack", "pong") if message["type"] in ANSWERED else None
    if answer is None:
        socket.send('{"type": "ping"}')
        answer = receive(socket, "refused", "pong")
    if answer["type"] == "pong":
        return "ok"
    return str(answer.get("code", answer["type"]))


def answer_on_socket(worlds, when, told, who, whose) -> str:
    """What becomes of a message on a socket; the close code, for whom it does not open."""
    kind, name = told.split("/")
    with open_socket(worlds, when, kind, who, whose) as socket:
        try:
            receive(socket, "state")
            return "in" if name == "connect" else say(socket, name, worlds.at(when).places[whose])
        except ConnectionClosed as closed:
            return str(closed.rcvd and closed.rcvd.code)


def answer_to_call(caller, world, told, who, whose) -> str:
    """What becomes of a chair's command by a call: ``ack``, or the code of the refusal."""
    place = world.places[whose]
    caller.cookies.clear()
    answer = caller.post(
        f"/api/v1/sessions/{place.session.pk}/commands",
        headers=world.bearer(who),
        json=message_of(told.split("/")[1], place),
    )
    return "ack" if answer.status_code == 200 else answer.json()["code"]


def answers_to(caller, worlds, told, when) -> list[str]:
    """How a message is answered to each asker."""
    answers = []
    for who, whose in ASKERS:
        if told.startswith("api/"):
            answers.append(answer_to_call(caller, worlds.at(when), told, who, whose))
        else:
            answers.append(answer_on_socket(worlds, when, told, who, whose))
        if answers[-1] == "ack":
            worlds.spend(when)
    return answers


@pytest.mark.parametrize("key", ROWS, ids=" ".join)
def test_message_is_answered_as_written(caller, worlds, key):
    told = answers_to(caller, worlds, *key)
    wrong = [
        f"{who}, {whose} conference: {now}, not {wanted}"
        for (who, whose), now, wanted in zip(ASKERS, told, ROWS[key].answers, strict=True)
        if now != wanted
    ]

    assert wrong == []


@pytest.mark.parametrize("told", every_message())
def test_every_message_has_a_row(told, caller, worlds):
    if told not in TOLD:
        key = (told, "open")
        pytest.fail(
            "A message or command without a row. If each of these answers is what is meant, add "
            "this line to MESSAGES in tests/matrix/table.py, or one for a moment that fits it "
            f"better:\n{write_row(key, answers_to(caller, worlds, *key))}"
        )


def test_every_row_is_of_a_message():
    gone = sorted(TOLD - set(every_message()))

    assert gone == [], "remove these rows from MESSAGES in tests/matrix/table.py"
