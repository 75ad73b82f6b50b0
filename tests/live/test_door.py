"""The door on a real server: shut, by another code, by personal codes, for latecomers."""

import asyncio
import re

import httpx
import pytest

from tests.clients import Chair, Hall, Phone, Projector, http, join
from tests.live.conftest import CONFERENCE
from tests.live.test_two_processes import two_servers

#: Seconds within which a dead token must be parted with.
SOON = 5.0


def api(hall: Hall, path: str = "", code: str = "") -> str:
    return f"/api/v1/conferences/{code or hall.code}{path}"


async def call(hall: Hall, path: str, body: dict, *, token: str | None = None) -> httpx.Response:
    """Call the API, as the organiser unless another token is given."""
    async with http(hall.server, hall.token if token is None else token) as client:
        return await client.post(path, json=body)


async def swing(hall: Hall, door: str) -> None:
    answer = await call(hall, api(hall, "/door"), {"door": door})
    assert (answer.status_code, answer.json()) == (200, {"door": door})


async def make_codes(hall: Hall, count: int = 1) -> list[str]:
    answer = await call(hall, api(hall, "/personal-codes"), {"count": count})
    assert answer.status_code == 201, answer.text
    return [card["code"] for card in answer.json()["codes"]]


async def replace(hall: Hall, number: int) -> str:
    answer = await call(hall, api(hall, "/personal-codes"), {"replace": [number]})
    assert answer.status_code == 201, answer.text
    return answer.json()["codes"][0]["code"]


async def come_by_code(hall: Hall, code: str) -> httpx.Response:
    """Join by the API with a personal code."""
    return await call(hall, api(hall, "/delegates"), {"personal_code": code}, token="")


async def token_by_code(hall: Hall, code: str) -> str:
    answer = await come_by_code(hall, code)
    assert answer.status_code == 201, answer.text
    return answer.json()["token"]


async def vote_by_api(hall: Hall, token: str, round: str, rev: int = 1, code: str = ""):
    ballot = {"type": "vote", "ref": "a", "round": round, "rev": rev}
    body = {**ballot, "answer": hall.choices(1)[:1]}
    return await call(hall, api(hall, "/ballots", code), body, token=token)


async def post_form(client: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    """Send the plain form of a page with its protection against forgery."""
    page = await client.get(address)
    fields["csrfmiddlewaretoken"] = re.search(
        r'name="csrfmiddlewaretoken"\s+value="([^"]*)"', page.text
    )[1]
    return await client.post(address, data=fields)


# A shut door.


async def test_shut_door_gives_no_token_by_page_api_or_plain_form(hall):
    await swing(hall, "shut")
    page_address = f"/j/{hall.code}/"
    async with http(hall.server) as browser:
        page = await browser.get(page_address)
        forged = {"Cookie": f"delegate_{hall.code}={'0' * 64}:{'A' * 43}"}
        with_cookie = await browser.get(page_address, headers=forged)
        form = await post_form(browser, "/", code=hall.code)
        led = await browser.get(form.headers["location"])
        vote = await post_form(browser, page_address, round="x", answer="y")
        program = await browser.post(api(hall, "/delegates"))

    for answer in (page, with_cookie, led):
        assert answer.status_code == 403
        assert "The door is shut" in answer.text
    answers = (page, with_cookie, form, led, vote, program)
    assert not [a for a in answers if "delegate_" in a.headers.get("set-cookie", "")]
    assert (program.status_code, program.json()["code"]) == (403, "door_shut")


async def test_hand_made_cookie_opens_no_socket_of_a_shut_door(hall):
    await swing(hall, "shut")
    forged = f"delegate_{hall.code}={'0' * 64}:{'A' * 43}"
    phone = await Phone.open(hall.server, hall.code, cookie=forged, origin=hall.server.url)

    assert await phone.close_code() == 4401


async def test_vote_by_plain_form_without_a_token_is_not_taken_at_a_shut_door(hall):
    round_id = await hall.open()
    async with http(hall.server) as browser:
        page = await browser.get(f"/j/{hall.code}/")
        browser.cookies.delete(f"delegate_{hall.code}")
        await swing(hall, "shut")
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]*)"', page.text)[1]
        fields = {"csrfmiddlewaretoken": token, "round": round_id, "answer": hall.choices(1)[0]}
        answer = await browser.post(f"/j/{hall.code}/vote", data=fields)

    assert answer.status_code == 303
    assert "set-cookie" not in answer.headers
    assert (await hall.result(round_id))["ballots"] == 0


