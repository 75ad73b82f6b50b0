"""The chair's socket and the commands: what is allowed when, and what comes of it."""

import asyncio
import json
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.clients import Chair, Hall, http, join

NOBODY = "00000000-0000-4000-8000-000000000000"

#: How a hall is brought into each phase, from a draft session.
WAYS: dict[str, list[tuple[str, dict]]] = {
    "draft": [],
    "waiting": [("start", {})],
    "shown": [("start", {}), ("show", {"question": 2})],
    "open": [("start", {}), ("show", {"question": 2}), ("open", {})],
    "timed": [("start", {}), ("show", {"question": 2}), ("open", {"seconds": 600})],
    "closed": [("start", {}), ("show", {"question": 2}), ("open", {}), ("close", {})],
    "revealed": [
        ("start", {}),
        ("show", {"question": 2}),
        ("open", {}),
        ("close", {}),
        ("reveal", {}),
    ],
    "ended": [
        ("start", {}),
        ("show", {"question": 2}),
        ("open", {}),
        ("close", {}),
        ("reveal", {}),
        ("end", {}),
    ],
}

_PUT_AWAY = {"show": "waiting", "next": "waiting", "previous": "waiting", "end": "ended"}
_OPEN = {"close": "closed", "reveal": "open", "hide": "open", "void": "waiting", "blank": "open"}

#: The phase that each command leads to, by the phase that it is given in; others are refused.
LEADS_TO: dict[str, dict[str, str]] = {
    "draft": {"start": "waiting", "blank": "waiting"},
    "waiting": {"show": "waiting", "next": "waiting", "blank": "waiting", "end": "ended"},
    "shown": {**_PUT_AWAY, "open": "open", "blank": "waiting"},
    "open": _OPEN,
    "timed": {**_OPEN, "extend": "open"},
    "closed": {
        **_PUT_AWAY,
        "open": "open",
        "reopen": "open",
        "reveal": "revealed",
        "hide": "closed",
        "void": "waiting",
        "seal": "closed",
        "blank": "closed",
    },
    "revealed": {
        **_PUT_AWAY,
        "open": "open",
        "reopen": "open",
        "reveal": "revealed",
        "hide": "closed",
        "void": "waiting",
        "seal": "revealed",
        "blank": "revealed",
    },
    "ended": {"start": "waiting", "blank": "ended"},
}

ARGUMENTS: dict[str, dict] = {
    "show": {"question": 1},
    "extend": {"seconds": 60},
    "blank": {"on": True},
}
COMMANDS = [
    *("start", "show", "next", "previous", "open", "close", "reopen", "extend"),
    *("reveal", "hide", "void", "seal", "blank", "end"),
]


def arguments(hall: Hall, args: dict) -> dict:
    """Arguments in which a question is named by its id, not its number."""
    return {
        name: hall.question(value)["id"] if name == "question" else value
        for name, value in args.items()
    }


@pytest.fixture
def hall_in(server, make_hall):
    """Makes conferences whose first session is in a phase: ``await hall_in("open")``."""

    async def make(phase: str) -> Hall:
        hall = await make_hall(server)
        for do, args in WAYS[phase]:
            await hall.do(do, **arguments(hall, args))
        return hall

    return make


@pytest.mark.parametrize("phase", WAYS)
async def test_commands_that_do_not_fit_the_phase_are_refused_and_change_nothing(hall_in, phase):
    hall = await hall_in(phase)
    before = (await hall.do("blank", on=False))["seq"]

    for do in COMMANDS:
        if do in LEADS_TO[phase]:
            continue
        answer = await hall.steer(do, **arguments(hall, ARGUMENTS.get(do, {})))
        assert (answer.status_code, answer.json()["code"]) == (409, "wrong_phase"), do

    assert (await hall.do("blank", on=False))["seq"] == before + 1


