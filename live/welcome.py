"""What the terminal says when the server is up: where everybody goes."""

import io

import segno
from django.conf import settings
from django.urls import reverse

from live import addresses
from live.first_start import CHAIR, ORGANISER
from polls.models import Conference, User
from polls.people import make_sign_in_link

RULE = "─" * 72
#: White on black whatever the terminal's colours are, because not every phone reads the reverse.
WHITE_ON_BLACK = "\033[97;40m{}\033[0m"


def text(*, art: bool) -> str:
    """Return everybody's addresses; with QR codes for a terminal if ``art``.

    Makes a new sign-in link for the chair and one for the organiser: each works once.
    """
    running = list(Conference.objects.filter(ended_at=None))
    base = addresses.delegates_url()
    lines = [RULE, "Delegates scan a code, or type its address and the join code:", ""]
    for address in addresses.all_addresses():
        lines += _delegates(address, running, art=art)
    for conference in running:
        lines += [conference.name, f"  Join code   {_spaced(conference.code)}"]
        lines += [f"  Projector   {base}stage/{conference.code}/", ""]
    lines += ["Chair and organiser, by links that work once and within a day:"]
    if running:
        lines += _sign_in("Chair", CHAIR, f"/chair/{running[0].code}/", base)
    lines += _sign_in("Organiser", ORGANISER, "/organise/", base)
    lines += [
        "",
        f"Can phones reach us?  {base.rstrip('/')}{reverse('reach')}",
        f"Everything is kept in {settings.DATA}",
        "Ctrl-C stops the server.",
        RULE,
    ]
    return "\n".join(lines)


def moved_to(url: str, *, art: bool) -> str:
    """Return the news that delegates now go to ``url``."""
    picture = f"{draw(url)}\n" if art else ""
    return f"This machine has a new address. Delegates now go to {url}\n{picture}"


def draw(url: str) -> str:
    """Return a QR code of ``url`` in characters, two rows of the code in each line."""
    picture = io.StringIO()
    segno.make(url, error="l", micro=False).terminal(picture, border=2, compact=True)
    return "\n".join(WHITE_ON_BLACK.format(line) for line in picture.getvalue().splitlines())


def _delegates(address: addresses.Address, running: list[Conference], *, art: bool) -> list[str]:
    """Say one address; its code leads straight into the conference where there is only one."""
    shown = f"  {address.url}" + (f"  ({address.interface})" if address.interface else "")
    if not art:
        return [shown, ""]
    goal = f"j/{running[0].code}/" if len(running) == 1 else ""
    return [shown, draw(address.url + goal), ""]


def _sign_in(role: str, username: str, goal: str, base: str) -> list[str]:
    user = User.objects.filter(username=username, is_active=True).first()
    if not user:
        return []
    link = reverse("sign_in_link", args=[make_sign_in_link(user, goal)])
    return [f"  {role:<10}  {base.rstrip('/')}{link}"]


def _spaced(code: str) -> str:
    return f"{code[:3]} {code[3:]}"
