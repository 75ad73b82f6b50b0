"""Two server processes share one session: database the truth, Redis only a hint."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from tests.clients import Hall, Phone, join
from tests.organiser import Organiser
from tests.servers import Full, Server


class Pair:
    """One conference seen through two processes."""

    def __init__(self, here: Hall, there: Server) -> None:
        self.here = here
        self.there = Hall(there, here.data, here.token)


@contextmanager
def two_servers(full: Full, **settings: str) -> Iterator[tuple[Server, Server]]:
    """Two processes on one database and one Redis; their logs are read at the end."""
    first = full.make(**settings)
    second = first.sibling()
    try:
        first.start()
        second.start()
        yield first, second
    finally:
        for server in (first, second):
            server.stop()
    for server in (first, second):
        server.check_log()


async def meet(servers: tuple[Server, Server], make_hall) -> AsyncIterator[Pair]:
    """Hold a live conference on two processes."""
    hall = await make_hall(servers[0])
    await hall.do("start")
    pair = Pair(hall, servers[1])
    yield pair
    await pair.there.leave()


@pytest.fixture(scope="module")
def shared_servers(prepared_full):
    """Two processes for all tests that leave them as they were."""
    with two_servers(prepared_full) as servers:
        yield servers


@pytest.fixture
async def pair(shared_servers, make_hall):
    """A live conference of the test's own on two processes."""
    async for pair in meet(shared_servers, make_hall):
        yield pair


@pytest.fixture
def own_servers(prepared_full, own_redis):
    """Two processes and their Redis, to be killed."""
    with two_servers(prepared_full, REDIS_URL=own_redis.url) as servers:
        yield servers


@pytest.fixture
async def own_pair(own_servers, make_hall):
    """A live conference on two processes, which may be killed."""
    async for pair in meet(own_servers, make_hall):
        yield pair


async def test_consoles_of_both_processes_count_who_waits_and_who_was_carried_over(
    shared_servers, make_hall
):
    here = await make_hall(shared_servers[0])
    there = Hall(shared_servers[1], here.data, here.token)
    consoles = [await here.chair(), await there.chair()]
    try:
        for hall in (here, here, there):
            await hall.phone()
        for console in consoles:
            await console.receive("beat", waiting=3, joined=0)

        await here.do("start")

        for console in consoles:
            await console.receive("beat", waiting=0, joined=3, present=3, within=2)
    finally:
        await there.leave()


async def test_vote_on_one_process_moves_the_projector_on_the_other(pair):
    projector = await pair.there.projector()
    phone, neighbour = await pair.here.phone(), await pair.there.phone()
    round_id = await pair.here.open()
    choices = pair.here.choices(1)
    for one in (phone, neighbour):
        await one.receive("state", phase="open", within=3)

    await phone.vote(round_id, choices[:1])
    await projector.receive("tally", ballots=1, within=3)
    await neighbour.vote(round_id, choices[1:2])
    last = await projector.receive("tally", ballots=2, within=3)
    await pair.there.do("close")
    await pair.there.do("reveal")
    revealed = await phone.receive("state", phase="revealed", within=3)

    assert [line["count"] for line in last["counts"]] == [1, 1, 0, 0]
    assert revealed["results"]["counts"] == last["counts"]
    assert (last["joined"], last["present"]) == (2, 2)


async def test_states_are_the_same_bytes_on_both_processes(pair):
    phones = [await pair.here.phone(), await pair.there.phone()]
    await pair.there.open(seconds=3600)

    for phone in phones:
        await phone.receive("state", phase="open", within=3)

    first, second = ([f for f in p.frames if '"type":"state"' in f][-1] for p in phones)
    assert first == second


async def test_second_device_on_the_other_process_is_told(pair):
    token = await join(pair.here.server, pair.here.code)
    round_id = await pair.here.open()
    first, second = await pair.here.phone(token=token), await pair.there.phone(token=token)
    await second.receive("mine")
    chosen = pair.here.choices(1)[2:3]

    await first.vote(round_id, chosen, rev=4)
    mine = await second.receive("mine", within=3)

    assert (mine["round"], mine["rev"], mine["answer"]) == (round_id, 4, chosen)
    assert (await pair.here.result(round_id))["joined"] == 1


