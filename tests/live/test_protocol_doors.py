"""Who may open which socket: codes, tokens, origins, sessions, presence."""

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from tests.clients import Chair, Phone, Projector, http, join

SOCKETS = [Phone, Projector, Chair]


async def code_of(socket) -> int | None:
    """The code that the server closes a socket with."""
    return await (await socket).close_code()


@pytest.mark.parametrize("kind", SOCKETS)
@pytest.mark.parametrize("code", ["ZZZZZZ", "ABC", "ABC0I1", "x" * 200])
async def test_unknown_code_closes_with_4404(server, kind, code):
    token = server.token("organiser")

    assert await code_of(kind.open(server, code, token=token)) == 4404


async def test_code_may_be_typed_small_and_with_spaces(hall):
    typed = f"{hall.code[:3].lower()}%20{hall.code[3:].lower()}"
    phone = await Phone.open(hall.server, typed, token=await join(hall.server, hall.code))

    assert (await phone.receive("state"))["session"]["id"] == hall.session["id"]
    await phone.close()


@pytest.mark.parametrize("token", ["", "garbage", "a:b:c", "ü", "x" * 3000])
async def test_delegate_without_a_good_token_is_closed_with_4401(hall, token):
    headers = token.encode().decode("latin-1")

    assert await code_of(Phone.open(hall.server, hall.code, token=headers)) == 4401


async def test_delegate_with_no_token_at_all_is_closed_with_4401(hall):
    assert await code_of(Phone.open(hall.server, hall.code, origin=hall.server.url)) == 4401


async def test_delegate_with_the_token_of_another_conference_is_closed_with_4401(
    hall, server, make_hall
):
    elsewhere = await make_hall(server)
    token = await join(server, elsewhere.code)

    assert await code_of(Phone.open(server, hall.code, token=token)) == 4401


async def test_delegate_with_a_token_that_was_tampered_with_is_closed_with_4401(hall):
    token = await join(hall.server, hall.code)
    other = "0" if token[40] != "0" else "1"

    forged = token[:40] + other + token[41:]

    assert await code_of(Phone.open(hall.server, hall.code, token=forged)) == 4401


async def test_persons_token_is_no_delegates(hall):
    assert await code_of(Phone.open(hall.server, hall.code, token=hall.token)) == 4401


async def test_browser_is_let_in_by_cookie_and_origin(hall):
    async with http(hall.server) as browser:
        page = await browser.get(f"/j/{hall.code}/")
    cookie = f"delegate_{hall.code}={page.cookies[f'delegate_{hall.code}']}"
    flags = page.headers["set-cookie"].lower()

    phone = await Phone.open(hall.server, hall.code, cookie=cookie, origin=hall.server.url)

    assert (await phone.receive("mine"))["rev"] == 0
    assert all(flag in flags for flag in ("httponly", "samesite=lax", "path=/"))
    await phone.close()


@pytest.mark.parametrize("kind", SOCKETS)
@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://localhost:{port}",
        "http://127.0.0.1:{port}@evil.example",
        "http://evil.example@127.0.0.1:{port}",
        "http://127.0.0.1:{port}/",
        "null",
    ],
)
async def test_foreign_origin_is_refused_with_403_even_with_a_token(hall, kind, origin):
    token = await join(hall.server, hall.code) if kind is Phone else hall.token

    with pytest.raises(InvalidStatus) as refused:
        await kind.open(
            hall.server, hall.code, token=token, origin=origin.format(port=hall.server.port)
        )

    assert refused.value.response.status_code == 403


@pytest.mark.parametrize("origin", ["http://127.0.0.1:{port}.evil.example", "nonsense", "http://["])
async def test_origin_that_is_no_address_is_refused_as_a_bad_request(hall, origin):
    with pytest.raises(InvalidStatus) as refused:
        await Chair.open(
            hall.server, hall.code, token=hall.token, origin=origin.format(port=hall.server.port)
        )

    assert refused.value.response.status_code in {400, 403}


