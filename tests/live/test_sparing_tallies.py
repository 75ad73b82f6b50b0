"""Sparing tallies as everybody is told them: by sockets, by the API, by two processes at once."""

import asyncio
import json
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

import pytest

from tests.clients import Hall, Phone, Socket
from tests.live.test_two_processes import meet, two_servers

QUESTION = {"kind": "single", "prompt": "Which?", "choices": ["Red", "Green", "Blue"]}
SENSITIVE = {
    "name": "On a sensitive matter",
    "sensitive": True,
    "sessions": [
        {
            "title": "The vote",
            "questions": [
                QUESTION,
                {**QUESTION, "tallies": "closed"},
                {**QUESTION, "tallies": "each"},
                {**QUESTION, "live": False},
            ],
        }
    ],
}

Picture = tuple[int, tuple[int, ...]]


@pytest.fixture
async def hall(server, make_hall) -> Hall:
    """A sensitive conference of the test's own, whose session is live."""
    hall = await make_hall(server, SENSITIVE)
    await hall.do("start")
    return hall


@pytest.fixture(scope="module")
def shared_servers(prepared_full):
    """Two processes on one database and one Redis."""
    with two_servers(prepared_full) as servers:
        yield servers


@pytest.fixture
async def pair(shared_servers, make_hall):
    """A sensitive conference, live on two processes."""
    async for pair in meet(shared_servers, lambda server: make_hall(server, SENSITIVE)):
        yield pair


def numbers(counts: list[dict[str, Any]]) -> tuple[int, ...]:
    return tuple(line["count"] for line in counts)


def pictures_of(messages: Iterable[dict[str, Any]]) -> list[Picture]:
    """What counts were told, in order, with the ballots that they are of."""
    return [(m["counted"], numbers(m["counts"])) for m in messages if m["counts"] is not None]


def tallies_of(socket: Socket) -> list[dict[str, Any]]:
    return [m for m in map(json.loads, socket.frames) if m["type"] == "tally"]


def check_steps(pictures: Iterable[Picture]) -> None:
    """All that anybody was told while voting was open are the same few moments."""
    different = sorted(set(pictures))
    assert all(sum(counts) == counted >= 10 for counted, counts in different)
    assert all(after[0] - before[0] >= 5 for before, after in pairwise(different))


async def everybody_votes(hall: Hall, phones: list[Phone], round_id: str, number: int) -> None:
    """Each phone votes, and then changes its vote twice."""

    async def vote(phone: Phone, first: int) -> None:
        for rev in (1, 2, 3):
            answer = await phone.vote(round_id, [hall.choices(number)[(first + rev) % 3]], rev=rev)
            assert answer["type"] == "ack"

    await asyncio.gather(*(vote(phone, n) for n, phone in enumerate(phones)))


async def test_room_chair_and_programs_see_the_same_steps_and_all_at_the_close(hall):
    round_id = await hall.open()
    projector, chair = await hall.projector(), await hall.chair()
    state = await projector.receive("state", phase="open")
    seen = []
    for place in range(12):
        await (await hall.phone()).vote(round_id, [hall.choices(1)[place % 3]])
        result = await hall.result(round_id)
        seen.append((result["ballots"], result["counted"], result["counts"] is None))
    for watching in (projector, chair):
        await watching.receive("tally", ballots=12)
    await hall.do("close")
    last = [await watching.receive("tally", counted=12) for watching in (projector, chair)]

    assert (state["tallies"], state["live"]) == ("steps", True)
    assert seen == [
        *((ballots, None, True) for ballots in range(1, 10)),
        *((ballots, 10, False) for ballots in range(10, 13)),
    ]
    for watching in (projector, chair):
        while_open = [t for t in tallies_of(watching) if t["counted"] != 12]
        assert set(pictures_of(while_open)) == {(10, (4, 3, 3))}
    assert [numbers(tally["counts"]) for tally in last] == [(4, 4, 4)] * 2


