"""Base stations on a real server: what is signed is taken once, and what is not changes nothing."""

import asyncio
import json
import re
from dataclasses import dataclass, field

import httpx
import pytest

from live.keypads.signing import Token, same, sign_answer, sign_request
from tests.clients import Hall, http
from tests.organiser import Organiser
from tests.stations import make_station


@dataclass
class Base:
    """A base station: signs each call and holds the answer against its signature."""

    hall: Hall
    token: Token
    sequence: int = 0
    sent: list[bytes] = field(default_factory=list)

    async def call(
        self, method: str, path: str, body: bytes = b"", *, sequence: int = 0, **changes: str
    ) -> httpx.Response:
        """Send one call, signed; ``secret``, ``target`` stand in for the right ones."""
        target = f"/api/v1/stations/{self.token.station}/{path}"
        secret = changes.get("secret", self.token.secret)
        signature = sign_request(secret, method, changes.get("target", target), sequence, body)
        headers = {"Authorization": f"Station {signature}", "Station-Sequence": str(sequence)}
        async with http(self.hall.server) as client:
            answer = await client.request(method, target, content=body, headers=headers)
        if answer.status_code != 401:
            right = sign_answer(self.token.secret, signature, answer.status_code, answer.content)
            assert same(answer.headers["Station-Answer"], right)
        return answer

    async def press(self, *presses: dict, **more) -> httpx.Response:
        """Send the next batch."""
        self.sequence += 1
        return await self.send({"sequence": self.sequence, "presses": list(presses), **more})

    async def send(self, batch: dict, **changes) -> httpx.Response:
        """Send a batch as it is."""
        self.sent.append(json.dumps(batch).encode())
        return await self.resend(batch["sequence"], **changes)

    async def resend(self, sequence: int, **changes) -> httpx.Response:
        """Send the last batch once more, under a number."""
        return await self.call("POST", "presses", self.sent[-1], sequence=sequence, **changes)

    async def look(self, query: str = "") -> dict:
        """What is on screen."""
        answer = await self.call("GET", f"round{query}")
        assert answer.status_code == 200, answer.text
        return answer.json()


async def make_base(hall: Hall, *serials: str, name: str = "Base 1") -> Base:
    """A base station with keypads, made on the organiser's page."""
    token = await make_station(hall.server, hall.data["id"], serials, name=name)
    return Base(hall, Token.read(token))


def press(round: str, keypad: str = "17", keys: str = "2", rev: int = 1, **more) -> dict:
    """A press."""
    return {"keypad": keypad, "round": round, "rev": rev, "keys": keys, **more}


@pytest.fixture
async def base(hall) -> Base:
    """A base station with the keypads 17 and 18 at a conference whose session is live."""
    return await make_base(hall, "17", "18")


async def test_presses_are_votes_and_each_is_answered_in_its_place(base):
    hall = base.hall
    round = await hall.open()
    answer = await base.press(
        press(round, "17", "2", battery=80),
        press(round, "18", "9"),
        press(round, "99", "1"),
        press(round, "18", "D"),
        press(round, "17", "1", rev=2),
    )

    assert answer.status_code == 200
    told = answer.json()
    assert told["sequence"] == 1
    assert [each.get("code", each["type"]) for each in told["answers"]] == [
        "ack",
        "invalid",
        "not_allowed",
        "ack",
        "ack",
    ]
    assert await hall.counts(round) == [1, 0, 0, 1]
    assert told["answers"][-1] == {"type": "ack", "round": round, "rev": 2}


async def test_keypads_and_phones_vote_in_one_ballot(base):
    hall = base.hall
    phone = await hall.phone()
    round = await hall.open()
    await phone.vote(round, [hall.choices(1)[0]])
    await base.press(press(round))

    result = await hall.result(round)
    # Both keypads have joined as one of them votes: no row is written beside a single ballot.
    assert (result["ballots"], result["joined"]) == (2, 3)
    assert await hall.counts(round) == [1, 1, 0, 0]


async def test_several_digits_answer_a_question_with_several_choices(base):
    round = await base.hall.open(2)
    answer = await base.press(press(round, "17", "13"), press(round, "18", "123"))

    assert [each["type"] for each in answer.json()["answers"]] == ["ack", "refused"]
    assert await base.hall.counts(round) == [1, 0, 1]


async def test_stale_and_late_presses_are_refused_as_phones_are(base):
    hall = base.hall
    chair = await hall.chair()
    round = await hall.open()
    await base.press(press(round, rev=3))
    stale = (await base.press(press(round, keys="1", rev=2))).json()["answers"][0]
    await hall.do("close")
    again, late = (await base.press(press(round, rev=3), press(round, "18"))).json()["answers"]

    assert (stale["code"], stale["rev"]) == ("stale", 3)
    assert "answer" not in stale
    assert again == {"type": "ack", "round": round, "rev": 3}
    assert late["code"] == "closed"
    await chair.receive("tally", late=1)


