"""Whoever loses a right loses the open socket within five seconds, on whatever process."""

import asyncio
import re
from urllib.parse import urlsplit

import pytest

from tests.clients import Chair, Hall, Projector, http
from tests.laptop import Laptop, secret_on
from tests.live.test_two_processes import pair, shared_servers  # noqa: F401

#: Seconds that are promised.
SOON = 5.0
PASSWORD = "a barrel of nine herrings"


class Convention:
    """A conference with an organiser and a chair, both signed in on laptops."""

    def __init__(self, hall: Hall, organiser: Laptop, chair: Laptop, name: str, key: str) -> None:
        self.hall = hall
        self.organiser = organiser
        self.chair = chair
        self.name = name
        self.people = f"/organise/conferences/{hall.data['id']}/people/"
        self.key = key

    @classmethod
    async def hold(cls, hall: Hall) -> "Convention":
        """Add a chair by the organiser's page, and sign both in."""
        organiser = await Laptop.of(hall.server, "organiser")
        name = f"chair-{hall.code.lower()}"
        people = f"/organise/conferences/{hall.data['id']}/people/"
        await organiser.post(people, username=name, part="chair")
        page = (await organiser.get(people)).text
        own = re.search(r"people/(\d+)/link/", page.split(f"<h2>{name}</h2>")[1])
        link = secret_on(await organiser.post(f"{people}{own[1]}/link/"))
        chair = await Laptop.by_link(hall.server, urlsplit(link).path)
        return cls(hall, organiser, chair, name, own[1])

    async def console(self, hall: Hall | None = None) -> Chair:
        """The chair's console, as the browser opens it, once it shows the room."""
        hall = hall or self.hall
        console = await hall.chair(token=None, cookie=self.chair.cookie, origin=hall.server.url)
        await console.receive("state")
        return console

    async def close(self) -> None:
        """Close both laptops."""
        await self.organiser.close()
        await self.chair.close()


@pytest.fixture
async def convention(hall):
    held = await Convention.hold(hall)
    yield held
    await held.close()


async def remove(c):
    await c.organiser.post(f"{c.people}{c.key}/remove/")


async def sign_out_by_the_organiser(c):
    await c.organiser.post(f"{c.people}{c.key}/sign-out/")


async def sign_out_everywhere(c):
    await c.chair.post("/organise/account/sign-out/")


async def sign_out(c):
    await c.chair.post("/sign-out/")


async def set_a_password_elsewhere(c):
    link = secret_on(await c.organiser.post(f"{c.people}{c.key}/link/"))
    other = await Laptop.by_link(c.hall.server, urlsplit(link).path)
    fields = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert (await other.post("/organise/account/password/", **fields)).status_code == 302
    await other.close()


async def deactivate(c):
    code = f"User.objects.filter(username='{c.name}').update(is_active=False)"
    await asyncio.to_thread(
        c.hall.server.manage, "shell", "-c", f"from polls.models import User; {code}"
    )


@pytest.mark.parametrize(
    "revoke",
    [
        remove,
        sign_out_by_the_organiser,
        sign_out_everywhere,
        sign_out,
        set_a_password_elsewhere,
        deactivate,
    ],
)
async def test_console_of_who_lost_the_right_is_closed(convention, revoke):
    console = await convention.console()
    cookie = convention.chair.cookie
    organisers = await convention.hall.chair()
    assert (await console.command("blank", on=True))["type"] == "ack"

    await revoke(convention)

    assert await console.close_code(within=SOON) == 4401
    again = await Chair.open(
        convention.hall.server,
        convention.hall.code,
        cookie=cookie,
        origin=convention.hall.server.url,
    )
    assert await again.close_code() == 4401
    assert (await organisers.command("blank", on=False))["type"] == "ack"


async def test_console_by_a_token_is_closed_when_the_token_is_revoked(convention):
    page = await convention.chair.post("/organise/account/", label="console")
    token = secret_on(page)
    console = await convention.hall.chair(token=token)
    await console.receive("state")
    key = re.search(
        r"tokens/(\d+)/revoke/", (await convention.chair.get("/organise/account/")).text
    )

    await convention.chair.post(f"/organise/account/tokens/{key[1]}/revoke/")

    assert await console.close_code(within=SOON) == 4401
    async with http(convention.hall.server, token) as program:
        answer = await program.get(f"/api/v1/conferences/{convention.hall.code}")
    assert answer.status_code == 401


async def test_projector_is_closed_when_the_organiser_restricts_it_and_theirs_is_not(convention):
    hall = convention.hall
    anybodys = await hall.projector()
    chairs = await hall.projector(cookie=convention.chair.cookie)
    for projector in (anybodys, chairs):
        await projector.receive("state")

    await convention.organiser.post(
        f"/organise/conferences/{hall.data['id']}/edit/",
        name=hall.data["name"],
        time_zone="UTC",
        languages="en",
        live="on",
    )

    assert await anybodys.close_code(within=SOON) == 4401
    refused = await Projector.open(hall.server, hall.code, origin=hall.server.url)
    assert await refused.close_code() == 4401
    await chairs.receive("beat", within=12)
    await remove(convention)
    assert await chairs.close_code(within=SOON) == 4401


async def test_right_that_is_taken_on_one_process_closes_the_socket_on_the_other(pair):  # noqa: F811
    convention = await Convention.hold(pair.here)
    console = await convention.console(pair.there)

    await remove(convention)

    assert await console.close_code(within=SOON) == 4401
    await convention.close()
