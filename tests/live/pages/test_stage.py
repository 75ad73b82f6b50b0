"""The projector's page as it comes from a real server, before any script runs."""

import json
import re

import httpx
import pytest

from polls.percent import percent
from tests.clients import Hall, http
from tests.live.conftest import CONFERENCE
from tests.node import needs_node, told_by

#: ``count, base`` at which the browser's rounding and the server's could part.
ROUNDED = [(0, 0), (1, 3), (2, 3), (1, 200), (1, 201), (5, 8), (499_999, 1_000_000), (7, 7)]


def data(answer: httpx.Response) -> dict:
    """What the page carries for its script."""
    found = re.search(
        r'<script id="stage-data" type="application/json">(.*?)</script>', answer.text
    )
    return json.loads(found[1])


def screen(answer: httpx.Response) -> str:
    """The name of the screen that the page shows at once."""
    return re.search(r'data-screen="(\w+)"', answer.text)[1]


async def test_a_live_session_without_a_question_shows_where_to_join(hall):
    answer = await hall.get(f"/stage/{hall.code}/")

    assert answer.status_code == 200
    assert screen(answer) == "waiting"
    assert f"{hall.code[:3]} {hall.code[3:]}" in answer.text
    assert f'data-socket-url="/ws/stage/{hall.code}/"' in answer.text
    assert answer.headers["cache-control"] == "no-store"


async def test_the_page_carries_state_and_tally_and_a_table_without_scripts(hall):
    round_id = await hall.open(1)
    phone = await hall.phone()
    await phone.vote(round_id, [hall.choices(1)[0]])
    await (await hall.projector()).receive("tally", ballots=1)

    answer = await hall.get(f"/stage/{hall.code}/")

    carried = data(answer)
    assert screen(answer) == "question"
    assert carried["state"]["round"]["id"] == round_id
    assert [row["count"] for row in carried["tally"]["counts"]] == [1, 0, 0, 0]
    assert "Is a social insurance scheme needed?" in answer.text
    assert re.search(r"A Yes, compulsory</th>\s*<td[^>]*>1</td>\s*<td[^>]*>\s*100 %", answer.text)


async def test_hidden_counts_are_not_in_the_page(hall):
    round_id = await hall.open(3)
    phone = await hall.phone()
    await phone.vote(round_id, [hall.choices(3)[0]])
    await (await hall.projector()).receive("tally", ballots=1)

    answer = await hall.get(f"/stage/{hall.code}/")

    assert data(answer)["tally"]["ballots"] == 1
    assert data(answer)["tally"]["counts"] is None
    assert "%" not in re.search(r"<table.*</table>", answer.text, re.DOTALL)[0]


async def test_several_live_sessions_are_offered_to_choose_from(hall):
    second = hall.data["sessions"][1]
    await hall.steer("start", session=second["id"])

    answer = await hall.get(f"/stage/{hall.code}/")
    chosen = await hall.get(f"/stage/{hall.code}/?session={second['id']}")

    assert screen(answer) == "rooms"
    assert f'href="?session={second["id"]}"' in answer.text
    assert data(chosen)["state"]["session"]["title"] == "Principles"
    assert f'data-socket-url="/ws/stage/{hall.code}/?session={second["id"]}"' in chosen.text


async def test_a_session_that_ended_is_thanked_for(hall):
    await hall.do("end")

    answer = await hall.get(f"/stage/{hall.code}/")

    assert screen(answer) == "ended"
    assert "Paying for care has ended." in answer.text


@pytest.mark.parametrize("path", ["/stage/{}/", "/stage/{}/qr.svg"])
@pytest.mark.parametrize("code", ["ZZZZZZ", "hello", "A%00BCDE"])
async def test_an_unknown_code_is_not_found(hall, path, code):
    assert (await hall.get(path.format(code))).status_code == 404


async def test_an_address_in_small_letters_is_led_to_the_one_address(hall):
    answer = await hall.get(f"/stage/{hall.code.lower()}/?theme=dark")

    assert answer.status_code == 302
    assert answer.headers["location"] == f"/stage/{hall.code}/?theme=dark"


@pytest.mark.parametrize(
    ("query", "classes"),
    [
        ("", "stage-page"),
        ("?theme=dark", "stage-page stage-page--dark"),
        ("?theme=x", "stage-page"),
    ],
)
async def test_the_address_decides_between_dark_and_light(hall, query, classes):
    answer = await hall.get(f"/stage/{hall.code}/{query}")

    assert re.search(r'<body class="([^"]*)"', answer.text)[1].split() == classes.split()


async def test_the_qr_code_is_a_picture_that_may_be_kept_by_its_version(hall):
    address = re.search(r'src="(/stage/[^"]+)"', (await hall.get(f"/stage/{hall.code}/")).text)[1]

    kept = await hall.get(address)
    asked = await hall.get(f"/stage/{hall.code}/qr.svg")

    assert kept.headers["content-type"] == "image/svg+xml"
    assert kept.headers["cache-control"] == "public, max-age=86400"
    assert asked.headers["cache-control"] == "no-cache"
    assert kept.content == asked.content
    assert b"<svg" in kept.content


async def test_a_restricted_view_opens_for_its_organiser_alone(server):
    hall = await Hall.make(server, {**CONFERENCE, "stage_is_public": False})
    path = f"/stage/{hall.code}/"

    organiser = await hall.get(path)
    stranger = await hall.get(path, token=server.token("stranger"))
    async with http(server) as client:
        nobody = await client.get(path)
    await hall.leave()

    assert organiser.status_code == 200
    assert stranger.status_code == 403
    assert nobody.status_code == 302
    assert nobody.headers["location"] == f"/sign-in/?next={path}"


@needs_node
def test_the_browser_rounds_as_the_server_does():
    rounded = told_by("figures.js", "given.map((pair) => it.percent(...pair))", ROUNDED)

    assert rounded == [percent(count, base) for count, base in ROUNDED]
