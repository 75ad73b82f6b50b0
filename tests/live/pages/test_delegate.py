"""The delegate's pages as a browser without scripts sees them, on a real server."""

import asyncio
import json
import re
from html.parser import HTMLParser
from typing import Any, Self

import httpx
import pytest

from tests.clients import Hall, http

LATE = "Voting closed before your vote reached us. It was not counted"


class Reader(HTMLParser):
    """What of a page is shown: ``slots`` by name, and every ``input`` by its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.slots: dict[str, str] = {}
        self.inputs: list[dict[str, str | None]] = []
        self.links: list[str | None] = []
        self.text = ""
        self._open: list[tuple[str, str | None, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        inside = any(hidden for _, _, hidden in self._open)
        hidden = inside or "hidden" in values or tag in {"template", "script", "title"}
        if tag == "input" and not hidden:
            self.inputs.append(values)
        if tag == "a" and not hidden:
            self.links.append(values.get("href"))
        if tag not in {"input", "meta", "link", "rect"}:
            self._open.append((tag, values.get("data-slot"), hidden))

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if any(hidden for _, _, hidden in self._open):
            return
        self.text += data
        for _, slot, _ in self._open:
            if slot:
                self.slots[slot] = (self.slots.get(slot, "") + data).strip()

    @property
    def ticked(self) -> list[str | None]:
        """The values that are ticked."""
        return [i["value"] for i in self.inputs if i.get("name") == "answer" and "checked" in i]


class Browser:
    """A browser without scripts: it keeps cookies and sends the form as it stands."""

    def __init__(self, hall: Hall, client: httpx.AsyncClient) -> None:
        self.client = client
        self.address = f"/j/{hall.code}/"
        self.answer = httpx.Response(200)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *unused: object) -> None:
        await self.client.aclose()

    @property
    def page(self) -> Reader:
        """The page that is shown."""
        return Reader(self.answer.text)

    async def load(self, query: str = "") -> Reader:
        """Open the conference's page."""
        self.answer = await self.client.get(self.address + query)
        return self.page

    async def send(self, *answer: str, **more: str) -> httpx.Response:
        """Send the form with these choices, and follow where it leads."""
        html = self.answer.text
        fields: dict[str, Any] = {
            name: re.search(rf'name="{name}"\s+value="([^"]*)"', html)[1]
            for name in ("csrfmiddlewaretoken", "round")
        }
        sent = await self.client.post(
            f"{self.address}vote", data={**fields, "answer": list(answer), **more}
        )
        self.answer = sent
        if sent.has_redirect_location:
            self.answer = await self.client.get(sent.headers["location"])
        return sent


def browse(hall: Hall) -> Browser:
    """A new delegate's browser."""
    return Browser(hall, http(hall.server))


async def test_a_typed_code_leads_to_its_conference(hall):
    typed = f" {hall.code[:3].lower()} {hall.code[3:]}"
    async with http(hall.server) as client:
        by_get = await client.get("/", params={"code": typed})
        empty = await client.get("/")

    assert (by_get.status_code, by_get.headers["location"]) == (302, f"/j/{hall.code}/")
    assert empty.status_code == 200
    assert [i["name"] for i in Reader(empty.text).inputs] == ["csrfmiddlewaretoken", "code"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Type the code that is shown on the screen"),
        ("hello", "A code has six letters and digits"),
        ("ABC\0DE", "A code has six letters and digits"),
        ("ZZZZZZ", "No conference has this code"),
    ],
)
async def test_a_code_that_leads_nowhere_is_asked_for_again(hall, typed, told):
    async with http(hall.server) as client:
        answer = await client.get("/", params={"code": typed})

    page = Reader(answer.text)
    assert answer.status_code == 404
    assert told in page.text
    assert "#code" in page.links
    assert page.inputs[-1]["aria-describedby"] == "code-hint code-error"


async def test_an_address_in_small_letters_is_led_to_the_one_address(hall):
    async with http(hall.server) as client:
        answer = await client.get(f"/j/{hall.code.lower()}/?session=x")

    assert answer.status_code == 302
    assert answer.headers["location"] == f"/j/{hall.code}/?session=x"