async def test_chair_of_a_room_that_sees_no_counts_sees_no_more_than_the_steps(hall):
    round_id = await hall.open(4)
    projector, chair = await hall.projector(), await hall.chair()
    for _ in range(11):
        await (await hall.phone()).vote(round_id, hall.choices(4)[:1])
    told = await chair.receive("tally", ballots=11)
    await projector.receive("tally", ballots=11)

    assert (told["counted"], told["hidden"], numbers(told["counts"])) == (10, True, (10, 0, 0))
    assert pictures_of(tallies_of(projector)) == []


async def test_nobody_is_told_counts_before_the_close_where_they_are_kept(hall):
    round_id = await hall.open(2)
    projector, chair = await hall.projector(), await hall.chair()
    state = await chair.receive("state", phase="open")
    for _ in range(12):
        await (await hall.phone()).vote(round_id, hall.choices(2)[:1])
    result = await hall.result(round_id)
    export = (await hall.get(f"/api/v1/conferences/{hall.code}/export.json")).json()
    table = (await hall.get(f"/api/v1/conferences/{hall.code}/export.csv")).text
    refusals = [await chair.command(do) for do in ("reveal", "hide")]
    for watching in (projector, chair):
        await watching.receive("tally", ballots=12)
    before = [pictures_of(tallies_of(watching)) for watching in (projector, chair)]
    await hall.do("close")
    after = await chair.receive("tally", counted=12)

    assert (state["live"], state["tallies"]) == (False, "closed")
    assert before == [[], []]
    kept = {"ballots": 12, "counted": None, "counts": None, "figures": None, "sentence": None}
    assert {key: result[key] for key in kept} == kept
    round = export["sessions"][0]["questions"][1]["rounds"][0]
    assert (round["ballots"], round["counts"], round["sentence"]) == (12, None, None)
    assert "Red" not in table
    assert [refusal["code"] for refusal in refusals] == ["wrong_phase"] * 2
    assert refusals[0]["detail"] == "Nobody sees the counts of this vote before it is closed."
    assert numbers(after["counts"]) == (12, 0, 0)
    assert numbers((await hall.result(round_id))["counts"]) == (12, 0, 0)


async def test_question_may_count_every_vote_in_a_sensitive_conference(hall):
    round_id = await hall.open(3)
    projector = await hall.projector()
    await (await hall.phone()).vote(round_id, hall.choices(3)[:1])

    tally = await projector.receive("tally", ballots=1)

    assert (tally["counted"], numbers(tally["counts"])) == (1, (1, 0, 0))


async def test_all_that_two_processes_tell_anybody_are_the_same_few_moments(pair):
    halls = [pair.here, pair.there]
    watching: list[Socket] = [await hall.projector() for hall in halls]
    watching += [await hall.chair() for hall in halls]
    phones = [await halls[n % 2].phone() for n in range(40)]
    round_id = await pair.here.open()
    done = asyncio.Event()

    async def poll(hall: Hall) -> list[dict[str, Any]]:
        polled = []
        while not done.is_set():
            polled.append(await hall.result(round_id))
        return [*polled, await hall.result(round_id)]

    pollers = [asyncio.create_task(poll(hall)) for hall in halls]
    await everybody_votes(pair.here, phones, round_id, 1)
    for socket in watching:
        await socket.receive("tally", ballots=40, within=12)
    done.set()

    told = [pictures_of(tallies_of(socket)) for socket in watching]
    told += [pictures_of(polled) for polled in await asyncio.gather(*pollers)]
    for pictures in told:
        assert pictures == sorted(pictures)
    check_steps(picture for pictures in told for picture in pictures)
    await pair.there.do("close")
    assert sum(numbers((await pair.here.result(round_id))["counts"])) == 40


async def test_pictures_keep_the_rule_while_everybody_votes_and_changes(hall):
    watching = [await hall.projector(), await hall.chair()]
    phones = [await hall.phone() for _ in range(40)]
    round_id = await hall.open()

    await everybody_votes(hall, phones, round_id, 1)
    for socket in watching:
        await socket.receive("tally", ballots=40)
    told = [pictures_of(tallies_of(socket)) for socket in watching]
    told.append(pictures_of([await hall.result(round_id)]))
    await hall.do("close")

    check_steps(picture for pictures in told for picture in pictures)
    assert told[2][0][0] > 35
    assert sum(numbers((await hall.result(round_id))["counts"])) == 40