@pytest.mark.parametrize("phase", WAYS)
async def test_commands_that_fit_the_phase_lead_where_the_table_says(hall_in, phase):
    for do, phase_after in LEADS_TO[phase].items():
        hall = await hall_in(phase)
        chair = await hall.chair(session=hall.session["id"])
        before = await chair.receive("state")

        ack = await chair.command(do, **arguments(hall, ARGUMENTS.get(do, {})))
        state = await chair.receive("state", seq=ack.get("seq"))

        assert (ack["type"], ack.get("phase")) == ("ack", phase_after), (do, ack)
        assert ack["seq"] > before["seq"], do
        assert state["phase"] == phase_after, do
        assert ack["round"] == (state["round"] and state["round"]["id"]), do


@pytest.mark.parametrize(
    ("do", "question"), [("show", 1), ("next", 3), ("previous", 1), ("void", 2), ("open", 2)]
)
async def test_the_question_that_a_command_leads_to_is_on_screen(hall_in, do, question):
    hall = await hall_in("closed")
    projector = await hall.projector()

    done = await hall.do(do, **arguments(hall, ARGUMENTS.get(do, {})))
    state = await projector.receive("state", seq=done["seq"])

    assert state["question"]["id"] == hall.question(question)["id"]
    assert state["stopped"] is (do == "void")


async def test_previous_of_the_first_and_next_of_the_last_question_are_refused(hall):
    await hall.do("show", question=hall.question(1)["id"])
    assert (await hall.steer("previous")).json()["code"] == "wrong_phase"

    await hall.do("show", question=hall.question(3)["id"])
    assert (await hall.steer("next")).json()["code"] == "wrong_phase"


async def test_open_again_is_a_new_round_and_reopen_the_same(hall):
    first = await hall.open()
    await hall.do("close")
    reopened = await hall.do("reopen")
    await hall.do("close")
    second = await hall.do("open")

    assert reopened["round"] == first
    assert second["round"] != first


async def test_void_round_counts_nowhere_and_takes_no_votes(hall):
    round_id = await hall.open()
    phone = await hall.phone()
    await phone.vote(round_id, hall.choices(1)[:1])

    await hall.do("void")

    result = await hall.result(round_id)
    assert (result["phase"], result["ballots"], result["counts"]) == ("void", 0, [])
    assert (await phone.vote(round_id, hall.choices(1)[1:2], rev=2))["code"] == "closed"


async def test_blank_is_told_and_changes_nothing_else(hall):
    await hall.open()
    projector = await hall.projector()
    await projector.receive("state", blank=False)

    await hall.do("blank", on=True)
    black = await projector.receive("state", blank=True)
    await hall.do("blank", on=False)
    bright = await projector.receive("state", blank=False)

    assert black["phase"] == bright["phase"] == "open"


@pytest.mark.parametrize(
    ("do", "args", "code"),
    [
        ("show", {}, "malformed"),
        ("show", {"question": 7}, "malformed"),
        ("show", {"question": NOBODY}, "invalid"),
        ("open", {"seconds": 0}, "malformed"),
        ("open", {"seconds": -5}, "malformed"),
        ("open", {"seconds": 1.5}, "malformed"),
        ("open", {"seconds": "60"}, "malformed"),
        ("open", {"seconds": 10**30}, "malformed"),
        ("open", {"seconds": True}, "malformed"),
        ("open", {"seq": "1"}, "malformed"),
        ("open", {"seq": 1.0}, "malformed"),
        ("open", {"ref": 5}, "malformed"),
        ("open", {"ref": "x" * 65}, "malformed"),
        ("blank", {}, "malformed"),
        ("blank", {"on": "yes"}, "malformed"),
        ("blank", {"on": 1}, "malformed"),
        ("dance", {}, "malformed"),
        ("", {}, "malformed"),
        ("__init__", {}, "malformed"),
    ],
)
async def test_command_with_wrong_arguments_is_refused(hall_in, do, args, code):
    hall = await hall_in("shown")

    answer = await hall.steer(do, **args)

    assert (answer.status_code, answer.json()["code"]) == (
        {"malformed": 400, "invalid": 422}[code],
        code,
    )


async def test_extend_without_seconds_is_malformed(hall_in):
    hall = await hall_in("timed")

    for wrong in ({}, {"seconds": 0}, {"seconds": None}, {"seconds": 10**12}):
        assert (await hall.steer("extend", **wrong)).json()["code"] == "malformed"


