"""The projector's socket: tallies tick, are whole and numbered, and wait to be seen."""

import asyncio
import json
import time

import pytest

from tests.clients import Hall, Socket, http, join


class MuteProjector(Socket):
    """A projector that never says what it has seen."""

    kind = "stage"


def numbers(tally: dict) -> list[int]:
    """The counts of a tally in the order of the choices."""
    return [line["count"] for line in tally["counts"]]


async def mute(hall: Hall) -> MuteProjector:
    """Connect a projector that never answers."""
    projector = await MuteProjector.open(hall.server, hall.code, origin=hall.server.url)
    hall.sockets.append(projector)
    return projector


async def test_state_join_and_the_tally_of_an_open_round_come_at_once(hall):
    await hall.open()
    projector = await hall.projector()

    state = await projector.receive("state")
    tally = await projector.receive("tally")
    joining = await projector.receive("join")

    assert tally["round"] == state["round"]["id"]
    assert (tally["ballots"], tally["joined"], numbers(tally)) == (0, 0, [0, 0, 0, 0])
    assert joining["code"] == hall.code
    assert joining["url"].startswith("http")


async def test_picture_of_the_qr_code_is_on_this_server(hall):
    projector = await hall.projector()
    joining = await projector.receive("join")

    async with http(hall.server) as browser:
        picture = await browser.get(joining["svg"])

    assert picture.status_code == 200
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert "<svg" in picture.text


async def test_tally_moves_with_the_votes_and_ends_as_the_result(hall):
    projector = await hall.projector()
    round_id = await hall.open()
    phones = [await hall.phone() for _ in range(12)]
    for number, phone in enumerate(phones):
        await phone.vote(round_id, [hall.choices(1)[number % 3]])
    await phones[0].vote(round_id, [], rev=2)
    await hall.do("close")
    await projector.receive("state", phase="closed")
    result = await hall.result(round_id)
    await projector.receive("tally", counts=result["counts"])

    tallies = [m for m in map(json.loads, projector.frames) if m["type"] == "tally"]

    seqs = [tally["tally_seq"] for tally in tallies]
    assert seqs == sorted(seqs)
    assert numbers(tallies[-1]) == [3, 4, 4, 0]
    assert (tallies[-1]["ballots"], tallies[-1]["joined"]) == (11, 12)
    assert (result["ballots"], result["joined"]) == (11, 12)


async def test_at_most_five_tallies_a_second_whatever_the_votes(hall):
    projector = await hall.projector()
    round_id = await hall.open()
    await projector.receive("tally", ballots=0)
    phones = await asyncio.gather(*(hall.phone() for _ in range(30)))
    began = time.monotonic()

    async def vote_and_change(phone):
        for rev in range(1, 7):
            await phone.vote(round_id, [hall.choices(1)[rev % 4]], rev=rev)

    before = len(projector.frames)
    await asyncio.gather(*(vote_and_change(phone) for phone in phones))
    last = await projector.receive("tally", ballots=30, counts=await final(hall, round_id))
    lasted = time.monotonic() - began

    tallies = [m for m in map(json.loads, projector.frames[before:]) if m["type"] == "tally"]
    assert numbers(last) == [0, 0, 30, 0]
    assert len(tallies) <= 2 + 5 * lasted


async def final(hall: Hall, round_id: str) -> list[dict]:
    """The counts once every vote is in."""
    return (await hall.result(round_id))["counts"]


async def test_next_tally_is_withheld_until_the_last_was_seen(hall):
    round_id = await hall.open()
    projector = await mute(hall)
    first = await projector.receive("tally")
    for _ in range(3):
        await (await hall.phone()).vote(round_id, hall.choices(1)[:1])

    assert await projector.pending("tally") == []
    withheld, tally = 0, first
    while tally["ballots"] < 3:
        await projector.send({"type": "seen", "tally_seq": tally["tally_seq"]})
        tally = await projector.receive("tally")
        withheld += 1

    # Three delegates joined and voted; of all that, only what had not been overtaken came.
    assert withheld <= 2


@pytest.mark.parametrize("seen", [{}, {"tally_seq": "0"}, {"tally_seq": 1.0}, {"tally_seq": True}])
async def test_seen_without_a_whole_number_is_malformed(hall, seen):
    projector, chair = await mute(hall), await hall.chair()

    for socket in (projector, chair):
        await socket.send_raw(json.dumps({"type": "seen", "ref": "r", **seen}))

        refused = await socket.receive("refused")
        assert (refused["code"], refused["ref"]) == ("malformed", "r")


