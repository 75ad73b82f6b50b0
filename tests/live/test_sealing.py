"""Sealing as the room lives it: by command, by the clock, by an operator, after a restore."""

import asyncio

import httpx

from tests.clients import Hall, http, join
from tests.live.test_two_processes import two_servers
from tests.plain_browser import PlainBrowser
from tests.servers.web import PLAIN

SEALED = "Your answer can no longer be traced, even by us"
#: Two looks at the clock, and the work after them.
SOON = 15.0


async def vote_and_close(hall: Hall) -> tuple[str, str]:
    """Let two delegates vote on question 1 and close it; return the round and a voter's token."""
    token = await join(hall.server, hall.code)
    round_id = await hall.open()
    for who, choice in ((token, 1), (None, 2)):
        phone = await hall.phone(token=who)
        assert (await phone.vote(round_id, [hall.choices(1)[choice]]))["type"] == "ack"
    await hall.do("close")
    return round_id, token


async def phases_listed(hall: Hall) -> list[str]:
    """The phases of the rounds of question 1, as the API lists the conference."""
    conference = (await hall.get(f"/api/v1/conferences/{hall.code}")).json()
    return [r["phase"] for r in conference["sessions"][0]["questions"][0]["rounds"]]


async def test_phone_that_is_connected_learns_of_the_seal(hall):
    round_id, token = await vote_and_close(hall)
    voter, idler = await hall.phone(token=token), await hall.phone()
    for phone in (voter, idler):
        assert (await phone.receive("state", phase="closed"))["round"]["sealed"] is False
        assert "sealed" not in await phone.receive("mine")

    await hall.do("seal")

    for phone in (voter, idler):
        state = await phone.receive("state")
        assert (state["phase"], state["round"]["sealed"]) == ("closed", True)
        await phone.send({"type": "sync"})
        mine = await phone.receive("mine")
        assert (mine["rev"], mine["answer"], mine["sealed"]) == (0, None, True)
    refused = await voter.vote(round_id, [hall.choices(1)[1]], rev=1)
    assert (refused["code"], refused["rev"], refused["answer"], refused["sealed"]) == (
        "closed",
        0,
        None,
        True,
    )


async def test_results_exports_and_tally_are_the_same_before_and_after(hall):
    round_id, _ = await vote_and_close(hall)
    await hall.do("reveal")
    projector = await hall.projector()
    tally = await projector.receive("tally", ballots=2)

    async def shown() -> list[str]:
        paths = [f"/api/v1/conferences/{hall.code}/export.{form}" for form in ("csv", "json")]
        return [(await hall.get(path)).text for path in paths]

    before = (await hall.result(round_id), await shown())
    await hall.do("seal")

    assert (await hall.result(round_id), await shown()) == before
    state = await projector.receive("state", phase="revealed")
    assert state["results"]["counts"] == tally["counts"]
    assert await phases_listed(hall) == ["sealed"]
    assert (await hall.do("hide"))["phase"] == "closed"


async def test_a_new_vote_on_the_question_is_a_new_round(hall):
    await vote_and_close(hall)
    await hall.do("seal")
    assert (await hall.steer("reopen")).json()["code"] == "wrong_phase"

    again = (await hall.do("open"))["round"]

    assert (await (await hall.phone()).vote(again, [hall.choices(1)[0]]))["type"] == "ack"
    assert await phases_listed(hall) == ["sealed", "open"]


async def test_the_page_without_scripts_never_says_that_one_did_not_vote(hall):
    browser = PlainBrowser.on(hall.server, hall.code)
    try:
        round_id = await hall.open()
        await browser.look()
        await browser.vote([hall.choices(1)[0]])
        await hall.do("close")
        await hall.do("seal")
        told = await browser.look()
    finally:
        await browser.close()

    assert SEALED in told
    assert "You did not vote" not in told
    assert (await hall.result(round_id))["ballots"] == 1