async def test_question_of_another_session_cannot_be_shown(hall):
    foreign = hall.data["sessions"][1]["questions"][0]["id"]

    assert (await hall.steer("show", question=foreign)).json()["code"] == "invalid"


async def test_frames_that_are_no_command_are_malformed(hall):
    chair = await hall.chair()

    for frame in (
        "{",
        "[]",
        '{"type": "command"}',
        '{"type": "command", "ref": "a"}',
        '{"type": "command", "ref": 5, "do": "end"}',
        '{"type": "command", "do": "end"}',
        '{"type": "command", "ref": "a\\u0000", "do": "end"}',
        '{"type": "command", "ref": "a", "do": "blank", "on": true, "x": "\\udc00"}',
        '{"type": "command", "ref": "a", "do": ["end"]}',
        '{"type": "vote", "ref": "a"}',
        b'{"type": "ping"}',
    ):
        await chair.send_raw(frame)
        assert (await chair.receive("refused"))["code"] == "malformed", frame
    assert (await chair.command("next"))["phase"] == "waiting"


async def test_repeated_ref_is_acknowledged_as_before_and_not_carried_out_again(hall):
    chair = await hall.chair()
    await chair.command("next")
    first = await chair.command("open", ref="once")
    await chair.command("close")

    again = await chair.command("open", ref="once")

    assert again == first
    assert (await hall.result(first["round"]))["phase"] == "closed"


async def test_same_ref_of_another_person_is_another_command(hall):
    await make_chair(hall, "nobody")
    first, second = await hall.chair(), await hall.chair(token=hall.server.token("nobody"))

    assert (await first.command("next", ref="1"))["type"] == "ack"
    assert (await second.command("next", ref="1"))["type"] == "ack"

    async with http(hall.server, await join(hall.server, hall.code)) as program:
        state = (await program.get(f"/api/v1/conferences/{hall.code}/state")).json()["state"]
    assert state["question"]["id"] == hall.question(2)["id"]


async def make_chair(hall: Hall, username: str, do: str = "add") -> None:
    """Make somebody chair of the first session, or with ``do="remove"`` no longer."""
    await asyncio.to_thread(
        hall.server.manage,
        "shell",
        "--verbosity=0",
        "-c",
        "from polls.models import Session, User; "
        f"Session.objects.get(pk='{hall.session['id']}')"
        f".chairs.{do}(User.objects.get(username='{username}'))",
    )


async def test_chair_of_one_session_steers_that_one_alone_and_only_while_chair(hall):
    await make_chair(hall, "nobody")
    token = hall.server.token("nobody")
    chair = await hall.chair(token=token)
    async with http(hall.server, token) as program:
        other = await program.post(
            f"/api/v1/sessions/{hall.data['sessions'][1]['id']}/commands", json={"do": "start"}
        )
        allowed = await chair.command("next")

        await make_chair(hall, "nobody", do="remove")
        with suppress(ConnectionClosed):  # The server may have parted with them by now.
            await chair.send({"type": "command", "ref": "after", "do": "next"})
        refused = await program.post(
            f"/api/v1/sessions/{hall.session['id']}/commands", json={"do": "next"}
        )

    assert (other.status_code, other.json()["code"]) == (403, "not_allowed")
    assert allowed["type"] == "ack"
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert await chair.close_code() == 4401
    answers = [m for m in map(json.loads, chair.frames) if m.get("ref") == "after"]
    assert [answer["code"] for answer in answers] in ([], ["not_allowed"])


async def test_command_upon_an_outdated_state_is_stale(hall):
    chair = await hall.chair()
    seen = (await chair.receive("state"))["seq"]

    assert (await chair.command("next", seq=seen))["type"] == "ack"
    assert (await chair.command("next", seq=seen))["code"] == "stale"
    assert (await chair.command("next", seq=seen + 2))["code"] == "stale"
    assert (await chair.command("next", seq=seen + 1))["type"] == "ack"


