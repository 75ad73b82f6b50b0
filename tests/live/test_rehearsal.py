"""A rehearsed run against the product: simulated delegates through real sockets, then nothing."""

import asyncio
import json
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest

from tests.clients import PATIENCE, Hall
from tests.servers.product import ROOT

DEMO = json.loads((ROOT / "polls" / "demo" / "conference.json").read_text())
#: The six questions as reported, in the order of their choices, by their number in the session.
REPORTED = {
    2: [32, 22, 27, 19],
    3: [0, 25, 59, 16],
    4: [9, 45.5, 45.5],
    5: [62, 54, 47, 38, 25, 22],
    6: [8, 67, 25],
    7: [39, 61],
}

Rehearse = Callable[..., Awaitable[Process]]


@pytest.fixture
async def rehearse() -> AsyncIterator[Rehearse]:
    """Run ``manage.py rehearse`` beside a hall's server; ended with the test."""
    crowds: list[Process] = []

    async def start(hall: Hall, *arguments: str) -> Process:
        crowds.append(
            await asyncio.create_subprocess_exec(
                *(sys.executable, str(ROOT / "manage.py"), "rehearse", hall.code),
                *("--within", "0.2", *arguments),
                env=hall.server.environment,
                stdin=PIPE,
                stdout=PIPE,
                stderr=PIPE,
            )
        )
        return crowds[-1]

    yield start
    for crowd in crowds:
        if crowd.returncode is None:
            crowd.kill()
        await crowd.communicate()


async def line(crowd: Process, words: str) -> str:
    """Wait until the command says a line with these words."""
    assert crowd.stdout is not None
    async with asyncio.timeout(3 * PATIENCE):
        async for said in crowd.stdout:
            if words in said.decode():
                return said.decode()
    raise AssertionError(f"it ended before “{words}”: {(await crowd.communicate())[1].decode()}")


def counts(told: dict) -> list[int]:
    return [row["count"] for row in told["counts"]]


async def leftovers(hall: Hall) -> tuple[list, list, str]:
    """Rounds in the export, rounds in the list, and the state of the first session."""
    whole = (await hall.get(f"/api/v1/conferences/{hall.code}")).json()["sessions"][0]
    exported = (await hall.get(f"/api/v1/conferences/{hall.code}/export.json")).json()
    asked = exported["sessions"][0]["questions"]
    return (
        [round for question in asked for round in question["rounds"]],
        [round for question in whole["questions"] for round in question["rounds"]],
        whole["state"],
    )


async def test_rehearsed_run_of_the_demo_looks_like_the_reported_day_and_leaves_nothing(
    server, make_hall, rehearse
):
    hall: Hall = await make_hall(server, DEMO)
    session = hall.session["id"]
    await hall.do("rehearse")
    crowd = await rehearse(hall, "--delegates", "100", "--seed", "7")
    projector = await hall.projector(session=session)
    assert (await projector.receive("state"))["rehearsal"] is True
    await line(crowd, "100 simulated delegates are in.")

    for number, reported in REPORTED.items():
        opened = await hall.open(number)
        tally = await projector.receive("tally", round=opened, ballots=100, joined=100)
        await hall.do("close")
        seq = (await hall.do("reveal"))["seq"]
        shown = await projector.receive("state", seq=seq)
        assert shown["rehearsal"] is True
        assert counts(shown["results"]) == counts(tally)
        for count, share in zip(counts(tally), reported, strict=True):
            assert abs(count - share) < 1
    assert await leftovers(hall) == ([], [], "live")

    seq = (await hall.do("clear"))["seq"]

    state = await projector.receive("state", seq=seq)
    assert (state["rehearsal"], state["phase"], state["question"]) == (False, "waiting", None)
    await line(crowd, "The rehearsal was cleared away.")
    assert await crowd.wait() == 0
    assert await leftovers(hall) == ([], [], "draft")
    csv = (await hall.get(f"/api/v1/conferences/{hall.code}/export.csv")).text
    assert len(csv.splitlines()) == 1