@pytest.mark.parametrize("path", ["/j/ZZZZZZ/", "/j/ABC/", "/j/AB%00CDE/"])
async def test_an_unknown_code_is_not_found_and_says_so_kindly(hall, path):
    async with http(hall.server) as client:
        answer = await client.get(path)

    assert answer.status_code == 404
    assert "No conference has this address" in Reader(answer.text).text


async def test_the_page_sets_a_token_that_no_script_can_read(hall):
    async with browse(hall) as phone:
        await phone.load()
        cookie = next(
            value
            for value in phone.answer.headers.get_list("set-cookie")
            if value.startswith(f"delegate_{hall.code}=")
        )
        again = await phone.load() and phone.answer

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert not any(v.startswith("delegate_") for v in again.headers.get_list("set-cookie"))


async def test_opening_the_page_joins_nobody(hall):
    projector = await hall.projector()
    async with browse(hall) as phone:
        await phone.load()
        round_id = await hall.open(1)
        await phone.load()
        tally = await projector.receive("tally", round=round_id)

    assert tally["joined"] == 0


async def test_the_page_names_its_own_socket(hall):
    async with browse(hall) as phone:
        await phone.load()

    host = hall.server.url.removeprefix("http://")
    assert f"ws://{host}" in phone.answer.headers["content-security-policy"]


async def test_nothing_is_ticked_before_the_vote_and_the_vote_after_it(hall):
    async with browse(hall) as phone:
        round_id = await hall.open(1)
        before = await phone.load()
        answer = await phone.send(hall.choices(1)[1])

        assert before.ticked == []
        assert before.slots["status"] == "You have not voted yet"
        assert answer.status_code == 303
        assert phone.page.slots["status"] == "Your vote is in: B"
        assert phone.page.ticked == [hall.choices(1)[1]]
        assert await hall.counts(round_id) == [0, 1, 0, 0]


async def test_a_vote_is_changed_and_taken_back(hall):
    async with browse(hall) as phone:
        round_id = await hall.open(1)
        await phone.load()
        await phone.send(hall.choices(1)[1])
        await phone.send(hall.choices(1)[3])
        changed = (phone.page.slots["status"], await hall.counts(round_id))
        await phone.send(withdraw="yes")

        assert changed == ("Your vote is in: D", [0, 0, 0, 1])
        assert phone.page.slots["status"] == "You have not voted yet"
        assert await hall.counts(round_id) == [0, 0, 0, 0]


async def test_several_choices_are_told_and_checked(hall):
    async with browse(hall) as phone:
        round_id = await hall.open(2)
        page = await phone.load()
        refused = await phone.send(*hall.choices(2))

        assert page.slots["hint"] == "Choose up to 2."
        assert [i["type"] for i in page.inputs if i.get("name") == "answer"] == ["checkbox"] * 3
        assert (refused.status_code, phone.answer.status_code) == (303, 422)
        assert phone.page.slots["error-link"] == "Choose at most 2."
        assert phone.page.ticked == hall.choices(2)
        assert "#choice-A" in phone.page.links

        await phone.send(*hall.choices(2)[1:])
        assert phone.page.slots["status"] == "Your vote is in: B, C"
        assert await hall.counts(round_id) == [0, 1, 1]


async def test_a_form_without_a_choice_is_asked_for_one(hall):
    async with browse(hall) as phone:
        await hall.open(1)
        await phone.load()
        answer = await phone.send()
        told = phone.answer
        await phone.load()

    assert (answer.status_code, told.status_code) == (303, 422)
    assert Reader(told.text).slots["error"] == "Choose an answer, then send your vote"
    assert re.search(r"<div class=\"error-summary\"[^>]* autofocus>", told.text)
    assert "<title>Error: " in re.sub(r"\s*\n\s*", "", told.text)
    assert (phone.answer.status_code, "error" in phone.page.slots) == (200, False)