async def test_batch_is_taken_once_and_a_press_that_counted_is_acknowledged_again(base):
    round = await base.hall.open()
    first = await base.press(press(round))
    again = await base.resend(1)

    assert (again.status_code, again.json()["code"], again.json()["last"]) == (409, "replayed", 1)
    assert (await base.press(press(round))).json()["answers"] == first.json()["answers"]
    replayed = await base.send({"sequence": 1, "presses": [press(round, "18")]})
    assert (replayed.status_code, replayed.json()["last"]) == (409, 2)
    assert (await base.send({"sequence": 0, "presses": []})).status_code == 400
    assert await base.hall.counts(round) == [0, 1, 0, 0]


async def test_press_that_was_refused_counts_no_more_when_its_batch_is_replayed(base):
    hall = base.hall
    round = await hall.open()
    await hall.do("close")
    late = await base.press(press(round), press(round, "99"))
    await hall.do("reopen")
    replayed = await base.resend(1)

    assert [each["code"] for each in late.json()["answers"]] == ["closed", "not_allowed"]
    assert replayed.status_code == 409
    assert (await hall.result(round))["ballots"] == 0


async def test_what_is_not_signed_rightly_changes_nothing(base):
    hall = base.hall
    round = await hall.open()
    batch = {"sequence": 1, "presses": [press(round)]}
    other = await make_base(hall, name="Base 2")
    elsewhere = f"/api/v1/stations/{other.token.station}/presses"

    wrong = [
        await base.send(batch, secret=b"x" * 32),
        await base.send(batch, secret=other.token.secret),
        await base.send(batch, target=elsewhere),
    ]
    async with http(hall.server) as client:
        path = f"/api/v1/stations/{base.token.station}/presses"
        wrong.append(await client.post(path, json=batch))
        wrong.append(await client.post(path, json=batch, headers={"Authorization": "Station"}))
    assert [answer.status_code for answer in wrong] == [401] * 5
    assert (await hall.result(round))["ballots"] == 0
    # The number was not taken either.
    assert (await base.send(batch)).status_code == 200


async def test_station_of_another_conference_changes_nothing(base, make_hall):
    round = await base.hall.open()
    foreign = await make_base(await make_hall(base.hall.server), "17")
    answer = (await foreign.press(press(round, "17"))).json()["answers"][0]

    assert answer["code"] == "closed"
    assert (await base.hall.result(round))["ballots"] == 0


async def test_revoked_station_is_refused(base):
    hall = base.hall
    organiser = await Organiser.sign_in(hall.server)
    page = f"/organise/conferences/{hall.data['id']}/keypads/{base.token.station}/revoke/"
    await organiser.post(page)
    await organiser.close()

    assert (await base.press()).status_code == 401


@pytest.mark.parametrize(
    "wrong",
    [
        {"presses": {}},
        {"presses": [17]},
        {"presses": [{"keypad": "17"}]},
        {"presses": [press("r", keypad="")]},
        {"presses": [press("r", rev=0)]},
        {"presses": [press("r", rev=True)]},
        {"presses": [press("r", keys="1" * 41)]},
        {"presses": [press("r", battery=101)]},
        {"presses": [press("r", keypad="a\x00b")]},
        {"presses": [], "holds": -1},
        {"presses": [], "spool": 5},
        {"presses": [], "spool": "a\0"},
        {"presses": [], "spool": "a" * 41},
        {"presses": [], "sequence": 9},
    ],
)
async def test_batch_of_a_wrong_form_is_refused_whole(base, wrong):
    batch = {"sequence": 1, **wrong}
    base.sent.append(json.dumps(batch).encode())
    answer = await base.resend(1)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    # The number is free still.
    assert (await base.press()).status_code == 200


async def test_round_tells_what_is_open_and_waits_for_news(base):
    hall = base.hall
    before = await base.look()
    assert (before["phase"], before["round"], before["station"]) == ("waiting", None, "Base 1")

    waiting = asyncio.create_task(base.look(f"?after={before['mark']}&wait=5"))
    round = await hall.open(2)
    shown = await waiting
    if shown["phase"] != "open":
        shown = await base.look(f"?after={shown['mark']}&wait=5")
    assert shown["round"] == {
        "id": round,
        "number": 1,
        "kind": "multiple",
        "choices": 3,
        "max_choices": 2,
        "sealed": False,
    }
    await base.press(press(round, "18", "1", rev=7))
    assert (await base.look("?revs=1"))["revs"] == {"18": 7}