async def test_those_inside_vote_and_come_back_while_the_door_is_shut(hall):
    token = await join(hall.server, hall.code)
    await swing(hall, "shut")
    round_id = await hall.open()

    phone = await hall.phone(token=token)
    assert (await phone.vote(round_id, hall.choices(1)[:1]))["type"] == "ack"
    phone.drop()
    again = await hall.phone(token=token)
    assert (await again.receive("mine"))["rev"] == 1
    assert (await vote_by_api(hall, token, round_id, rev=2)).status_code == 200
    assert (await hall.result(round_id))["ballots"] == 1


async def test_chair_shuts_and_opens_the_door_and_hears_of_it(hall):
    chair, other = await hall.chair(), await hall.chair()
    first = await other.receive("door")

    done = await chair.command("door", door="shut")
    heard = await other.receive("door")
    closed = await call(hall, api(hall, "/delegates"), {}, token="")
    await chair.command("door", door="open")

    assert first == {"type": "door", "door": "open", "expected": None}
    assert done["type"] == "ack"
    assert heard["door"] == "shut"
    assert closed.json()["code"] == "door_shut"
    assert await join(hall.server, hall.code)


async def test_door_is_kept_by_chairs_and_organisers_alone(hall, server):
    delegate = await join(server, hall.code)
    for token in (server.token("stranger"), server.token("nobody"), delegate):
        for path, body in (
            ("/door", {"door": "shut"}),
            ("/personal-codes", {"count": 1}),
            ("/admissions", {}),
        ):
            answer = await call(hall, api(hall, path), body, token=token)
            assert answer.status_code in {401, 403}, path
    assert await join(server, hall.code)


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/door", {}, 400),
        ("/door", {"door": 1}, 400),
        ("/door", {"door": "ajar"}, 422),
        ("/door", {"door": "personal"}, 422),
        ("/personal-codes", {}, 400),
        ("/personal-codes", {"count": True}, 400),
        ("/personal-codes", {"count": 0}, 422),
        ("/personal-codes", {"replace": []}, 400),
        ("/personal-codes", {"replace": ["1"]}, 400),
        ("/personal-codes", {"replace": [1]}, 422),
        ("/delegates", {"personal_code": 1}, 400),
        ("/delegates", {"personal_code": "x"}, 403),
        ("/delegates", {"admission": "x"}, 403),
        ("/delegates", {"admission": None}, 400),
    ],
)
async def test_what_makes_no_sense_is_refused(hall, path, body, status):
    assert (await call(hall, api(hall, path), body)).status_code == status


@pytest.mark.parametrize("door", ["shut", "personal"])
async def test_strip_learns_at_once_whom_it_may_invite_and_the_page_knows_it_too(hall, door):
    await call(hall, api(hall, "/personal-codes"), {"count": 1})
    projector, chair = await hall.projector(), await hall.chair()
    told = []
    for socket in (projector, chair):
        told.append((await socket.receive("join"))["door"])
    for now in (door, "open"):
        await call(hall, api(hall, "/door"), {"door": now})
        for socket in (projector, chair):
            told.append((await socket.receive("join"))["door"])
        async with http(hall.server) as browser:
            page = await browser.get(f"/stage/{hall.code}/")
        assert f'data-door="{now}"' in page.text

    assert told == ["open"] * 2 + [door] * 2 + ["open"] * 2


# Another join code.