async def test_projector_that_sees_nothing_for_12_seconds_is_closed(embedded_server, make_hall):
    hall = await make_hall(embedded_server)
    await hall.do("start")
    await hall.open()
    projector = await mute(hall)
    await projector.receive("tally")
    began = time.monotonic()

    code = await projector.close_code(within=22)

    assert code == 1000
    # A busy machine hears of either a second or two late.
    assert 10 < time.monotonic() - began < 15


async def test_projector_that_saw_the_last_tally_may_be_silent_after_it(embedded_server, make_hall):
    hall = await make_hall(embedded_server)
    await hall.do("start")
    await hall.open()
    mute_one, projector = await mute(hall), await mute(hall)
    tally = await projector.receive("tally")
    await projector.send({"type": "seen", "tally_seq": tally["tally_seq"]})

    await mute_one.close_code(within=22)

    assert await projector.pending("tally") == []


async def test_hidden_counts_stay_hidden_while_turnout_moves(hall):
    round_id = await hall.open(3)
    projector = await hall.projector()
    await (await hall.phone()).vote(round_id, hall.choices(3)[:1])
    hidden = await projector.receive("tally", ballots=1)

    await hall.do("reveal")
    shown = await projector.receive("state", phase="open", live=True)
    live = await projector.receive("tally", counts=(await hall.result(round_id))["counts"])
    await hall.do("hide")
    await projector.receive("state", phase="open", live=False)
    again = await projector.receive("tally")

    assert (hidden["counts"], hidden["figures"]) == (None, None)
    assert shown["results"] is None
    assert numbers(live) == [1, 0]
    assert again["counts"] is None


async def test_reveal_shows_hidden_counts_and_hide_takes_them_back(hall):
    round_id = await hall.open(3)
    projector = await hall.projector()
    await (await hall.phone()).vote(round_id, hall.choices(3)[:1])
    await hall.do("close")
    closed = await projector.receive("state", phase="closed")
    await hall.do("reveal")
    revealed = await projector.receive("state", phase="revealed")
    await hall.do("hide")
    hidden = await projector.receive("state", phase="closed")

    assert closed["results"] is None
    assert [line["count"] for line in revealed["results"]["counts"]] == [1, 0]
    assert "1" in revealed["results"]["sentence"]
    assert hidden["results"] is None


async def test_beat_counts_state_tally_joined_and_present(hall):
    round_id = await hall.open()
    projector = await hall.projector()
    phones = [await hall.phone() for _ in range(3)]
    await phones[0].vote(round_id, hall.choices(1)[:1])
    tally = await projector.receive("tally", ballots=1, joined=3)

    beat = await projector.receive("beat", joined=3, present=3, within=8)

    assert beat["seq"] == (await hall.do("blank", on=True))["seq"] - 1
    assert beat["tally_seq"] >= tally["tally_seq"]


async def test_sync_is_answered_by_state_and_tally(hall):
    await hall.open()
    projector = await hall.projector()
    await projector.receive("state")
    await projector.receive("tally")

    await projector.send({"type": "sync"})

    assert (await projector.receive("state"))["phase"] == "open"
    assert (await projector.receive("tally"))["ballots"] == 0


async def test_projector_follows_from_session_to_session(hall):
    projector = await hall.projector()
    await projector.receive("state", phase="waiting")
    await hall.do("end")
    await hall.do("start", session=hall.data["sessions"][1]["id"])

    state = await projector.receive("state", phase="waiting")

    assert state["session"]["id"] == hall.data["sessions"][1]["id"]


async def test_restricted_projector_view_is_for_those_who_may(hall):
    hall.server.manage(
        "shell",
        "--verbosity=0",
        "-c",
        "from polls.models import Conference; from polls.chairing import note_programme_change; "
        f"c = Conference.objects.get(code='{hall.code}'); "
        "c.stage_is_public = False; c.save(); note_programme_change(c)",
    )
    watching = await hall.projector(token=hall.token, origin=None)
    await watching.receive("state")
    # The server learns of the change at its next beat at the latest; the first greets.
    for _ in range(3):
        await watching.receive("beat", within=8)

    stranger = await hall.projector(token=hall.server.token("stranger"))
    anonymous = await hall.projector()
    delegate = await hall.projector(token=await join(hall.server, hall.code))

    for turned_away in (stranger, anonymous, delegate):
        assert await turned_away.close_code() == 4401


@pytest.mark.parametrize("number", [1, 2])
async def test_equal_answers_are_counted_per_choice_and_people_once(hall, number):
    round_id = await hall.open(number)
    projector = await hall.projector()
    chosen = hall.choices(number)[: (1 if number == 1 else 2)]
    for _ in range(3):
        await (await hall.phone()).vote(round_id, chosen)

    tally = await projector.receive("tally", ballots=3)

    assert sum(numbers(tally)) == 3 * len(chosen)
