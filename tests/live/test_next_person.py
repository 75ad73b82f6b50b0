"""A helper's tablet: one delegate after another, and nothing left of the one before."""

import re
from urllib.parse import urlsplit

import pytest

from tests.clients import Hall, http
from tests.laptop import Laptop, secret_on
from tests.live.test_door import make_codes, swing


class Tablet:
    """A tablet without scripts on which a helper came in."""

    def __init__(self, hall: Hall, laptop: Laptop) -> None:
        self.hall = hall
        self.laptop = laptop
        self.address = f"/chair/{hall.code}/next/?session={hall.session['id']}"

    @property
    def token(self) -> str | None:
        """Who votes on it now."""
        return self.laptop.client.cookies.get(f"delegate_{self.hall.code}")

    async def press(self, door: str = "open"):
        """Press the large button; return the answer."""
        return await self.laptop.post(self.address, door=door)

    async def vote(self, round: str, choice: str):
        """Vote by the plain form; return the answer."""
        return await self.laptop.post(f"/j/{self.hall.code}/vote", round=round, answer=choice)


async def helper_of(hall: Hall) -> Laptop:
    """A laptop that a helper came in on."""
    organiser = await Laptop.of(hall.server, "organiser")
    page = f"/chair/{hall.code}/people/?session={hall.session['id']}"
    shown = await organiser.post(page, do="bring", role="helper", name="Hal")
    await organiser.close()
    return await Laptop.by_link(hall.server, urlsplit(secret_on(shown)).path)


@pytest.fixture
async def tablet(make_hall, embedded_server):
    hall = await make_hall(embedded_server)
    await hall.do("start")
    laptop = await helper_of(hall)
    yield Tablet(hall, laptop)
    await laptop.close()


async def test_two_people_vote_as_two_delegates_without_scripts(tablet):
    hall = tablet.hall
    round = await hall.open(1)
    voters = []
    for choice in hall.choices(1)[:2]:
        begun = await tablet.press()
        assert (begun.status_code, begun.headers["Location"]) == (
            303,
            f"/j/{hall.code}/?session={hall.session['id']}",
        )
        voters.append(tablet.token)
        voted = await tablet.vote(round, choice)
        thanks = voted.headers["Location"]
        assert thanks.startswith(f"/chair/{hall.code}/next/")
        assert tablet.token is None
        page = (await tablet.laptop.client.get(thanks)).text
        assert "Thank you. Hand the tablet back." in page

    assert await hall.counts(round) == [1, 1, 0, 0]
    assert None not in voters
    assert len(set(voters)) == 2


async def test_page_of_who_voted_before_leads_to_the_helpers_page(tablet):
    round = await tablet.hall.open(1)
    await tablet.press()
    await tablet.vote(round, tablet.hall.choices(1)[0])

    back = await tablet.laptop.get(f"/j/{tablet.hall.code}/")

    assert (back.status_code, back.headers["Location"]) == (302, tablet.address)
    assert tablet.token is None


async def test_helpers_page_drops_who_was_voting_and_the_voting_page_leads_there(tablet):
    await tablet.hall.open(1)
    await tablet.press()
    page = (await tablet.laptop.get(f"/j/{tablet.hall.code}/")).text
    assert f'<a href="{tablet.address}">Next person</a>' in page
    assert f"url={tablet.address}" in page
    for more in ("remedies/", "secrecy"):
        page = (await tablet.laptop.get(f"/j/{tablet.hall.code}/{more}")).text
        assert f'<a href="{tablet.address}">Next person</a>' in page

    await tablet.laptop.client.get(tablet.address)
    assert tablet.token is None


async def test_helpers_own_phone_stays_who_it_is_until_the_button_is_pressed(tablet):
    await tablet.laptop.get(f"/j/{tablet.hall.code}/")
    own = tablet.token
    page = (await tablet.laptop.get(f"/j/{tablet.hall.code}/")).text
    await tablet.laptop.client.get(tablet.address)

    assert tablet.token == own
    assert "Next person" not in page


async def test_shut_door_admits_each_and_the_log_has_it(tablet):
    await swing(tablet.hall, "shut")
    stale = await tablet.press("open")
    assert (stale.status_code, tablet.token) == (409, None)
    assert "Admit the next person" in stale.text

    assert (await tablet.press("shut")).status_code == 303
    assert tablet.token is not None
    organiser = await Laptop.of(tablet.hall.server, "organiser")
    log = await organiser.get(f"/organise/conferences/{tablet.hall.data['id']}/log/")
    assert "Made a code that admits one latecomer" in log.text
    await organiser.close()


async def test_with_personal_codes_the_person_types_theirs(tablet):
    [code] = await make_codes(tablet.hall)
    await swing(tablet.hall, "personal")
    begun = await tablet.press("personal")
    assert (begun.headers["Location"], tablet.token) == ("/p/", None)

    await tablet.laptop.post("/p/", code=code)
    assert tablet.token is not None
    page = (await tablet.laptop.get(f"/j/{tablet.hall.code}/")).text
    assert tablet.address in page


async def test_page_for_personal_codes_leads_a_tablet_back_and_clears_itself(tablet):
    await make_codes(tablet.hall)
    await swing(tablet.hall, "personal")
    back = f'href="{tablet.address}">Next person</a>'
    own_phone = (await tablet.laptop.get("/p/")).text
    await tablet.press("personal")

    opened = (await tablet.laptop.get("/p/")).text
    refused = await tablet.laptop.post("/p/", code="ABCD-EFGH-JKLM-NPQR")

    assert refused.status_code == 404
    for page in (opened, refused.text):
        assert back in page
        assert f'content="240;url={tablet.address}"' in page
    assert "Next person" not in own_phone


async def test_button_has_a_limit(tablet):
    answers = [(await tablet.press()).status_code for _ in range(14)]

    assert set(answers[:10]) == {303}
    assert 429 in answers


async def test_after_the_helpers_access_ended_the_tablet_thanks_and_begins_with_nobody(tablet):
    hall = tablet.hall
    round = await hall.open(1)
    await tablet.press()
    organiser = await Laptop.of(hall.server, "organiser")
    page = f"/chair/{hall.code}/people/?session={hall.session['id']}"
    key = re.search(r'name="person" value="(\d+)"', (await organiser.client.get(page)).text)[1]
    await organiser.post(page, do="end", person=key)
    await organiser.close()

    thanks = (await tablet.vote(round, hall.choices(1)[0])).headers["Location"]
    told = await tablet.laptop.client.get(thanks)

    assert "Thank you. Hand the tablet back." in told.text
    assert "nobody else can vote on this device" in told.text
    assert (await tablet.press()).headers["Location"].startswith("/sign-in/")
    assert await hall.counts(round) == [1, 0, 0, 0]


async def test_stranger_has_no_such_page(tablet):
    async with http(tablet.hall.server) as stranger:
        answer = await stranger.get(tablet.address)
    assert answer.headers["Location"].startswith("/sign-in/")