async def test_code_changes_without_dropping_those_inside(hall):
    token = await join(hall.server, hall.code)
    phone, projector, chair = await hall.phone(token=token), await hall.projector(), None
    chair = await hall.chair()
    for socket in (projector, chair):
        await socket.receive("join")
    old, round_id = hall.code, await hall.open()
    await chair.command("code")
    new = (await projector.receive("join"))["code"]

    assert new != old
    assert (await chair.receive("join"))["code"] == new
    assert (await phone.vote(round_id, hall.choices(1)[:1]))["type"] == "ack"
    # By the old address: page, API and socket.
    async with http(hall.server) as browser:
        browser.cookies.set(f"delegate_{old}", token)
        led = await browser.get(f"/j/{old}/?session=x")
        page = await browser.get(f"/j/{new}/")
    assert (led.status_code, led.headers["location"]) == (303, f"/j/{new}/?session=x")
    assert f"delegate_{new}={token}" in led.headers["set-cookie"]
    assert page.status_code == 200
    assert "Your vote is in" in page.text
    assert (await vote_by_api(hall, token, round_id, rev=2, code=old)).status_code == 200
    cookie = f"delegate_{old}={token}"
    again = await Phone.open(hall.server, old, cookie=cookie, origin=hall.server.url)
    assert (await again.receive("mine"))["rev"] == 2
    await again.close()


async def test_plain_form_at_the_old_address_votes_and_leads_on(hall):
    round_id = await hall.open()
    async with http(hall.server) as browser:
        page = await browser.get(f"/j/{hall.code}/")
        await hall.do("code")
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]*)"', page.text)[1]
        fields = {"csrfmiddlewaretoken": token, "round": round_id, "answer": hall.choices(1)[0]}
        sent = await browser.post(f"/j/{hall.code}/vote", data=fields)
        there = await browser.get(sent.headers["location"])
        empty = await browser.post(f"/j/{hall.code}/vote", data={"csrfmiddlewaretoken": token})
        told = await browser.get(empty.headers["location"])

    assert (sent.status_code, there.status_code) == (303, 200)
    assert hall.code not in sent.headers["location"]
    assert "Your vote is in" in there.text
    assert (told.status_code, "Choose an answer" in told.text) == (422, True)
    assert (await hall.result(round_id))["ballots"] == 1


async def test_old_code_tells_the_new_one_to_nobody_outside(hall):
    chair = await hall.chair()
    await chair.receive("join")
    old = hall.code
    await hall.do("code")
    new = (await chair.receive("join"))["code"]
    async with http(hall.server) as outsider:
        answers = [
            await outsider.get(f"/j/{old}/"),
            await outsider.get("/", params={"code": old}),
            await outsider.get(f"/stage/{old}/"),
            await outsider.get(f"/stage/{old}/qr.svg"),
            await outsider.post(api(hall, "/delegates", old)),
            await outsider.get(api(hall, "/state", old)),
        ]

    assert [answer.status_code for answer in answers] == [404] * 6
    assert "The code has changed" in answers[0].text
    assert "The code has changed" in answers[1].text
    assert "The code has changed" in answers[4].json()["detail"]
    assert not [answer for answer in answers if new in answer.text]
    for kind in (Phone, Projector, Chair):
        socket = await kind.open(hall.server, old, origin=hall.server.url)
        assert await socket.close_code() == 4404, kind


async def test_chair_is_led_on_from_the_old_code(hall):
    old = hall.code
    await hall.do("code")
    chair = await Chair.open(hall.server, old, token=hall.token)

    assert (await chair.receive("join"))["code"] != old
    assert (await hall.get(api(hall, "", old))).json()["code"] != old
    await chair.close()


# Personal codes.


async def test_personal_code_on_two_devices_is_one_ballot(hall):
    code = (await make_codes(hall))[0]
    round_id = await hall.open()
    first, second = await token_by_code(hall, code), await token_by_code(hall, code.lower())
    phones = [await hall.phone(token=first), await hall.phone(token=second)]
    for phone in phones:
        await phone.receive("mine")

    assert (await phones[0].vote(round_id, hall.choices(1)[:1]))["type"] == "ack"
    told = await phones[1].receive("mine")
    assert (told["rev"], told["answer"]) == (1, hall.choices(1)[:1])
    assert (await phones[1].vote(round_id, hall.choices(1)[1:2], rev=2))["type"] == "ack"

    result = await hall.result(round_id)
    assert (result["ballots"], result["joined"]) == (1, 1)
    assert await hall.counts(round_id) == [0, 1, 0, 0]