async def test_everybody_at_once_on_both_processes_gives_one_ballot_each(pair):
    round_id = await pair.here.open()
    choices = pair.here.choices(1)
    tokens = [await join(pair.here.server, pair.here.code) for _ in range(20)]
    phones = [
        (await pair.here.phone(token=token), await pair.there.phone(token=token))
        for token in tokens
    ]

    async def vote(devices: tuple[Phone, Phone]) -> None:
        answers = await asyncio.gather(
            *(devices[rev % 2].vote(round_id, [choices[rev % 4]], rev=rev) for rev in range(1, 8))
        )
        assert {answer.get("code", "ack") for answer in answers} <= {"ack", "stale"}

    await asyncio.gather(*(vote(devices) for devices in phones))

    result = await pair.there.result(round_id)
    assert (result["ballots"], result["joined"]) == (20, 20)
    assert [line["count"] for line in result["counts"]] == [0, 0, 0, 20]


async def test_what_was_acknowledged_before_a_close_elsewhere_is_in_the_result(pair):
    round_id = await pair.here.open()
    choices = pair.here.choices(1)
    phones = [await pair.here.phone() for _ in range(40)]
    projector = await pair.here.projector()
    votes = [
        asyncio.create_task(phone.vote(round_id, [choices[n % 4]]))
        for n, phone in enumerate(phones)
    ]
    await phones[0].receive("ack", "refused")  # The first is answered; the rest are under way.

    await pair.there.do("close")
    votes[0].cancel()
    answers = await asyncio.gather(*votes, return_exceptions=True)

    acks = 1 + sum(isinstance(a, dict) and a["type"] == "ack" for a in answers[1:])
    assert {a.get("code", "ack") for a in answers[1:]} <= {"ack", "closed"}
    assert (await pair.here.result(round_id))["ballots"] == acks
    await projector.receive("state", phase="closed", within=8)
    await projector.receive("tally", ballots=acks, within=8)


async def test_two_chairs_on_two_processes_do_not_skip_a_step(pair):
    chairs = [await pair.here.chair(), await pair.there.chair()]
    seqs = [(await chair.receive("state"))["seq"] for chair in chairs]

    answers = await asyncio.gather(
        *(chair.command("next", seq=seq) for chair, seq in zip(chairs, seqs, strict=True))
    )

    assert sorted(answer.get("code", "ack") for answer in answers) == ["ack", "stale"]


async def test_round_with_a_timer_is_closed_once_by_whichever_process(pair):
    phones = [await pair.here.phone(), await pair.there.phone()]
    await pair.here.open(seconds=1)
    opened = await phones[0].receive("state", phase="open")

    for phone in phones:
        closed = await phone.receive("state", phase="closed")
        assert closed["seq"] == opened["seq"] + 1


async def test_an_edit_on_one_process_is_seen_at_once_on_the_other(pair):
    organiser = await Organiser.sign_in(pair.here.server)
    phone, projector = await pair.there.phone(), await pair.there.projector()
    question = pair.here.question(1)
    await pair.here.do("show", question=question["id"])
    for socket in (phone, projector):
        await socket.receive("state", within=3, phase="waiting")

    # The second cannot be the work of a pulse, which has just been or is five seconds away.
    for prompt in ("Is a levy needed?", "Is a new tax needed?", "Is a fund needed?"):
        await organiser.reword(question, prompt)
        for socket in (phone, projector):
            state = await socket.receive("state", within=2.5)
            while state["question"] is None or state["question"]["prompt"] != prompt:
                state = await socket.receive("state", within=2.5)
    await organiser.close()


async def test_votes_go_on_without_redis_and_everything_heals_by_itself(own_pair, own_redis):
    pair = own_pair
    projector, phone = await pair.there.projector(), await pair.here.phone()
    far = await pair.there.phone()
    round_id = await pair.here.open()
    await projector.receive("tally", ballots=0)

    own_redis.kill()
    answer = await phone.vote(round_id, pair.here.choices(1)[:1])
    healed = await projector.receive("tally", ballots=1, within=12)
    await pair.here.do("close")
    closed = await far.receive("state", phase="closed", within=12)
    await asyncio.to_thread(own_redis.start)
    await pair.here.do("reveal")
    await far.receive("state", phase="revealed", within=12)

    assert answer["type"] == "ack"
    assert [line["count"] for line in healed["counts"]] == [1, 0, 0, 0]
    assert closed["round"]["id"] == round_id
    # Nobody had to connect again.
    assert not [f for f in far.frames + projector.frames if json.loads(f)["type"] == "restart"]
    # Hints flow again: by them, not by the beat, the far process hears of this at once.
    await hints_flow(pair)