async def test_how_votes_are_kept_secret_is_told_on_a_plain_page(hall):
    async with http(hall.server) as client:
        voting = await client.get(f"/j/{hall.code}/?session={hall.session['id']}")
        page = await client.get(f"/j/{hall.code}/secrecy?session={hall.session['id']}")
        unknown = await client.get("/j/AAAAAA/secrecy")

    link = f'href="/j/{hall.code}/secrecy?session={hall.session["id"]}"'
    assert f"{link}>Nobody sees how you vote</a>" in voting.text
    assert page.status_code == 200
    assert "15 minutes after the close" in page.text
    assert f'href="/j/{hall.code}/?session={hall.session["id"]}"' in page.text
    assert "<script" not in page.text
    assert unknown.status_code == 404


async def test_rounds_are_sealed_by_the_clock(make_server, make_hall):
    hall = await make_hall(make_server(SEAL_AFTER="1"))
    await hall.do("start")
    _, token = await vote_and_close(hall)
    phone = await hall.phone(token=token)
    while not (await phone.receive("state", within=SOON))["round"]["sealed"]:
        pass

    assert await phases_listed(hall) == ["sealed"]


async def test_both_processes_seal_by_the_clock_and_one_does_it(prepared_full, make_hall):
    with two_servers(prepared_full, SEAL_AFTER="1") as servers:
        hall = await make_hall(servers[0])
        there = Hall(servers[1], hall.data, hall.token)
        await hall.do("start")
        round_id, token = await vote_and_close(hall)
        for phone in (await hall.phone(token=token), await there.phone()):
            while not (await phone.receive("state", within=SOON))["round"]["sealed"]:
                pass
        await hall.leave()
        await there.leave()

        assert sum(await hall.counts(round_id)) == 2


async def test_the_command_line_seals_what_is_closed_beside_the_running_server(hall):
    await vote_and_close(hall)
    phone = await hall.phone()
    await phone.receive("state", phase="closed")

    said = await asyncio.to_thread(hall.server.manage, "seal", hall.code)

    assert said.splitlines()[0] == "Sealed: 1. Still open: 0."
    assert (await phone.receive("state", within=SOON))["round"]["sealed"] is True
    again = await asyncio.to_thread(hall.server.manage, "seal", hall.code)
    assert again == "Sealed: 0. Still open: 0.\n"


async def test_a_restored_database_without_its_secret_keeps_the_count_and_goes_on(
    make_server, make_hall
):
    server = make_server()
    hall = await make_hall(server)
    await hall.do("start")
    token = await join(server, hall.code)
    lost = await hall.open()
    assert (await (await hall.phone(token=token)).vote(lost, [hall.choices(1)[1]]))["rev"] == 1
    server.stop()
    restored = server.sibling(BALLOT_SECRET="the-secret-of-another-machine-" * 2)
    try:
        restored.start()
        ready = await asyncio.to_thread(httpx.get, f"{restored.url}/readyz", **PLAIN)
        assert (ready.status_code, ready.json()["checks"]["ballot_secret"]) == (
            200,
            "does not open 1 unsealed votes",
        )
        assert "BALLOT_SECRET does not open 1 vote not yet sealed" in restored.log.read_text()
        here = Hall(restored, hall.data, hall.token)
        phone = await here.phone(token=token)
        state = await phone.receive("state", phase="open")
        assert state["round"]["as_of_backup"] is True

        refused = await phone.vote(lost, [hall.choices(1)[0]], rev=2)
        assert (refused["code"], refused["detail"]) == (
            "closed",
            "This vote stands as it was in a backup. It takes no further answers.",
        )
        for do in ("close", "reveal", "seal"):
            await here.do(do)
        results = (await phone.receive("state", phase="revealed"))["results"]
        assert (results["ballots"], [row["count"] for row in results["counts"]]) == (
            1,
            [0, 1, 0, 0],
        )
        assert results["sentence"].endswith("As of the backup, no further changes.")
        assert (await here.result(lost))["as_of_backup"] is True

        again = (await here.do("open"))["round"]
        assert (await phone.vote(again, [hall.choices(1)[0]]))["type"] == "ack"
        await here.leave()
    finally:
        restored.stop()
    restored.check_log()