async def test_real_phones_count_again_once_the_rehearsal_is_cleared(draft_hall, rehearse):
    hall = draft_hall
    session = hall.session["id"]
    await hall.do("rehearse")
    follower, chooser = await hall.phone(), await hall.phone(session=session)
    assert (await follower.receive("state"))["rehearsal"] is True
    crowd = await rehearse(hall, "--delegates", "5")
    await line(crowd, "5 simulated delegates are in.")
    chair = await hall.chair(session=session)
    rehearsed = await hall.open()
    assert (await follower.vote(rehearsed, [hall.choices(1)[0]]))["type"] == "ack"
    await chair.receive("tally", round=rehearsed, ballots=6, joined=7)

    await hall.do("clear")
    late = await chooser.vote(rehearsed, [hall.choices(1)[0]])
    assert (late["type"], late["code"]) == ("refused", "closed")
    await hall.do("start")
    opened = await hall.open()
    await follower.receive("state", phase="open")
    assert (await follower.vote(opened, [hall.choices(1)[1]]))["type"] == "ack"

    tally = await chair.receive("tally", round=opened, ballots=1, joined=2, present=2)
    assert counts(tally) == [0, 1, 0, 0]


async def test_command_begins_the_rehearsal_of_a_session_behind_a_shut_door(
    make_hall, embedded_server, rehearse
):
    hall: Hall = await make_hall(embedded_server)
    await hall.do("door", door="shut")

    crowd = await rehearse(hall, "--session", "1", "--delegates", "3")

    await line(crowd, "3 simulated delegates are in.")
    opened = await hall.open(2)
    projector = await hall.projector(session=hall.session["id"])
    await projector.receive("tally", round=opened, ballots=3)
    await hall.do("close")
    await hall.do("end")
    await line(crowd, "“What are the main obstacles?”: 3 of 3 voted.")
    assert await crowd.wait() == 0


async def test_ctrl_c_ends_the_crowd_and_says_that_the_rehearsal_stays(draft_hall, rehearse):
    await draft_hall.do("rehearse")
    crowd = await rehearse(draft_hall, "--delegates", "2")
    await line(crowd, "2 simulated delegates are in.")

    crowd.send_signal(signal.SIGINT)

    await line(crowd, "stays in rehearsal")
    assert await crowd.wait() == 0


REFUSALS = {
    "--delegates=501": "--delegates is from 1 to 500, not 501.",
    "--within=-1": "--within is from 0 to 3600",
    "--session=9": "sessions 1 to 2, not 9",
    "--session=nothing": "There is no session “nothing”",
    "--session=2": "Only a session that has not begun can be rehearsed",
    "--url=ftp://here": "is no address such as",
    "--url=http://127.0.0.1:9": "No server answers at http://127.0.0.1:9",
    "--proportions=/nowhere": "/nowhere cannot be read",
}


async def test_what_cannot_be_rehearsed_is_refused_in_a_sentence(make_hall, embedded_server):
    hall: Hall = await make_hall(embedded_server)
    await hall.do("start", session=hall.data["sessions"][1]["id"])
    for argument, sentence in REFUSALS.items():
        with pytest.raises(AssertionError, match="CommandError") as caught:
            await asyncio.to_thread(embedded_server.manage, "rehearse", hall.code, argument)
        assert sentence in str(caught.value)
    assert (await leftovers(hall))[2] == "draft"


async def test_proportions_of_a_file_are_kept_to(make_hall, embedded_server, rehearse, tmp_path):
    hall: Hall = await make_hall(embedded_server)
    file = tmp_path / "proportions.json"
    shares = {"Lack of integration": 75, "Resistance": 50, "Scarce resources": 25}
    asked = {"prompt": "What are the main obstacles?", "choices": shares}
    file.write_text(json.dumps({"questions": [asked]}))
    await hall.do("rehearse")
    crowd = await rehearse(hall, "--delegates", "8", "--proportions", str(file))
    await line(crowd, "8 simulated delegates are in.")
    projector = await hall.projector(session=hall.session["id"])

    opened = await hall.open(2)

    tally = await projector.receive("tally", round=opened, ballots=8)
    assert counts(tally) == [6, 4, 2]