async def test_two_chairs_do_not_skip_a_step(hall):
    chairs: list[Chair] = [await hall.chair() for _ in range(2)]
    seqs = [(await chair.receive("state"))["seq"] for chair in chairs]

    answers = await asyncio.gather(
        *(chair.command("next", seq=seq) for chair, seq in zip(chairs, seqs, strict=True))
    )

    assert sorted(answer.get("code", "ack") for answer in answers) == ["ack", "stale"]
    for chair in chairs:
        state = await chair.receive("state", seq=seqs[0] + 1)
        assert state["question"]["id"] == hall.question(1)["id"]


async def test_chair_sees_counts_that_the_room_does_not(hall):
    round_id = await hall.open(3)
    chair, projector, phone = await hall.chair(), await hall.projector(), await hall.phone()
    await phone.vote(round_id, hall.choices(3)[1:2])

    chairs = await chair.receive("tally", ballots=1)
    rooms = await projector.receive("tally", ballots=1)

    assert [line["count"] for line in chairs["counts"]] == [0, 1]
    assert chairs["hidden"] is True
    assert (rooms["counts"], rooms["figures"]) == (None, None)


async def test_chair_is_told_when_the_last_vote_came_and_who_came_too_late(hall):
    round_id = await hall.open()
    chair, phone = await hall.chair(), await hall.phone()
    latecomers = [await hall.phone() for _ in range(2)]
    await phone.vote(round_id, hall.choices(1)[:1])
    voted = await chair.receive("tally", ballots=1)
    await hall.do("close")

    for latecomer in latecomers:
        for rev in (1, 2):
            assert (await latecomer.vote(round_id, hall.choices(1)[:1], rev=rev))["code"] == (
                "closed"
            )
    late = await chair.receive("tally", late=2)
    await hall.do("reopen")
    reopened = await chair.receive("tally", late=0)

    assert voted["hidden"] is False
    assert voted["last_vote"] is not None
    assert voted["late"] == 0
    assert (late["ballots"], reopened["ballots"]) == (1, 1)


async def test_programme_comes_after_the_first_state_and_with_every_change(hall):
    chair = await hall.chair()
    await chair.receive("state")
    first = await chair.receive("programme")
    round_id = await hall.open()

    opened = await chair.receive("programme", session=first["session"])
    while opened["questions"][0]["round"] is None:
        opened = await chair.receive("programme")
    await hall.do("close")
    closed = await chair.receive("programme")

    assert first["session"] == {
        "id": hall.session["id"],
        "title": "Paying for care",
        "state": "live",
        "rehearsal": False,
    }
    assert [session["state"] for session in first["sessions"]] == ["live", "draft"]
    assert [question["live"] for question in first["questions"]] == [True, True, False]
    round = {"id": round_id, "number": 1, "phase": "open", "agenda": False}
    assert opened["questions"][0]["round"] == round
    assert closed["questions"][0]["round"]["phase"] == "closed"


async def test_timer_closes_the_round_by_itself(hall):
    phone, projector = await hall.phone(), await hall.projector()
    round_id = await hall.open(seconds=1)
    opened = await phone.receive("state", phase="open")
    ack = await phone.vote(round_id, hall.choices(1)[:1])

    closed = await phone.receive("state", phase="closed")
    refused = await phone.vote(round_id, hall.choices(1)[1:2], rev=2)

    assert opened["round"]["closes_at"] is not None
    assert ack["type"] == "ack"
    assert closed["seq"] == opened["seq"] + 1
    assert refused["code"] == "closed"
    await projector.receive("state", phase="closed")


async def test_extended_timer_closes_later(hall):
    phone = await hall.phone()
    await hall.open(seconds=1)
    first = await phone.receive("state", phase="open")
    await hall.do("extend", seconds=3600)

    extended = await phone.receive("state", phase="open")
    await phone.receive("beat", within=8)

    assert extended["round"]["closes_at"] > first["round"]["closes_at"]
    assert (await hall.do("close"))["phase"] == "closed"


async def test_delegates_token_is_no_chairs(hall):
    token = await join(hall.server, hall.code)
    async with http(hall.server, token) as program:
        answer = await program.post(
            f"/api/v1/sessions/{hall.session['id']}/commands", json={"do": "end"}
        )

    assert answer.status_code == 401
