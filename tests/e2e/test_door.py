"""The door in a browser: the chair warned, the door shut, cards scanned, latecomers admitted."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.e2e.hall import LAPTOP, PHONE, Hall, expect_accessible, heard, vote
from tests.servers.web import PLAIN

CONFERENCE = {
    "name": "Managing New Realities",
    "expected": 100,
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {"kind": "single", "prompt": "Tea or coffee?", "choices": ["Tea", "Coffee"]}
            ],
        }
    ],
}
SCRIPTED = 1000
AT_ONCE = 50


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """A conference whose session is live."""
    hall = Hall.hold(browser, embedded_server, CONFERENCE)
    steer(hall, "start")
    return hall


def organiser(hall: Hall) -> httpx.Client:
    """The organiser's program."""
    bearer = {"Authorization": f"Bearer {hall.server.token('organiser')}"}
    return httpx.Client(base_url=hall.server.url, headers=bearer, timeout=20, **PLAIN)


def steer(hall: Hall, do: str, **args: object) -> dict:
    """Give a chair's command by the API."""
    with organiser(hall) as client:
        session = hall.conference["sessions"][0]["id"]
        answer = client.post(f"/api/v1/sessions/{session}/commands", json={"do": do, **args})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def call(hall: Hall, path: str, **body: object) -> dict:
    """Call the conference's API as its organiser."""
    with organiser(hall) as client:
        answer = client.post(f"/api/v1/conferences/{hall.code}{path}", json=body)
    assert answer.status_code < 300, answer.text
    return dict(answer.json())


async def script_votes(hall: Hall, round_id: str) -> list[int]:
    """What one person with a script does: a thousand tokens, a vote by each."""
    choice = hall.conference["sessions"][0]["questions"][0]["choices"][0]["id"]
    path = f"/api/v1/conferences/{hall.code}"
    ballot = {"type": "vote", "ref": "a", "round": round_id, "rev": 1, "answer": [choice]}
    turns = asyncio.Semaphore(AT_ONCE)
    async with httpx.AsyncClient(base_url=hall.server.url, timeout=60, **PLAIN) as client:

        async def one() -> int:
            async with turns:
                token = (await client.post(f"{path}/delegates")).json()["token"]
                bearer = {"Authorization": f"Bearer {token}"}
                return (
                    await client.post(f"{path}/ballots", json=ballot, headers=bearer)
                ).status_code

        return await asyncio.gather(*(one() for _ in range(SCRIPTED)))


def test_a_thousand_scripted_tokens_raise_the_warning_and_the_door_is_shut_from_it(hall):
    steer(hall, "next")
    chair = hall.chair()
    round_id = steer(hall, "open")["round"]
    expect(chair.locator("[data-next-label]")).to_have_text("Close voting")
    warning = chair.locator("[data-door-warning]")
    expect(warning).to_be_hidden()

    # The browser keeps an event loop in this thread.
    with ThreadPoolExecutor(1) as thread:
        answers = thread.submit(asyncio.run, script_votes(hall, round_id)).result()

    assert answers == [200] * SCRIPTED
    expect(warning).to_contain_text("1000 have joined, and 100 are expected.")
    expect(warning).to_contain_text(
        re.compile(r"\d+ joined within a minute while voting was open\.")
    )
    expect(chair.locator("[data-entry]")).to_have_text(
        "Open code: 100 expected, 1000 joined, 1000 voted"
    )
    assert any("are expected." in said for said in heard(chair))
    expect_accessible(chair, "the console with its warning")
    chair.get_by_role("button", name="Shut the door").first.click()
    expect(chair.locator("[data-door-state]")).to_contain_text("The door is shut")
    refused = httpx.post(f"{hall.server.url}/api/v1/conferences/{hall.code}/delegates", **PLAIN)
    assert (refused.status_code, refused.json()["code"]) == (403, "door_shut")


def test_a_hall_that_fills_as_expected_raises_no_warning(hall):
    steer(hall, "next")
    chair = hall.chair()
    steer(hall, "open")
    phone = hall.phone()
    vote(phone, "Tea")
    expect(chair.locator("[data-entry]")).to_have_text("Open code: 100 expected, 1 joined, 1 voted")

    expect(chair.locator("[data-door-warning]")).to_be_hidden()


def test_strip_invites_only_whom_the_door_lets_in(hall):
    projector = hall.projector()
    code, qr = projector.locator(".join__code"), projector.locator(".join__qr")
    shut = projector.get_by_text("The door is shut", exact=True)
    expect(code).to_be_visible()
    expect(shut).to_be_hidden()
    steer(hall, "door", door="shut")
    expect(shut).to_be_visible()
    expect(projector.get_by_text("Those inside keep voting", exact=True)).to_be_visible()
    for gone in (code, qr):
        expect(gone).to_be_hidden()
    expect_accessible(projector, "the projector behind a shut door")
    steer(hall, "door", door="open")
    expect(code).to_be_visible()
    expect(shut).to_be_hidden()
    call(hall, "/personal-codes", count=1)
    call(hall, "/door", door="personal")
    expect(projector.get_by_text("Use your personal code", exact=True)).to_be_visible()
    expect(code).to_be_hidden()
    expect(qr).to_be_visible()

    assert heard(projector) == [
        "The door is shut. Those inside keep voting.",
        "The door is open.",
        "Join with your personal code.",
    ]


@pytest.mark.parametrize("scripts", [True, False])
def test_shut_door_says_so_with_and_without_scripts(hall, scripts):
    inside = hall.phone(scripts=scripts)
    call(hall, "/door", door="shut")
    outside = hall.phone(scripts=scripts)

    expect(outside.get_by_role("heading", level=1)).to_have_text("The door is shut")
    inside.reload()
    expect(inside.get_by_role("heading", level=1)).to_contain_text("Paying for care")
    if scripts:
        expect_accessible(outside, "the shut door")