async def test_batches_of_one_base_in_flight_double_nothing_and_the_latest_stands(base):
    round = await base.hall.open()
    batches = [
        json.dumps({"sequence": n, "presses": [press(round, keys="1234"[n % 4], rev=n)]}).encode()
        for n in range(1, 8)
    ]
    answers = await asyncio.gather(
        *(base.call("POST", "presses", body, sequence=n) for n, body in enumerate(batches, 1))
    )

    taken = [n for n, answer in enumerate(answers, 1) if answer.status_code == 200]
    assert 7 in taken
    assert all(answer.status_code in (200, 409) for answer in answers)
    assert await base.hall.counts(round) == [0, 0, 0, 1]


async def test_chair_is_told_of_a_station_that_fell_silent(base):
    await base.press()
    chair = await base.hall.chair()
    base.hall.server.manage(
        "shell",
        "--verbosity=0",
        "-c",
        "from datetime import timedelta; from django.utils import timezone; "
        "from polls.models import Station; "
        f"Station.objects.filter(pk='{base.token.station}')"
        ".update(seen_at=timezone.now() - timedelta(minutes=1))",
    )
    await chair.receive("beat", bases_away=["Base 1"])
    await base.press()

    await chair.receive("beat", bases_away=None)


async def call_the_roll(hall: Hall, do: str) -> None:
    """Begin or end a roll-call on the technician's page."""
    organiser = await Organiser.sign_in(hall.server)
    await organiser.post(f"/sessions/{hall.session['id']}/keypads/", do=do)
    await organiser.close()


async def tiles_of(hall: Hall) -> dict[str, str]:
    """The classes of each tile on the technician's page, by the number of the keypad."""
    organiser = await Organiser.sign_in(hall.server)
    page = await organiser.client.get(f"/sessions/{hall.session['id']}/keypads/?part=roll")
    await organiser.close()
    found = re.findall(r'class="(tile[^"]*)">\s*<span class="tile__number">([^<]+)<', page.text)
    return {number: classes for classes, number in found}


async def test_keypads_answer_a_roll_call_without_a_vote(base):
    hall = base.hall
    before = await base.look()
    await call_the_roll(hall, "begin")
    calling = await base.look(f"?wait=5&after={before['mark']}")
    answer = await base.press(heard=[{"keypad": "17", "battery": 12}, {"keypad": "99"}])

    assert (before["roll_call"], calling["roll_call"]) == (False, True)
    assert answer.json()["answers"] == []
    assert await tiles_of(hall) == {
        "17": "tile tile--lit",
        "18": "tile",
        "99": "tile tile--lit tile--held",
    }
    await hall.open()
    assert (await base.look())["roll_call"] is False


@pytest.mark.parametrize(
    "heard", [{}, [1], [{}], [{"keypad": ""}], [{"keypad": "1", "battery": 101}], [{"keypad": 7}]]
)
async def test_who_was_heard_must_be_well_formed_or_nothing_is_taken(base, heard):
    answer = await base.press(press(await base.hall.open()), heard=heard)

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer.json()["detail"].startswith(("heard[0]", "“heard”"))
    assert (await tiles_of(base.hall))["17"] == "tile"


async def test_projector_shows_whose_keypad_was_received_and_nobody_what(base):
    hall = base.hall
    await hall.do("keypad_tiles", on=True)
    projector, chair = await hall.projector(), await hall.chair()
    round = await hall.open()
    nobody = await projector.receive("keypads", round=round, received=[])
    await base.press(press(round, "18", "1"))
    told = await projector.receive("keypads", received=[1])
    late = await (await hall.projector()).receive("keypads", received=[1])
    tally = await chair.receive("tally", ballots=1)

    assert nobody["numbers"] == told["numbers"] == late["numbers"] == ["17", "18"]
    assert (tally["counts"], tally["hidden"]) == (None, True)
    assert tally["channels"] == {"phone": 0, "keypad": 1, "form": 0, "hands": 0, "steward": 0}
    await hall.do("close")
    await hall.do("reveal")
    await hall.do("keypad_tiles", on=False)
    state = await projector.receive("state", keypad_tiles=False)
    assert state["phase"] == "revealed"
    assert await chair.pending("keypads") == []


async def test_chair_is_told_by_what_people_voted(base):
    hall = base.hall
    chair = await hall.chair()
    round = await hall.open()
    phone = await hall.phone()
    await phone.vote(round, [hall.choices(1)[0]])
    await base.press(press(round, "17"), press(round, "18"))

    tally = await chair.receive("tally", ballots=3)
    assert tally["channels"] == {"phone": 1, "keypad": 2, "form": 0, "hands": 0, "steward": 0}
    assert "by keypad" in (await hall.result(round))["turnout"]