async def test_a_refusal_waits_in_a_cookie_of_its_page_and_not_in_the_address(hall):
    async with browse(hall) as phone:
        await hall.open(2)
        await phone.load()
        answer = await phone.send(*hall.choices(2), "x" * 9000, *["y"] * 100)

    cookie = answer.headers["set-cookie"]
    assert answer.headers["location"] == f"/j/{hall.code}/"
    assert re.fullmatch(rf"refused=\S+; HttpOnly; Path=/j/{hall.code}/; SameSite=Lax", cookie)
    assert len(cookie) < 4096
    assert phone.page.ticked == hall.choices(2)


async def test_a_refusal_that_was_tampered_with_tells_nothing(hall):
    async with browse(hall) as phone:
        await hall.open(1)
        phone.client.cookies.set("refused", "Your vote is worthless", domain="127.0.0.1")
        page = await phone.load()

    assert phone.answer.status_code == 200
    assert page.slots["status"] == "You have not voted yet"


async def test_a_vote_after_the_close_is_told_that_it_was_not_counted(hall):
    async with browse(hall) as phone:
        round_id = await hall.open(1)
        await phone.load()
        await hall.do("close")
        answer = await phone.send(hall.choices(1)[0])

        assert (answer.status_code, phone.answer.status_code) == (303, 409)
        assert LATE in phone.page.text
        assert phone.page.slots["status"] == "You did not vote"
        assert await hall.counts(round_id) == [0, 0, 0, 0]


async def test_a_form_sent_to_an_unknown_code_is_not_found(hall):
    async with browse(hall) as phone:
        await hall.open(1)
        await phone.load()
        phone.address = "/j/ZZZZZZ/"
        answer = await phone.send(hall.choices(1)[0])

    assert answer.status_code == 404


async def test_a_form_from_elsewhere_is_refused(hall):
    async with browse(hall) as phone:
        round_id = await hall.open(1)
        await phone.load()
        answer = await phone.send(hall.choices(1)[0], csrfmiddlewaretoken="x" * 64)

        assert answer.status_code == 403
        assert await hall.counts(round_id) == [0, 0, 0, 0]


async def test_a_form_without_a_token_gets_one_and_votes_for_nobody(hall):
    async with browse(hall) as phone:
        round_id = await hall.open(1)
        await phone.load()
        phone.client.cookies.delete(f"delegate_{hall.code}")
        answer = await phone.send(hall.choices(1)[0])

        assert answer.status_code == 303
        assert phone.page.slots["status"] == "You have not voted yet"
        assert await hall.counts(round_id) == [0, 0, 0, 0]


async def test_a_token_of_another_conference_is_replaced(hall):
    other = await Hall.make(hall.server, {"name": "Another", "sessions": []})
    async with browse(other) as elsewhere, browse(hall) as phone:
        await elsewhere.load()
        foreign = elsewhere.client.cookies[f"delegate_{other.code}"]
        phone.client.cookies.set(f"delegate_{hall.code}", foreign, domain="127.0.0.1")
        await phone.load()

    assert phone.answer.headers["set-cookie"].startswith(f"delegate_{hall.code}=")


async def test_each_phase_shows_what_the_room_sees(hall):
    shown: list[tuple[str, str]] = []
    async with browse(hall) as phone:
        lead = (await phone.load()).slots["lead"]
        await hall.do("show", question=hall.question(3)["id"])
        shown.append(((await phone.load()).slots["heading"], phone.page.slots["lead"]))
        await hall.do("open")
        await phone.load()
        await phone.send(hall.choices(3)[1])
        await hall.do("close")
        shown.append(((await phone.load()).slots["heading"], phone.page.slots["lead"]))
        await hall.do("reveal")
        result = await phone.load()
        await hall.do("end")
        ended = await phone.load()

    prompt = hall.question(3)["prompt"]
    assert lead == "Nothing to vote on just yet. The next question will appear on this page."
    assert shown == [(prompt, "Voting has not opened yet."), (prompt, "Voting has closed.")]
    assert result.slots["sentence"].startswith(prompt)
    assert "B, No: 100\u00a0%" in result.slots["sentence"]
    assert result.slots["status"] == "Your vote is in: B"
    assert re.findall(r"\S+", result.slots["percent"]) == ["0", "%100", "%"]
    assert ended.slots["heading"] == "This session is over. Thank you for taking part."