def test_card_is_scanned_and_its_code_leaves_the_address(hall):
    call(hall, "/door", door="shut")
    code = call(hall, "/personal-codes", count=1)["codes"][0]["code"]
    steer(hall, "next")
    steer(hall, "open")
    asked: list[str] = []
    context = hall.browser.new_context(viewport=PHONE)
    context.on("request", lambda request: asked.append(request.url))
    phone = context.new_page()
    phone.goto(f"{hall.server.url}/p/#{code}")
    phone.wait_for_url(f"**/j/{hall.code}/")
    vote(phone, "Tea")
    expect(phone.locator(".status")).to_contain_text("Your vote is in")

    second = hall.open("/p/", size=PHONE, scripts=False)
    second.get_by_label("The code on your card").fill(code.lower())
    second.get_by_role("button", name="Go in").click()
    expect(second.locator(".status")).to_contain_text("Your vote is in")
    vote(second, "Coffee")
    expect(phone.locator(".status")).to_contain_text("Your vote is in: B")
    assert hall.result(0)["ballots"] == 1
    assert [url for url in asked if code in url.split("#")[0]] == []
    assert code not in phone.url


def test_wrong_code_is_said_beside_the_field(hall):
    page = hall.open("/p/", size=PHONE)
    page.get_by_label("The code on your card").fill("ABCD-EFGH-JKLM-NPQR")
    page.get_by_role("button", name="Go in").click()

    expect(page.locator("#code-error")).to_contain_text("not known here")
    expect_accessible(page, "the personal code")


def test_helper_admits_a_latecomer(hall):
    call(hall, "/door", door="shut")
    helper = hall.signed_in(f"/chair/{hall.code}/admit/", size=PHONE)
    expect_accessible(helper, "the helper's page")
    helper.get_by_role("button", name="Show a code").click()
    expect(helper.get_by_role("img", name="QR code")).to_be_visible()
    expect_accessible(helper, "the helper's code")
    path = call(hall, "/admissions")["path"]

    late = hall.open(path, size=PHONE, scripts=False)
    late.get_by_role("button", name="Join the vote").click()
    expect(late.get_by_role("heading", level=1)).to_contain_text("Paying for care")
    again = hall.open(path, size=PHONE)
    expect(again.get_by_role("heading", level=1)).to_have_text("You cannot be let in by this")
    expect_accessible(again, "a spent admission")


def test_code_changes_under_a_projector_a_chair_and_a_phone(hall):
    steer(hall, "next")
    steer(hall, "open")
    phone, projector, chair = hall.phone(), hall.projector(), hall.chair()
    expect(phone.get_by_role("button", name="Send my vote")).to_be_visible()
    chair.get_by_role("button", name="New code…").click()
    chair.get_by_role("button", name="Change the code").click()
    projector.wait_for_url(lambda url: hall.code not in url)
    chair.wait_for_url(lambda url: hall.code not in url)
    code = projector.url.rstrip("/").rsplit("/", 1)[1]

    expect(projector.locator("[data-part=code]")).to_have_text(
        re.compile(f"{code[:3]}.?{code[3:]}")
    )
    assert f"/chair/{code}/" in chair.url
    vote(phone, "Tea")
    expect(phone.locator(".status")).to_contain_text("Your vote is in")
    phone.reload()
    expect(phone.locator(".status")).to_contain_text("Your vote is in")
    assert f"/j/{code}/" in phone.url


def make_cards(page: Page, hall: Hall, count: int, button: str) -> None:
    page.goto(f"{hall.server.url}/organise/conferences/{hall.conference['id']}/door/")
    page.get_by_label("How many").fill(str(count))
    page.get_by_role("button", name=button).click()


def test_organiser_makes_cards_replaces_one_and_lets_in_nobody_else(hall):
    page = hall.signed_in(f"/organise/conferences/{hall.conference['id']}/", size=LAPTOP)
    page.get_by_role("link", name="The door and personal codes").click()
    expect_accessible(page, "the door")
    make_cards(page, hall, 3, "Make cards to print")
    expect(page.locator(".voter")).to_have_count(3)
    expect_accessible(page, "the cards")
    codes = page.locator(".voter__code").all_text_contents()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download these as a table").click()
    table = download.value.path().read_text().splitlines()
    assert table[0] == "number,code,address"
    assert [line.split(",")[1] for line in table[1:]] == codes
    assert table[1].split(",")[2].endswith(f"/p/#{codes[0]}")

    page.goto(f"{hall.server.url}/organise/conferences/{hall.conference['id']}/door/")
    page.get_by_label("Personal codes alone").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status")).to_contain_text("Saved.")
    phone = hall.phone()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Your personal code, please")
    page.get_by_label("Numbers of the cards").fill("2")
    page.get_by_role("button", name="Replace, and show the cards").click()
    expect(page.locator(".voter")).to_have_count(1)
    fresh = page.locator(".voter__code").text_content()
    assert fresh not in codes
    for typed, heading in ((codes[1], "Your personal code"), (fresh, "Paying for care")):
        phone.get_by_label("The code on your card").fill(typed)
        phone.get_by_role("button", name="Go in").click()
        expect(phone.get_by_role("heading", level=1)).to_contain_text(heading)


def test_form_of_cards_that_is_sent_again_replaces_nothing_again(hall):
    page = hall.signed_in(f"/organise/conferences/{hall.conference['id']}/door/", size=LAPTOP)
    make_cards(page, hall, 2, "Make cards to print")
    expect(page.locator(".voter")).to_have_count(2)
    page.reload()

    expect(page.get_by_role("alert")).to_contain_text("The codes have changed since you looked")