async def test_personal_code_is_entered_by_the_plain_form_and_stands_in_no_address(hall):
    await swing(hall, "shut")
    first, second = await make_codes(hall, 2)
    for address, code in (("/p/", first), ("/", second), ("/p/", second.replace("-", " "))):
        async with http(hall.server) as browser:
            sent = await post_form(browser, address, code=code)
            page = await browser.get(sent.headers["location"])

        assert (sent.status_code, sent.headers["location"]) == (303, f"/j/{hall.code}/")
        assert "delegate_" in sent.headers["set-cookie"]
        assert page.status_code == 200
    async with http(hall.server) as browser:
        by_address = await browser.get("/", params={"code": first})
        wrong = await post_form(browser, "/p/", code="ABCD-EFGH-JKLM-NPQR")
    assert by_address.status_code == 404
    assert (wrong.status_code, "not known here" in wrong.text) == (404, True)
    assert "delegate_" not in wrong.headers.get("set-cookie", "")


async def test_replaced_code_is_dead_and_the_fresh_one_goes_on(hall):
    code = (await make_codes(hall))[0]
    stolen = await token_by_code(hall, code)
    thief = await hall.phone(token=stolen)
    await thief.receive("mine")
    round_id = await hall.open()
    assert (await thief.vote(round_id, hall.choices(1)[:1]))["type"] == "ack"

    fresh = await replace(hall, 1)

    assert await thief.close_code(within=SOON) == 4401
    assert (await come_by_code(hall, code)).status_code == 403
    assert (await vote_by_api(hall, stolen, round_id, rev=2)).status_code == 401
    refused = await Phone.open(hall.server, hall.code, token=stolen)
    assert await refused.close_code() == 4401
    owner = await hall.phone(token=await token_by_code(hall, fresh))
    assert (await owner.receive("mine"))["rev"] == 1
    assert (await owner.vote(round_id, hall.choices(1)[2:3], rev=2))["type"] == "ack"
    result = await hall.result(round_id)
    assert (result["ballots"], result["joined"]) == (1, 1)
    assert await hall.counts(round_id) == [0, 0, 1, 0]


async def test_ballot_of_a_lost_card_stands_in_a_closed_round(hall):
    code = (await make_codes(hall))[0]
    round_id = await hall.open()
    assert (await vote_by_api(hall, await token_by_code(hall, code), round_id)).status_code == 200
    await hall.do("close")
    await replace(hall, 1)

    assert (await hall.result(round_id))["ballots"] == 1


async def test_replaced_token_votes_by_no_plain_form(hall):
    code = (await make_codes(hall))[0]
    round_id = await hall.open()
    async with http(hall.server) as browser:
        await post_form(browser, "/p/", code=code)
        page = await browser.get(f"/j/{hall.code}/")
        await replace(hall, 1)
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]*)"', page.text)[1]
        fields = {"csrfmiddlewaretoken": token, "round": round_id, "answer": hall.choices(1)[0]}
        await browser.post(f"/j/{hall.code}/vote", data=fields)

    assert (await hall.result(round_id))["ballots"] == 0


async def test_with_personal_codes_alone_browsers_are_sent_out_and_persons_stay(hall):
    code = (await make_codes(hall))[0]
    browser, person = await hall.phone(), await hall.phone(token=await token_by_code(hall, code))
    for phone in (browser, person):
        await phone.receive("mine")

    await swing(hall, "personal")

    assert await browser.close_code(within=SOON) == 4401
    async with http(hall.server) as client:
        page = await client.get(f"/j/{hall.code}/")
        program = await client.post(api(hall, "/delegates"))
    assert (page.status_code, "personal code" in page.text) == (403, True)
    assert (program.status_code, program.json()["code"]) == (403, "door_shut")
    round_id = await hall.open()
    assert (await person.vote(round_id, hall.choices(1)[:1]))["type"] == "ack"
    result = await hall.result(round_id)
    assert result["entry"] == "personal"
    assert result["turnout"].startswith("Personal codes: ")


async def test_personal_code_of_another_conference_lets_nobody_in_here(hall, make_hall):
    elsewhere = await make_hall(hall.server)
    code = (await make_codes(elsewhere))[0]

    assert (await come_by_code(hall, code)).status_code == 403
    assert (await come_by_code(elsewhere, code)).status_code == 201


