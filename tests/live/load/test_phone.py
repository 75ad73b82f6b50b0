"""A phone against a server that says what a script has it say: refusals, restarts, closes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_create_server

from live.load import Over, Pace, Phone, Venue

#: Nothing waits in a test.
HURRY = Pace(base=0.01, cap=0.01, after_close=0.01, resend=0.01, patience=5)
ROUND = "11111111-1111-4111-8111-111111111111"
STATE = {
    "type": "state",
    "seq": 1,
    "session": {"id": "s", "title": "Session"},
    "phase": "open",
    "round": {"id": ROUND, "number": 1, "closes_at": None},
    "question": {"id": "q", "choices": [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}]},
    "results": None,
}
MINE = {"type": "mine", "round": ROUND, "rev": 0, "answer": None, "now": "2026-11-22T14:02:31Z"}


class Host:
    """Greets everybody (or closes with ``greeting``), and hands what they say to ``reply``."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.sockets: list[WSTransport] = []
        self.mine = MINE
        self.greeting: int | None = None
        self.reply: Callable[[WSTransport, dict[str, Any]], None] = acknowledge

    def say(self, message: dict[str, Any]) -> None:
        """Say something on the newest socket."""
        say(self.sockets[-1], message)


class HostSocket(WSListener):
    """One phone as the host sees it."""

    def __init__(self, host: Host) -> None:
        self.host = host

    def on_ws_connected(self, transport: WSTransport) -> None:
        self.host.sockets.append(transport)
        if self.host.greeting:
            close(transport, self.host.greeting)
            return
        say(transport, STATE)
        say(transport, self.host.mine)

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        if frame.msg_type == WSMsgType.TEXT:
            message = json.loads(frame.get_payload_as_bytes())
            self.host.heard.append(message)
            self.host.reply(transport, message)


def say(transport: WSTransport, message: dict[str, Any]) -> None:
    transport.send(WSMsgType.TEXT, json.dumps(message))


def close(transport: WSTransport, code: int) -> None:
    transport.send_close(code)
    transport.disconnect()


def acknowledge(transport: WSTransport, message: dict[str, Any]) -> None:
    ack = {"type": "ack", "ref": message["ref"], "round": message["round"], "rev": message["rev"]}
    say(transport, ack)


def refuse(transport: WSTransport, message: dict[str, Any], code: str, **more: Any) -> None:
    refusal = {"type": "refused", "ref": message["ref"], "code": code, "detail": "No.", **more}
    say(transport, refusal)


@pytest.fixture
async def host() -> AsyncIterator[Host]:
    host = Host()
    server = await ws_create_server(lambda _: HostSocket(host), "127.0.0.1", 0)
    host.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    yield host
    server.close()


@pytest.fixture
async def phone(host: Host) -> AsyncIterator[Phone]:
    phone = Phone(Venue(host.url, "ABC379"), token="t", pace=HURRY)
    await phone.connect()
    yield phone
    await phone.close()


async def test_acknowledged_vote_stands_and_its_latency_is_recorded(host, phone):
    outcome = await phone.cast(["a"])

    assert (outcome.code, outcome.rev, outcome.answer) == ("ack", 1, ["a"])
    assert (phone.rev, phone.answer, phone.waiting) == (1, ["a"], False)
    assert list(phone.record.latencies) == [outcome.seconds]


async def test_unavailable_is_answered_by_the_same_vote_again(host, phone):
    def refuse_once(transport, message):
        if len(host.heard) == 1:
            refuse(transport, message, "unavailable")
        else:
            acknowledge(transport, message)

    host.reply = refuse_once

    outcome = await phone.cast(["a"])

    assert outcome.code == "ack"
    assert host.heard[0] == host.heard[1]
    assert (phone.record.resent, phone.record.refusals) == (1, {"unavailable": 1})


async def test_stale_vote_takes_over_what_stands(host, phone):
    host.reply = lambda transport, message: refuse(transport, message, "stale", rev=7, answer=["b"])

    outcome = await phone.cast(["a"])

    assert (outcome.code, phone.rev, phone.answer) == ("stale", 7, ["b"])
    host.reply = acknowledge
    assert (await phone.cast(["a"])).rev == 8


async def test_vote_unanswered_when_the_connection_breaks_is_resent(host, phone):
    def break_once(transport, message):
        if len(host.heard) == 1:
            transport.disconnect(graceful=False)
        else:
            acknowledge(transport, message)

    host.reply = break_once

    outcome = await phone.cast(["a"])

    assert outcome.code == "ack"
    assert host.heard[0] == host.heard[1]
    assert len(host.sockets) == 2
    assert phone.record.lost == {1006: 1}


async def test_vote_unanswered_at_the_close_is_resent_once(host, phone):
    closed = {**STATE, "seq": 2, "phase": "closed"}

    def close_the_round(transport, message):
        if len(host.heard) == 1:
            say(transport, closed)
            say(transport, {**closed, "seq": 3})
        else:
            refuse(transport, message, "closed", rev=0, answer=None)

    host.reply = close_the_round

    outcome = await phone.cast(["a"])

    assert outcome.code == "closed"
    assert [message["rev"] for message in host.heard] == [1, 1]


async def test_restart_brings_the_phone_back_with_what_another_device_sent(host, phone):
    host.mine = {**MINE, "rev": 3, "answer": ["b"]}

    host.say({"type": "restart", "retry_ms": 5})
    close(host.sockets[-1], 4412)
    await phone.until(lambda: phone.rev == 3)

    assert phone.answer == ["b"]
    assert phone.record.lost == {4412: 1}


@pytest.mark.parametrize("code", [4401, 4404, 4410])
async def test_final_close_is_not_answered_by_coming_back(host, code):
    host.greeting = code
    phone = Phone(Venue(host.url, "ABC379"), token="t", pace=HURRY)

    with pytest.raises(Over) as raised:
        await phone.connect()

    assert raised.value.code == code
    assert len(host.sockets) == 1
    await phone.close()


async def test_new_round_starts_without_a_ballot(host, phone):
    await phone.cast(["a"])
    following = {**STATE, "seq": 2, "round": {**STATE["round"], "id": ROUND[::-1]}}

    host.say(following)
    await phone.until(lambda: phone.round == ROUND[::-1])

    assert (phone.rev, phone.answer) == (0, None)


async def test_older_state_is_ignored_and_a_beat_ahead_asks_for_the_missed_one(host, phone):
    heard = asyncio.get_running_loop().create_future()
    host.reply = lambda _, message: heard.set_result(message)

    host.say({**STATE, "seq": 0, "phase": "closed"})
    host.say({"type": "beat", "seq": 5, "now": "2026-11-22T14:02:31Z"})

    assert await heard == {"type": "sync"}
    assert phone.state["phase"] == "open"


async def test_late_answer_to_a_vote_of_an_earlier_round_is_none_to_this_ones(host, phone):
    await phone.cast(["a"])
    earlier = host.heard[-1]
    host.say({**STATE, "seq": 2, "round": {**STATE["round"], "id": ROUND[::-1]}})
    await phone.until(lambda: phone.round == ROUND[::-1])
    host.reply = lambda transport, _: acknowledge(transport, earlier)

    phone.vote(["b"])
    host.say({**STATE, "seq": 3, "round": {**STATE["round"], "id": ROUND[::-1]}})
    await phone.until(lambda: phone.state["seq"] == 3 and len(host.heard) == 2)

    assert phone.waiting
    assert (phone.rev, phone.answer) == (0, None)