async def hints_flow(pair: Pair) -> None:
    """Wait until a step on one process reaches the other sooner than any beat would."""
    far = await pair.there.phone()
    await far.receive("state")
    loop = asyncio.get_running_loop()
    for number in range(20):
        began = loop.time()
        await pair.here.do("blank", on=number % 2 == 0)
        await far.receive("state", blank=number % 2 == 0, within=8)
        if loop.time() - began < 0.5:
            return
    raise AssertionError("hints do not flow again")


async def test_one_process_killed_leaves_the_other_voting(own_pair):
    pair = own_pair
    round_id = await pair.here.open()
    token = await join(pair.here.server, pair.here.code)
    phone = await pair.here.phone(token=token)
    await phone.vote(round_id, pair.here.choices(1)[:1], rev=1)

    pair.here.server.kill()
    moved = await pair.there.phone(token=token)
    mine = await moved.receive("mine")
    answer = await moved.vote(round_id, pair.here.choices(1)[1:2], rev=2)

    assert (mine["rev"], mine["answer"]) == (1, pair.here.choices(1)[:1])
    assert answer["type"] == "ack"
    assert await pair.there.counts(round_id) == [0, 1, 0, 0]


async def test_rehearsal_cleared_through_one_process_is_over_in_another(shared_servers, make_hall):
    here: Hall = await make_hall(shared_servers[0])
    there = Hall(shared_servers[1], here.data, here.token)
    await here.do("rehearse", delegates=3)
    chair = await there.chair(session=here.session["id"])
    phone = await there.phone()
    rehearsed = await here.open()
    await chair.receive("tally", round=rehearsed, joined=4)

    await here.do("clear")
    await here.do("start")
    opened = await here.open()

    await phone.receive("state", phase="open", rehearsal=False)
    tally = await chair.receive("tally", round=opened, joined=1, present=1)
    assert (tally["ballots"], tally["counts"][0]["count"]) == (0, 0)
    await there.leave()


async def plead(phone: Phone, round_id: str) -> None:
    """Ask for more time, and be heard."""
    await phone.send({"type": "more_time", "ref": "t", "round": round_id})
    await phone.receive("heard")


async def test_pleas_for_more_time_are_gathered_and_one_delegate_counts_once(pair):
    round_id = await pair.here.open()
    token = await join(pair.here.server, pair.here.code)
    chair = await pair.there.chair()
    await chair.receive("tally")
    for phone in (
        await pair.here.phone(token=token),
        await pair.there.phone(token=token),
        await pair.there.phone(),
    ):
        await plead(phone, round_id)

    here = await pair.here.chair()
    for socket in (chair, here):
        await socket.receive("tally", more_time=2)


async def test_process_that_did_not_hear_of_a_plea_learns_of_it(pair):
    round_id = await pair.here.open()
    await plead(await pair.here.phone(), round_id)
    # Nobody was in this session over there, so that its hint found no room.
    chair = await pair.there.chair()

    await chair.receive("tally", more_time=1)


async def test_projectors_of_both_processes_have_numbers_of_their_own_on_every_console(pair):
    consoles = [await pair.here.chair(), await pair.there.chair()]
    projectors = [await pair.here.projector(), await pair.there.projector()]
    # At the same moment, so that both processes may give the same number.
    for projector, key in zip(projectors, "ab", strict=True):
        await projector.send({"type": "projector", "key": key})
    for console in consoles:
        told: list[int] = []
        while told != [1, 2]:
            connected = (await console.receive("projectors"))["projectors"]
            told = [each["number"] for each in connected]
    done = await pair.here.do("identify")
    for projector in projectors:
        state = await projector.receive("state", seq=done["seq"])
        assert state["look"]["identify"]["projector"] is None