async def test_guessing_is_limited_for_one_conference_alone(make_server, make_hall):
    server = make_server()
    target, other = await make_hall(server), await make_hall(server)
    mine, theirs = (await make_codes(target))[0], (await make_codes(other))[0]
    async with http(server) as client:

        async def guess(number: int) -> int:
            wrong = mine[:8] + f"{number:08}".translate(str.maketrans("0123456789-", "ABCDEFGHJK-"))
            answer = await client.post(api(target, "/delegates"), json={"personal_code": wrong})
            return answer.status_code

        answers = [await guess(number) for number in range(260)]

    assert answers[0] == 403
    assert 429 in answers
    assert (await come_by_code(other, theirs)).status_code == 201
    # What was spent comes back in fifths of a second, and the right code is taken then.
    async with asyncio.timeout(10):
        while (await come_by_code(target, mine)).status_code != 201:
            pass


async def test_every_process_parts_with_a_replaced_code(prepared_full, make_hall):
    with two_servers(prepared_full) as (first, second):
        hall = await make_hall(first)
        await hall.do("start")
        there = Hall(second, hall.data, hall.token)
        code = (await make_codes(hall))[0]
        token = await token_by_code(there, code)
        phone = await there.phone(token=token)
        await phone.receive("mine")
        round_id = await hall.open()

        await replace(hall, 1)

        assert await phone.close_code(within=SOON) == 4401
        assert (await vote_by_api(there, token, round_id)).status_code == 401
        await there.leave()


async def test_door_shut_in_one_process_is_shut_in_the_other(prepared_full, make_hall):
    with two_servers(prepared_full) as (first, second):
        hall = await make_hall(first)
        there = Hall(second, hall.data, hall.token)
        chair = await there.chair()
        await chair.receive("door", door="open")

        await swing(hall, "shut")

        await chair.receive("door", door="shut", within=SOON)
        answer = await call(there, api(there, "/delegates"), {}, token="")
        assert answer.json()["code"] == "door_shut"
        await there.leave()


# Latecomers.


async def test_latecomer_is_admitted_by_one_press_and_once(hall):
    await swing(hall, "shut")
    made = (await call(hall, api(hall, "/admissions"), {})).json()
    async with http(hall.server) as preview:
        for _ in range(3):
            assert (await preview.get(made["path"])).status_code == 200
    async with http(hall.server) as latecomer:
        inside = await post_form(latecomer, made["path"])
        page = await latecomer.get(inside.headers["location"])
        again = await latecomer.post(made["path"], data={"csrfmiddlewaretoken": "x"})
    async with http(hall.server) as another:
        spent = await another.get(made["path"])

    assert made["seconds"] == 900
    assert (inside.status_code, page.status_code) == (303, 200)
    assert again.status_code == 403
    assert (spent.status_code, "used already" in spent.text) == (410, True)


async def test_admission_is_not_spent_by_whoever_is_inside(hall):
    made = (await call(hall, api(hall, "/admissions"), {})).json()
    async with http(hall.server) as inside:
        await inside.get(f"/j/{hall.code}/")
        led = await inside.get(made["path"])
    assert (led.status_code, led.headers["location"]) == (303, f"/j/{hall.code}/")

    await swing(hall, "shut")
    body = {"admission": made["admission"]}
    tokens = [await call(hall, api(hall, "/delegates"), body, token="") for _ in range(2)]

    assert [answer.status_code for answer in tokens] == [201, 403]


async def test_admission_to_elsewhere_is_not_spent_here(hall, make_hall):
    elsewhere = await make_hall(hall.server)
    made = (await call(elsewhere, api(elsewhere, "/admissions"), {})).json()
    body = {"admission": made["admission"]}

    assert (await call(hall, api(hall, "/delegates"), body, token="")).status_code == 403
    assert (await call(elsewhere, api(elsewhere, "/delegates"), body, token="")).status_code == 201


# The pages of those who keep the door.


async def sign_in(hall: Hall, browser: httpx.AsyncClient, username: str) -> None:
    """Come by a sign-in link, as a person does."""
    link = (await asyncio.to_thread(hall.server.manage, "signin_link", username)).strip()
    assert (await post_form(browser, link)).status_code == 302


