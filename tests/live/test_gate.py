"""Calls of base stations in this process: what wrong ones cost, and what the log says of them."""

import asyncio
import json
import logging
import uuid
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from django.core.asgi import get_asgi_application
from django.db import connection

from live import runtime
from live.api.callers import LARGEST_BATCH
from live.gate import BURST, LOOKS
from live.keypads.signing import Token, sign_request
from live.repeats import Repeats
from polls.keypad_lists import Listed
from polls.keypads import list_keypads
from polls.models import Station
from polls.stations import UnknownStation, make_station, revoke_station
from tests.factories import QuestionFactory, RoundFactory

NAME = "Base ★"

pages = get_asgi_application()


class Base:
    """A base station whose calls are answered in this process."""

    def __init__(self, token: Token) -> None:
        self.token = token

    async def call(
        self,
        path: str,
        content: Any = b"",
        *,
        sequence: int = 0,
        address: str = "10.0.0.1",
        **wrong: Any,
    ) -> httpx.Response:
        """Send one call, signed; ``station``, ``secret``, ``headers`` replace the right ones."""
        method = "POST" if path == "presses" else "GET"
        target = f"/api/v1/stations/{wrong.get('station', self.token.station)}/{path}"
        secret = wrong.get("secret", self.token.secret)
        body = content if isinstance(content, bytes) else b""
        signature = sign_request(secret, method, target, sequence, body)
        right = {"Authorization": f"Station {signature}", "Station-Sequence": str(sequence)}
        headers = {k: v.encode("latin1") for k, v in (right | wrong.get("headers", {})).items()}
        line = httpx.ASGITransport(app=pages, client=(address, 1))
        async with httpx.AsyncClient(transport=line, base_url="http://localhost") as client:
            return await client.request(method, target, content=content, headers=headers)

    async def press(self, sequence: int, *presses: dict, **more: Any) -> httpx.Response:
        """Send a batch."""
        body = json.dumps({"sequence": sequence, "presses": list(presses)}).encode()
        return await self.call("presses", body, sequence=sequence, **more)


@pytest.fixture
def round(each_database):
    """An open round in a conference with the keypad 17."""
    round = RoundFactory(question=QuestionFactory(choices=["Yes", "No"]))
    list_keypads(conference=round.session.conference, listed=[Listed("17")])
    return round


@pytest.fixture
def base(round) -> Base:
    """A base station of that conference."""
    return Base(Token.read(make_station(conference=round.session.conference, name=NAME)[1]))


@pytest.fixture
async def room(each_database):
    """The runtime of this process."""
    await runtime.start()
    yield runtime.current()
    await runtime.drain()


@pytest.fixture
def log(caplog):
    """What the log says of stations: the facts of each line."""
    caplog.set_level(logging.INFO, logger="live")

    def read(event: str | None = None) -> list[dict[str, Any]]:
        told = [r.msg for r in caplog.records if isinstance(r.msg, dict)]
        ours = ("live.repeats", "live.api.stations")
        return [
            {k: v for k, v in line.items() if k not in ("level", "logger", "timestamp")}
            for line in told
            if line["logger"] in ours and event in (None, line["event"])
        ]

    return read


async def count_reads(room: runtime.Runtime, table: str = "polls_station") -> list[str]:
    """The statements about a table on the thread that reads, from now on."""
    seen: list[str] = []

    def see(execute, sql, params, many, context):
        if table in sql:
            seen.append(sql)
        return execute(sql, params, many, context)

    await room.hub.desk.read(lambda: connection.execute_wrappers.append(see))
    return seen


def press(round, keys: str = "2", **more: Any) -> dict[str, Any]:
    """A press of the keypad 17."""
    return {"keypad": "17", "round": str(round.pk), "rev": 1, "keys": keys, **more}


# What wrong calls cost.


async def test_wrong_calls_of_one_address_are_answered_429_and_the_right_station_gets_in(
    room, round, base
):
    for station in (base.token.station, str(uuid.uuid4())):
        wrong = {"secret": b"x" * 32, "station": station}
        told = [await base.press(1, press(round), **wrong) for _ in range(int(BURST) + 3)]

        assert [each.status_code for each in told] == [401] * int(BURST) + [429] * 3
        assert (told[-1].headers["Retry-After"], told[-1].json()["code"]) == ("5", "too_fast")
        assert (await base.press(1, **wrong, address="10.0.0.2")).status_code == 401
    answer = await base.press(1, press(round))

    assert answer.status_code == 200
    assert answer.json()["answers"][0]["type"] == "ack"


async def test_flood_of_wrong_calls_asks_the_database_hardly_ever(room, round, base):
    await base.press(1)
    reads = await count_reads(room)
    for _ in range(200):
        await base.press(2, secret=b"x" * 32)
        await base.press(2, headers={"Authorization": ""})
    known = len(reads)
    for _ in range(200):
        await base.press(2, station=str(uuid.uuid4()))

    # The key is kept for two seconds, and the list of stations is read twice in one.
    assert known <= 10
    assert len(reads) - known <= LOOKS + 30


async def test_station_that_was_just_made_is_met_while_a_flood_goes_on(room, round, base):
    for _ in range(int(LOOKS) + 5):
        await base.press(1, station=str(uuid.uuid4()))
    made = await room.desk.write(make_station, conference=round.session.conference, name="New")
    new = Base(Token.read(made[1]))
    answer = await new.press(1)
    async with asyncio.timeout(20):
        while answer.status_code != 200:
            await base.press(1, station=str(uuid.uuid4()))
            answer = await new.press(1)

    assert answer.status_code == 200


