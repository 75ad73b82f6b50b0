"""Every address, message and command answers people of a session as their role says."""

import pytest

from tests.matrix import roles
from tests.matrix.rows import read_rows
from tests.matrix.table import MESSAGES, ROUTES
from tests.matrix.test_messages import answer_on_socket, answer_to_call
from tests.matrix.test_routes import REFUSED, ask, word
from tests.matrix.world import BROUGHT

ROUTE_ROWS = read_rows(ROUTES, keys=2)
MESSAGE_ROWS = read_rows(MESSAGES, keys=2)
OTHER_ROUTES = roles.read_exceptions(roles.ROUTES)
OTHER_MESSAGES = roles.read_exceptions(roles.MESSAGES)
COMMANDS = [key for key in MESSAGE_ROWS if "/command:" in key[0]]
TOLD = [key for key in MESSAGE_ROWS if key not in COMMANDS]


def differences(answers, wanted):
    """What is answered otherwise than it should be, by role."""
    return [
        f"{who}: {answers[who]}, not {wanted[who]}"
        for who in answers
        if answers[who] != wanted[who]
    ]


@pytest.mark.parametrize("key", ROUTE_ROWS, ids=" ".join)
def test_route_answers_each_role_as_written(caller, worlds, key):
    method, route = key
    answers = {}
    for who in BROUGHT:
        answers[who] = word(ask(caller, worlds.at(), method, route, who, "own"))
        if method == "POST" and answers[who] not in REFUSED:
            worlds.spend()
    row = ROUTE_ROWS[key]

    assert differences(answers, {w: roles.expected(row, OTHER_ROUTES, w) for w in BROUGHT}) == []


@pytest.mark.parametrize("key", TOLD, ids=" ".join)
def test_message_of_each_role_is_answered_as_written(worlds, key):
    told, when = key
    answers = {who: answer_on_socket(worlds, when, told, who, "own") for who in BROUGHT}
    row = MESSAGE_ROWS[key]

    assert differences(answers, {w: roles.expected(row, OTHER_MESSAGES, w) for w in BROUGHT}) == []


@pytest.mark.parametrize("key", COMMANDS, ids=" ".join)
def test_command_of_each_role_is_answered_as_written(caller, worlds, key):
    told, when = key
    by_call = told.startswith("api/")
    # A helper has no console, and a co-chair is the same to both.
    asked = BROUGHT if by_call else ["moderator", "technician"]
    answers = {}
    for who in asked:
        if by_call:
            answers[who] = answer_to_call(caller, worlds.at(when), told, who, "own")
        else:
            answers[who] = answer_on_socket(worlds, when, told, who, "own")
        if answers[who] == "ack":
            worlds.spend(when)
    row = MESSAGE_ROWS[key]

    assert differences(answers, {w: roles.expected_of_command(row, w) for w in answers}) == []


def test_every_exception_is_of_a_row():
    assert [key for key in OTHER_ROUTES if key not in ROUTE_ROWS] == []
    assert [key for key in OTHER_MESSAGES if key not in MESSAGE_ROWS] == []
