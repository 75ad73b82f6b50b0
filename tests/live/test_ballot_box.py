"""The ballot box: answers come after the commit, and come to everybody."""

import asyncio
import sqlite3
import uuid
from collections.abc import Callable
from contextlib import asynccontextmanager, contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections

from live import ballot_box
from live.ballot_box import BallotBox
from live.ballot_jobs import Committed
from polls.errors import Malformed, Unavailable
from polls.kinds import BALLOTS
from polls.models import HIGHEST_REV, Attendance, Ballot, Round
from polls.tallies import read_counters
from polls.turnout import Arrival
from polls.voting import Accepted, Mine, Vote
from tests.factories import RoundFactory

PATIENCE = 30


@pytest.fixture
def voted(each_database) -> Round:
    """An open round; the test may end the connection that made it."""
    made = RoundFactory()
    connection.close()
    return made


@asynccontextmanager
async def open_box(**options: Any):
    """A box that is emptied at the end; ``box.committed`` lists what its groups changed."""
    committed: list[Committed] = []
    box = BallotBox(on_commit=committed.append, **{"capacity": 100, **options})
    box.committed = committed
    try:
        yield box
    finally:
        await asyncio.wait_for(box.stop(), PATIENCE)


def vote(of: Round, choice: int = 0, rev: int | None = 1, who: uuid.UUID | None = None) -> Vote:
    answer = [of.wording["choices"][choice]["id"]]
    conference = str(of.session.conference_id)
    return Vote(conference, who or uuid.uuid4(), str(of.pk), rev, answer)