async def test_unknown_station_is_looked_for_once_in_some_seconds(room, base):
    missing, reads = uuid.uuid4(), await count_reads(room)
    for _ in range(5):
        with pytest.raises(UnknownStation):
            await room.gate.find(missing, room.hub.desk)

    assert len(reads) == 1


async def test_calls_at_once_read_a_station_once(room, base):
    station, reads = uuid.UUID(base.token.station), await count_reads(room)
    await asyncio.gather(*(room.gate.find(station, room.hub.desk) for _ in range(50)))

    assert len(reads) == 2


async def test_versions_are_read_once_for_all_who_ask_meanwhile(room, round, base):
    await base.press(1, press(round, rev=3))
    reads = await count_reads(room, "polls_ballot")
    conference, desk = str(round.session.conference_id), room.hub.desk
    asked = [room.gate.read_revs(conference, str(round.pk), desk) for _ in range(50)]

    assert await asyncio.gather(*asked) == [{"17": 3}] * 50
    assert len(reads) == 1


async def test_batch_of_a_station_that_was_revoked_since_is_refused_at_once(room, round, base):
    await base.press(1)
    await room.desk.write(revoke_station, station=await room.desk.read(Station.objects.get))

    assert (await base.press(2, press(round))).status_code == 401
    assert (await base.call("round")).status_code == 401


async def test_replayed_batch_is_refused_without_the_database(room, round, base):
    await base.press(3)
    reads = await count_reads(room)
    told = [await base.press(number, press(round)) for number in (3, 2, 3)]

    assert [each.json()["last"] for each in told] == [3] * 3
    assert reads == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Authorization": ""},
        {"Authorization": "Bearer x"},
        {"Authorization": "Station x"},
        {"Station-Sequence": ""},
        {"Station-Sequence": "-1"},
        {"Station-Sequence": "²"},
        {"Station-Sequence": "1" * 17},
    ],
)
async def test_call_whose_headers_are_wrong_is_refused_unread(room, base, headers):
    reads = await count_reads(room)
    answer = await base.press(1, headers=headers)

    assert (answer.status_code, reads) == (401, [])


async def test_batch_is_bounded_in_bytes_depth_and_number(room, round, base):
    reads = await count_reads(room)

    async def pieces() -> AsyncIterator[bytes]:
        """A body whose length nobody announces."""
        yield b" " * LARGEST_BATCH
        yield b" "

    large = await base.call("presses", b" " * (LARGEST_BATCH + 1), sequence=1)
    unannounced = await base.call("presses", pieces(), sequence=1)
    assert reads == []
    deep = await base.call("presses", b"[" * LARGEST_BATCH, sequence=1)
    many = await base.press(1, *[press(round)] * 501)

    told = [answer.json()["code"] for answer in (large, unannounced, deep, many)]
    assert told == ["too_large", "too_large", "malformed", "too_large"]
    # None of them took the number.
    assert (await base.press(1)).status_code == 200


# What the log says.


def text_of(lines: list[dict[str, Any]]) -> str:
    """The lines as they are written."""
    return json.dumps(lines, ensure_ascii=False, default=str)


async def test_refused_station_is_logged_once_with_its_reason_and_then_counted(
    room, round, base, log
):
    short = base.token.station[:8]
    missing = str(uuid.uuid4())
    for _ in range(4):
        await base.press(9, press(round), secret=b"x" * 32)
        await base.press(9, press(round), station=missing)
        await base.press(9, press(round), headers={"Authorization": ""})
    said = log()
    room.gate.stop()

    wrong = {"event": "station refused", "station": NAME, "id": short, "sequence": 9}
    unknown = {"event": "station refused", "id": missing[:8], "reason": "not known here"}
    unsigned = {"event": "station refused", "id": short, "reason": "not signed"}
    lines = [wrong | {"reason": "wrong signature"}, unknown, unsigned]
    assert said == lines
    assert log()[3:] == [line | {"again": 3, "within_seconds": 60} for line in lines]
    assert "10.0.0.1" not in text_of(log())
    assert base.token.secret.hex() not in text_of(log())


async def test_replayed_batch_is_logged_once_with_its_number_and_the_last(room, round, base, log):
    await base.press(7)
    for sequence in (5, 6, 7):
        await base.press(sequence, press(round))
    room.gate.stop()

    line = {"event": "batch replayed", "station": NAME, "id": base.token.station[:8]}
    line |= {"sequence": 5, "last": 7}
    assert log() == [line, line | {"again": 2, "within_seconds": 60}]


async def test_refused_presses_are_logged_by_their_number_and_never_with_a_keypad(
    room, round, base, log
):
    stranger = press(round, keypad="4711")
    await base.press(1, press(round, keys="9"), stranger, press(round, keys="1"))

    (line,) = log()
    assert line == {
        "event": "presses refused",
        "station": NAME,
        "id": base.token.station[:8],
        "sequence": 1,
        "presses": 3,
        "refused": {"invalid": 1, "not_allowed": 1},
    }
    assert "4711" not in text_of([line])


async def test_what_goes_on_is_counted_from_time_to_time_and_news_once_it_was_over(log):
    repeats = Repeats(apart=0)
    for _ in range(50):
        repeats.warn("it happened", about="a")
        await asyncio.sleep(0)
    for _ in range(5):
        await asyncio.sleep(0)
    repeats.warn("it happened", about="a")

    first, *more, news = [line.get("again", 0) for line in log()]
    assert (first, sum(more), news) == (0, 49, 0)
    assert 0 not in more
    repeats.stop()