async def test_a_vote_that_was_stopped_is_told_so(hall):
    async with browse(hall) as phone:
        await hall.open(1)
        await hall.do("void")
        page = await phone.load()

    assert page.slots["lead"] == "This vote was stopped; we will vote again."


async def test_a_delegate_chooses_a_room_where_several_sessions_are_live(hall):
    other = hall.data["sessions"][1]
    await hall.steer("start", session=other["id"])
    async with browse(hall) as phone:
        page = await phone.load()
        chosen = await phone.load(f"?session={other['id']}")

    here = f"/j/{hall.code}/"
    assert page.slots["heading"] == "Which room are you in?"
    assert [link for link in page.links if link != "#main"] == [
        f"{here}?session={hall.session['id']}",
        f"{here}?session={other['id']}",
        f"{here}secrecy",
    ]
    assert chosen.slots["heading"] == "Principles"
    assert here in chosen.links


async def test_a_form_and_a_socket_of_one_delegate_are_one_ballot(hall):
    async with browse(hall) as browser:
        round_id = await hall.open(1)
        await browser.load()
        phone = await hall.phone(token=browser.client.cookies[f"delegate_{hall.code}"].strip('"'))
        await phone.vote(round_id, [hall.choices(1)[0]])
        await browser.load()
        by_socket = browser.page.slots["status"]
        await browser.send(hall.choices(1)[2])
        mine = await phone.receive("mine", rev=2)

    assert by_socket == "Your vote is in: A"
    assert mine["answer"] == [hall.choices(1)[2]]
    assert await hall.counts(round_id) == [0, 0, 1, 0]


async def test_delegates_who_vote_by_form_at_once_are_all_counted(hall):
    round_id = await hall.open(1)
    choices = hall.choices(1)

    async def visit(number: int) -> int:
        async with browse(hall) as phone:
            await phone.load()
            return (await phone.send(choices[number % 4])).status_code

    statuses = await asyncio.gather(*(visit(number) for number in range(20)))

    assert statuses == [303] * 20
    assert await hall.counts(round_id) == [5, 5, 5, 5]


async def test_the_script_begins_with_the_protocols_own_words(hall):
    round_id = await hall.open(1)
    async with browse(hall) as phone:
        await phone.load()
    data = re.search(r'id="delegate-data"[^>]*>(.*?)</script>', phone.answer.text)[1]
    told = json.loads(data)

    socket = await hall.phone()
    assert told["state"] == await socket.receive("state")
    assert (told["mine"]["round"], told["mine"]["rev"]) == (round_id, 0)


async def test_no_page_claims_that_the_vote_is_anonymous(hall):
    texts = []
    async with browse(hall) as phone:
        texts.append((await phone.load()).text)
        await hall.open(1)
        texts.append((await phone.load()).text)
        await phone.send(hall.choices(1)[0])
        texts.append(phone.page.text)

    assert not re.search(r"anonym|secret", " ".join(texts), re.IGNORECASE)


@pytest.mark.parametrize("path", ["/", "/j/{code}/"])
async def test_nothing_is_loaded_from_elsewhere(hall, path):
    await hall.open(1)
    async with http(hall.server) as client:
        page = (await client.get(path.format(code=hall.code))).text

    loaded = re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page)
    assert [address for address in loaded if not address.startswith("/static/")] == []


async def test_the_first_load_is_under_fifty_kilobytes_compressed(hall):
    await hall.open(1)
    async with http(hall.server) as client:
        page = await client.get(f"/j/{hall.code}/")
        total = len(page.content)
        for address in set(re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', page.text)):
            async with client.stream("GET", address, headers={"accept-encoding": "gzip"}) as answer:
                total += sum([len(chunk) async for chunk in answer.aiter_raw()])

    assert total < 50_000