@pytest.mark.parametrize("kind", SOCKETS)
async def test_missing_origin_is_refused_without_authorization(hall, kind):
    with pytest.raises(InvalidStatus) as refused:
        await kind.open(hall.server, hall.code)

    assert refused.value.response.status_code == 403


async def test_cookie_does_not_stand_in_for_a_missing_origin(hall):
    token = await join(hall.server, hall.code)

    with pytest.raises(InvalidStatus) as refused:
        await Phone.open(hall.server, hall.code, cookie=f"delegate_{hall.code}={token}")

    assert refused.value.response.status_code == 403


async def test_chairs_socket_is_for_chairs_of_this_conference(hall, server):
    chair = await hall.chair()
    await chair.receive("state")

    for token in (
        server.token("stranger"),
        server.token("nobody"),
        await join(server, hall.code),
        "garbage",
    ):
        assert await code_of(Chair.open(server, hall.code, token=token)) == 4401


async def test_unknown_path_is_refused(server):
    with pytest.raises(InvalidStatus) as refused:
        await Nowhere.open(server, "ABC789", origin=server.url)

    assert refused.value.response.status_code in {403, 404}


class Nowhere(Phone):
    """A client of a socket that there is not."""

    kind = "kitchen"


async def test_where_two_sessions_are_live_the_state_lists_them_and_one_is_chosen(hall):
    first, second = hall.data["sessions"]
    undecided = await hall.phone()
    await undecided.receive("state")
    await hall.do("start", session=second["id"])

    listed = await undecided.receive("state", session=None)
    chosen = await hall.phone(session=second["id"])
    other = await hall.phone(session=first["id"])

    assert listed["phase"] == "waiting"
    assert listed["sessions"] == [
        {"id": first["id"], "title": "Paying for care", "room": ""},
        {"id": second["id"], "title": "Principles", "room": ""},
    ]
    assert (await chosen.receive("state"))["session"]["id"] == second["id"]
    assert (await other.receive("state"))["session"]["id"] == first["id"]


async def test_a_votes_round_determines_its_session(hall):
    second = hall.data["sessions"][1]
    await hall.do("start", session=second["id"])
    question = second["questions"][0]
    await hall.do("show", session=second["id"], question=question["id"])
    round_id = (await hall.do("open", session=second["id"]))["round"]

    answer = await (await hall.phone()).vote(round_id, [question["choices"][0]["id"]])

    assert answer["type"] == "ack"
    assert (await hall.result(round_id))["ballots"] == 1
    assert (await hall.result(round_id))["joined"] == 1


async def test_session_that_ended_is_told_as_ended_and_the_next_carries_on(hall):
    phone = await hall.phone()
    await hall.do("end")
    ended = await phone.receive("state", phase="ended")

    await hall.do("start", session=hall.data["sessions"][1]["id"])
    state = await phone.receive("state", phase="waiting")

    assert ended["session"]["id"] == hall.session["id"]
    assert state["session"]["id"] == hall.data["sessions"][1]["id"]


async def test_previews_of_links_record_nobody(hall):
    async with http(hall.server) as preview:
        for _ in range(3):
            assert (await preview.get(f"/j/{hall.code}/")).status_code == 200
    round_id = await hall.open()

    assert (await hall.result(round_id))["joined"] == 0


async def test_joined_counts_delegates_and_not_devices(hall):
    token = await join(hall.server, hall.code)
    phones = [await hall.phone(token=token), await hall.phone(token=token), await hall.phone()]
    for phone in phones:
        await phone.receive("mine")
    projector = await hall.projector()

    beat = await projector.receive("beat", joined=2, within=12)

    assert beat["present"] == 2


async def test_joined_includes_who_voted_without_a_socket(hall):
    round_id = await hall.open()
    token = await join(hall.server, hall.code)
    async with http(hall.server, token) as program:
        body = {"type": "vote", "ref": "a", "round": round_id, "rev": 1}
        answer: httpx.Response = await program.post(
            f"/api/v1/conferences/{hall.code}/ballots", json={**body, "answer": hall.choices(1)[:1]}
        )
    assert answer.status_code == 200

    result = await hall.result(round_id)

    assert (result["joined"], result["ballots"]) == (1, 1)
