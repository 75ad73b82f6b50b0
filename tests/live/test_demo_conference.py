"""The conference that the product is built around, from its file to its results."""

import asyncio
import csv
import io
import json

import pytest

from tests.clients import Hall, http, join
from tests.plain_browser import PlainBrowser
from tests.servers.product import ROOT

FILE = json.loads((ROOT / "polls" / "demo" / "conference.json").read_text())

#: Question 1 as reported: of 100 delegates, in the order of the choices.
REPORTED = [32, 22, 27, 19]
PRACTICE, FIRST = 1, 2


async def vote_by_socket(hall: Hall, round_id: str, choice: str) -> None:
    """One delegate of the hundred, on the page with scripts."""
    answer = await (await hall.phone()).vote(round_id, [choice])
    assert answer["type"] == "ack"


async def vote_by_http(hall: Hall, round_id: str, choice: str) -> None:
    """One delegate with a program; the first answer is sent twice, as over a bad line."""
    body = {"type": "vote", "ref": "1", "round": round_id, "rev": 1, "answer": [choice]}
    async with http(hall.server, await join(hall.server, hall.code)) as client:
        for _ in range(2):
            answer = await client.post(f"/api/v1/conferences/{hall.code}/ballots", json=body)
            assert answer.status_code == 200


async def vote_by_form(hall: Hall, round_id: str, choice: str) -> None:
    """One delegate without scripts, who changes the vote once."""
    browser = PlainBrowser.on(hall.server, hall.code)
    await browser.look()
    other = next(option for option in browser.ballot.options if option != choice)
    for wanted in (other, choice):
        answer = await browser.vote([wanted])
        assert answer.status_code == 200
        assert "Your vote is in" in browser.text
    await browser.close()


WAYS = [vote_by_socket, vote_by_http, vote_by_form]


@pytest.fixture
async def demo(server, make_hall) -> Hall:
    """The demo conference, live, with its practice vote done."""
    hall = await make_hall(server, FILE)
    await hall.do("start")
    practice = await hall.open(PRACTICE)
    await vote_by_socket(hall, practice, hall.choices(PRACTICE)[0])
    await hall.do("close")
    await hall.do("reveal")
    return hall


async def test_hundred_delegates_vote_as_reported_and_everybody_is_told_the_same(demo):
    hall = demo
    projector = await hall.projector()
    round_id = await hall.open(FIRST)
    choices = hall.choices(FIRST)
    # The practice vote's delegate is still there, and votes on paper.
    ballots = [choice for choice, n in zip(choices, REPORTED, strict=True) for _ in range(n)]
    queue = iter(enumerate(ballots))

    async def votes() -> None:
        for number, choice in queue:
            await WAYS[number % 3](hall, round_id, choice)

    await asyncio.gather(*(votes() for _ in range(10)))
    live = await projector.receive("tally", ballots=100, counts=counts_of(choices))
    await hall.do("close")
    revealed = await hall.do("reveal")
    shown = await projector.receive("state", seq=revealed["seq"])

    result = await hall.result(round_id)
    assert numbers(live) == REPORTED
    assert numbers(shown["results"]) == REPORTED
    assert numbers(result) == REPORTED
    assert (result["ballots"], result["joined"]) == (100, 101)
    for sentence in (shown["results"]["sentence"], result["sentence"]):
        assert all(f"{share}\u00a0%" in sentence for share in REPORTED)
        assert "100 of 101" in sentence

    rows = await csv_rows(hall)
    assert [int(row["count"]) for row in rows] == REPORTED
    assert [int(row["percent"]) for row in rows] == REPORTED
    assert {row["prompt"] for row in rows} == {FILE["sessions"][0]["questions"][1]["prompt"]}
    assert {(row["ballots"], row["joined"]) for row in rows} == {("100", "101")}

    exported = (await hall.get(f"/api/v1/conferences/{hall.code}/export.json")).json()
    rounds = [r for q in exported["sessions"][0]["questions"] for r in q["rounds"]]
    assert [r["id"] for r in rounds] == [round_id]
    assert numbers(rounds[0]) == REPORTED


def counts_of(choices: list[str]) -> list[dict]:
    """The counts as reported, in the protocol's form."""
    return [{"choice": c, "count": n} for c, n in zip(choices, REPORTED, strict=True)]


def numbers(told: dict) -> list[int]:
    """The counts in the order of the choices."""
    return [line["count"] for line in told["counts"]]


async def csv_rows(hall: Hall) -> list[dict[str, str]]:
    """The lines of the CSV export."""
    answer = await hall.get(f"/api/v1/conferences/{hall.code}/export.csv")
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


async def test_plain_form_votes_changes_withdraws_and_is_told_when_it_comes_too_late(demo):
    hall = demo
    round_id = await hall.open(FIRST)
    first, second, *_ = hall.choices(FIRST)
    browser = PlainBrowser.on(hall.server, hall.code)
    await browser.look()
    assert browser.ballot.chosen == []

    nothing = await browser.submit(browser.ballot, [])
    assert (nothing.status_code, "There is a problem" in browser.text) == (422, True)
    await browser.vote([first])
    await browser.vote([first])
    assert browser.ballot.chosen == [first]
    once = await hall.counts(round_id)
    await browser.vote([second])
    changed = await hall.counts(round_id)
    await browser.submit(next(f for f in browser.forms if "withdraw" in f.hidden), [])
    withdrawn = await hall.result(round_id)
    stale_form = browser.ballot
    await hall.do("close")
    late = await browser.submit(stale_form, [first])

    assert (once, changed) == ([1, 0, 0, 0], [0, 1, 0, 0])
    assert withdrawn["ballots"] == 0
    assert late.status_code == 409
    assert "Voting closed before your vote reached us. It was not counted" in browser.text
    assert (await hall.result(round_id))["ballots"] == 0
    await browser.close()


async def test_plain_form_without_its_csrf_token_is_refused(demo):
    round_id = await demo.open(FIRST)
    browser = PlainBrowser.on(demo.server, demo.code)
    await browser.look()
    del browser.ballot.hidden["csrfmiddlewaretoken"]

    answer = await browser.submit(browser.ballot, demo.choices(FIRST)[:1])

    assert answer.status_code == 403
    assert (await demo.result(round_id))["ballots"] == 0
    await browser.close()


async def test_devices_of_one_delegate_by_form_and_socket_agree(demo):
    hall = demo
    round_id = await hall.open(FIRST)
    first, second, *_ = hall.choices(FIRST)
    browser = PlainBrowser.on(hall.server, hall.code)
    await browser.look()
    token = browser.client.cookies[f"delegate_{hall.code}"]
    phone = await hall.phone(token=token)
    await phone.receive("mine", rev=0)

    await browser.vote([first])
    told = await phone.receive("mine")
    answer = await phone.vote(round_id, [second], rev=told["rev"] + 1)
    await browser.look()

    assert (told["rev"], told["answer"]) == (1, [first])
    assert answer["type"] == "ack"
    assert browser.ballot.chosen == [second]
    assert await hall.counts(round_id) == [0, 1, 0, 0]
    await browser.close()