async def test_pages_of_the_door_are_for_those_who_keep_it(hall):
    door = f"/organise/conferences/{hall.data['id']}/door/"
    pages = [door, f"{door}code/", f"/chair/{hall.code}/admit/"]
    async with http(hall.server) as browser:
        answers = [await browser.get(page) for page in pages]
        assert [answer.status_code for answer in answers] == [302] * 3
        assert all(a.headers["location"].startswith("/sign-in/?next=") for a in answers)

        await sign_in(hall, browser, "stranger")
        token = browser.cookies["csrftoken"]
        for body in ({"form": "door", "door": "shut"}, {"form": "make", "make-count": "1"}):
            sent = await browser.post(door, data={**body, "csrfmiddlewaretoken": token})
            assert sent.status_code == 404
        answers = [await browser.post(page, data={"csrfmiddlewaretoken": token}) for page in pages]
        table = await browser.post(f"{door}table/", data={"csrfmiddlewaretoken": token})
        assert [answer.status_code for answer in (*answers, table)] == [404] * 4
    assert (await hall.get(api(hall))).json()["door"] == "open"
    assert await join(hall.server, hall.code)


async def test_organiser_hears_what_is_wrong_with_a_form(hall):
    door = f"/organise/conferences/{hall.data['id']}/door/"
    async with http(hall.server) as browser:
        await sign_in(hall, browser, "organiser")
        for fields, told in (
            ({"form": "door", "door": "personal"}, "Make personal codes first"),
            ({"form": "door", "door": "ajar"}, "Select a valid choice"),
            ({"form": "make", "make-count": "0", "make-per_page": "8", "make-seen": "0.0"}, "1"),
            ({"form": "make", "make-count": "2", "make-per_page": "8", "make-seen": "x"}, "look"),
            (
                {
                    "form": "replace",
                    "replace-numbers": "1–2, x",
                    "replace-per_page": "8",
                    "replace-seen": "0.0",
                },
                "no number of a card",
            ),
        ):
            answer = await post_form(browser, door, **fields)
            assert answer.status_code == 422, fields
            assert told in answer.text
        page = await browser.get(door)
        token = re.search(r'name="csrfmiddlewaretoken"\s+value="([^"]*)"', page.text)[1]
        for cards in ("1 ABCD-EFGH-JKLM-NPQR", "nonsense", "x y"):
            body = {"csrfmiddlewaretoken": token, "cards": cards}
            answer = await browser.post(f"{door}table/", data=body)
            assert (answer.status_code, answer.headers["location"]) == (302, door)


async def test_cards_as_a_table_are_numbered_and_good(hall):
    door = f"/organise/conferences/{hall.data['id']}/door/"
    form = {
        "form": "make",
        "make-count": "2",
        "make-per_page": "8",
        "make-seen": "0.0",
        "as": "csv",
    }
    async with http(hall.server) as browser:
        await sign_in(hall, browser, "organiser")
        answer = await post_form(browser, door, **form)
    lines = answer.text.split()

    assert answer.headers["content-type"].startswith("text/csv")
    assert "no-store" in answer.headers["cache-control"]
    assert lines[0] == "number,code,address"
    for number, line in enumerate(lines[1:], start=1):
        told, code, address = line.split(",")
        assert (told, address.split("/p/#")[1]) == (str(number), code)
        assert (await come_by_code(hall, code)).status_code == 201


# What every result says.


async def test_every_result_says_who_was_expected_joined_and_voted(server, make_hall):
    hall = await make_hall(server, {**CONFERENCE, "expected": 3})
    await hall.do("start")
    chair = await hall.chair()
    round_id = await hall.open()
    tokens = [await join(server, hall.code) for _ in range(4)]
    for token in tokens:
        await (await hall.phone(token=token)).receive("mine")
    assert (await vote_by_api(hall, tokens[0], round_id)).status_code == 200
    await hall.do("close")

    told = "Open code: 3 expected, 4 joined, 1 voted"
    result = await hall.result(round_id)
    exported = await hall.get(api(hall, "/export.json"))
    round = exported.json()["sessions"][0]["questions"][0]["rounds"][0]
    table = await hall.get(api(hall, "/export.csv"))

    assert (result["turnout"], result["entry"], result["expected"]) == (told, "open", 3)
    assert (round["turnout"], round["entry"]) == (told, "open")
    assert f'"{told}"' in table.text
    assert exported.json()["conference"]["expected"] == 3
    assert (await chair.receive("door"))["expected"] == 3
    assert (await hall.get(api(hall))).json()["expected"] == 3
