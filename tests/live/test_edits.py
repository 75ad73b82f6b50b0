"""What an organiser edits is seen in the room at once, and does not wait for a pulse.

Pulses come every five seconds. Each edit here follows another that was just seen, so a pulse
would show it only after nearly all of that time: what comes within ``AT_ONCE`` was announced.
"""

from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from tests.clients import Socket, http
from tests.organiser import Organiser

AT_ONCE = 2.5
PROMPTS = ("Is a levy needed?", "Is a new tax needed?", "Is a fund needed?")


@pytest.fixture
async def organiser(hall) -> AsyncIterator[Organiser]:
    """Somebody who edits the conference on its pages."""
    made = await Organiser.sign_in(hall.server)
    yield made
    await made.close()


async def until(socket: Socket, kind: str, holds: Callable[[dict[str, Any]], bool]) -> None:
    """Wait for a message that shows the edit, at once."""
    while not holds(await socket.receive(kind, within=AT_ONCE)):
        pass


def asks(prompt: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a state shows this prompt."""
    return lambda state: (state["question"] or {}).get("prompt") == prompt


def lists(prompt: str) -> Callable[[dict[str, Any]], bool]:
    """Whether a programme begins with this prompt."""
    return lambda programme: programme["questions"][0]["prompt"] == prompt


async def test_a_reworded_question_is_seen_at_once_by_phone_projector_and_chair(hall, organiser):
    phone, projector, chair = await hall.phone(), await hall.projector(), await hall.chair()
    await hall.do("show", question=hall.question(1)["id"])

    for prompt in PROMPTS:
        await organiser.reword(hall.question(1), prompt)

        await until(phone, "state", asks(prompt))
        await until(projector, "state", asks(prompt))
        await until(chair, "programme", lists(prompt))


async def test_a_renamed_session_and_a_deleted_one_are_seen_at_once(hall, organiser):
    phone, chair = await hall.phone(), await hall.chair()
    session, other = hall.session["id"], hall.data["sessions"][1]["id"]

    for title in ("Paying", "Who pays?"):
        await organiser.post(f"/organise/sessions/{session}/edit/", title=title, room="Main hall")
        await phone.receive("state", within=AT_ONCE, session={"id": session, "title": title})
    await organiser.post(f"/organise/sessions/{other}/delete/")

    await until(chair, "programme", lambda told: [s["id"] for s in told["sessions"]] == [session])


@pytest.mark.parametrize("form", ["end", "delete"])
async def test_the_end_of_a_conference_is_heard_at_once(hall, organiser, form):
    phone, projector = await hall.phone(), await hall.projector()
    await hall.do("show", question=hall.question(1)["id"])
    await organiser.reword(hall.question(1), PROMPTS[0])
    await until(phone, "state", asks(PROMPTS[0]))

    await organiser.post(f"/organise/conferences/{hall.data['id']}/{form}/", name=hall.data["name"])

    assert await phone.close_code(within=AT_ONCE) == 4410
    assert await projector.close_code(within=AT_ONCE) == 4410


async def test_a_conference_that_has_ended_gives_nobody_a_token(hall, organiser):
    phone = await hall.phone()
    await organiser.post(f"/organise/conferences/{hall.data['id']}/end/", name=hall.data["name"])
    await phone.close_code(within=AT_ONCE)

    async with http(hall.server) as latecomer:
        page = await latecomer.get(f"/j/{hall.code}/")

    assert page.status_code == 200
    assert f"delegate_{hall.code}" not in latecomer.cookies