async def in_database(read: Callable[..., Any], *args: Any) -> Any:
    """Ask on another thread, which sees only what is committed."""

    def ask() -> Any:
        try:
            return read(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(ask)


def ballots() -> int:
    return Ballot.objects.count()


@contextmanager
def locked(vendor: str):
    """Keep the database from writing votes, by a connection of another program."""
    if vendor == "sqlite":
        holder = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
        holder.execute("BEGIN IMMEDIATE")
    else:
        where = connection.settings_dict
        holder = psycopg.connect(
            host=where["HOST"], port=where["PORT"], user=where["USER"], dbname=where["NAME"]
        )
        holder.execute("LOCK TABLE polls_round, polls_session IN EXCLUSIVE MODE")
    try:
        yield
    finally:
        holder.rollback() if vendor == "sqlite" else holder.close()
        holder.close()


async def test_vote_is_answered_when_it_is_committed_and_not_before(each_database, voted):
    async with open_box() as box:
        with locked(each_database):
            answer = asyncio.create_task(box.cast(vote(voted)))
            done, _ = await asyncio.wait({answer}, timeout=0.3)
            assert not done
            assert await in_database(ballots) == 0

        outcome = await asyncio.wait_for(answer, PATIENCE)

        assert (outcome.rev, outcome.changed) == (1, True)
        assert await in_database(ballots) == 1
        assert box.waiting == 0


async def test_full_box_refuses_and_answers_all_that_it_took(each_database, voted):
    async with open_box(capacity=3) as box:
        with locked(each_database):
            taken = [asyncio.create_task(box.cast(vote(voted))) for _ in range(3)]
            await asyncio.sleep(0)
            with pytest.raises(Unavailable):
                await box.cast(vote(voted))
            with pytest.raises(Unavailable):
                await box.arrive(None, round_id=None, delegate_id=uuid.uuid4())

        outcomes = await asyncio.wait_for(asyncio.gather(*taken), PATIENCE)

        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        assert await in_database(ballots) == 3
        assert isinstance(await box.cast(vote(voted)), Accepted)


async def test_what_waits_for_a_database_that_hangs_is_given_up_and_answered_once(
    each_database, voted
):
    answers: list[Any] = []
    async with open_box() as box:
        with locked(each_database):
            box.vote(vote(voted), answers.append)
            under_way = asyncio.create_task(box.cast(vote(voted)))
            done, _ = await asyncio.wait({under_way}, timeout=0.3)
            assert not done
            behind = asyncio.create_task(box.cast(vote(voted)))
            await asyncio.sleep(0)
            before = box.waiting
            box.give_up()
            given_up = await asyncio.wait_for(asyncio.gather(under_way, behind), PATIENCE)

        later = await asyncio.wait_for(box.cast(vote(voted)), PATIENCE)

        assert [type(answer) for answer in [*answers, *given_up]] == [Unavailable] * 3
        assert isinstance(later, Accepted)
        assert (before, box.waiting, box.unavailable) == (3, 0, 3)
        # What was under way may stand, what was behind it was never begun.
        assert 2 <= await in_database(ballots) <= 3


async def test_draining_box_takes_nothing_and_answers_what_waits(each_database, voted):
    async with open_box() as box:
        with locked(each_database):
            waiting = [asyncio.create_task(box.cast(vote(voted))) for _ in range(20)]
            await asyncio.sleep(0)
            stopped = asyncio.create_task(box.stop())
            await asyncio.sleep(0)
            with pytest.raises(Unavailable):
                await box.cast(vote(voted))
            assert not stopped.done()

        await asyncio.wait_for(stopped, PATIENCE)

        assert all(isinstance(task.result(), Accepted) for task in waiting)
        assert await in_database(ballots) == 20


@pytest.mark.parametrize("each_database", ["sqlite"], indirect=True)
async def test_vote_waits_for_the_database_so_long_and_is_taken_when_sent_again(
    each_database, voted, monkeypatch
):
    monkeypatch.setitem(settings.DATABASES["default"]["OPTIONS"], "timeout", 0.1)
    monkeypatch.setattr(ballot_box, "PATIENCE", 0.3)
    again = vote(voted)
    arrival = Arrival(again.conference_id, str(voted.session_id), again.delegate_id)
    async with open_box() as box:
        with locked(each_database):
            assert isinstance(await asyncio.wait_for(box.cast(again), PATIENCE), Unavailable)
            with pytest.raises(Unavailable):
                await box.arrive(arrival, round_id=None, delegate_id=again.delegate_id)

        assert isinstance(await box.cast(again), Accepted)
        assert await in_database(ballots) == 1


@pytest.mark.parametrize("each_database", ["postgres"], indirect=True)
async def test_connection_that_died_costs_no_vote(each_database, voted):
    def end_all_others() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    async with open_box() as box:
        assert isinstance(await box.cast(vote(voted)), Accepted)
        await in_database(end_all_others)

        # The pool may wait its whole patience, which is the vote's too, for one connect that the
        # machine is too busy for. Then a phone hears so, and sends it again: once is enough.
        second = vote(voted)
        outcome = await box.cast(second)
        if isinstance(outcome, Unavailable):
            outcome = await box.cast(second)

        assert isinstance(outcome, Accepted)
        assert await in_database(ballots) == 2


async def test_one_vote_that_the_database_will_not_have_takes_no_other_with_it(
    each_database, voted
):
    anna, ben = uuid.uuid4(), uuid.uuid4()
    async with open_box() as box:
        with locked(each_database):
            first = asyncio.create_task(box.cast(vote(voted)))
            group = [
                asyncio.create_task(box.cast(one))
                for one in (
                    vote(voted, 0, HIGHEST_REV + 1, anna),
                    vote(voted, 1, None, anna),
                    vote(voted, 1, 1, ben),
                )
            ]
            await asyncio.sleep(0)
        await asyncio.wait_for(first, PATIENCE)
        answers = await asyncio.wait_for(asyncio.gather(*group), PATIENCE)

        assert [type(answer) for answer in answers] == [Malformed, Accepted, Accepted]
        red, green = (choice["id"] for choice in voted.wording["choices"][:2])
        assert await in_database(read_counters, voted.pk) == {red: 1, green: 2, BALLOTS: 3}


async def test_one_answer_that_fails_keeps_no_other_back(voted):
    heard = asyncio.get_running_loop().create_future()

    def fail(outcome: object) -> None:
        raise ValueError("cannot be sent")

    async with open_box() as box:
        box.vote(vote(voted), fail)
        box.vote(vote(voted), heard.set_result)

        assert isinstance(await asyncio.wait_for(heard, PATIENCE), Accepted)
        assert isinstance(await box.cast(vote(voted)), Accepted)


async def test_who_arrives_is_recorded_and_told_what_stands(voted):
    anna = uuid.uuid4()
    cast = vote(voted, 1, 4, anna)
    arrival = Arrival(cast.conference_id, str(voted.session_id), anna)
    async with open_box() as box:
        await box.cast(cast)

        mine = await box.arrive(arrival, round_id=str(voted.pk), delegate_id=anna)

        assert mine == Mine(str(voted.pk), 4, cast.answer)
        assert await in_database(Attendance.objects.count) == 1
        assert box.committed[0].sessions == {str(voted.session_id)}
        assert box.committed[0].delegates == {anna}


async def test_delegate_who_looks_is_not_recorded(voted):
    async with open_box() as box:
        mine = await box.arrive(None, round_id=str(voted.pk), delegate_id=uuid.uuid4())

        assert mine == Mine(str(voted.pk), 0, None)
        assert await in_database(Attendance.objects.count) == 0
        assert box.committed == []
