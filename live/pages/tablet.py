"""A tablet that goes from hand to hand: one delegate after another on one device.

A signed cookie marks it. It says only how pages look there and where they lead; who votes is
in the delegate's own cookie, which goes with each person.
"""

import time
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from live.venue import Venue
from polls.models import Conference

#: Seconds: longer than a day of a conference, shorter than a week's loan.
LIFE = 16 * 3600
#: Seconds without a touch after which a voting page clears itself; without scripts the page
#: knows of no touch, and waits longer.
IDLE = 120
IDLE_WITHOUT_SCRIPTS = 240
_SALT = "show-of-hands.tablet"
_PREFIX = "tablet_"


@dataclass(frozen=True, slots=True)
class Tablet:
    """A marked device: the session that its helper chose, if any, and where its pages lead."""

    code: str
    session: str | None

    @property
    def next_address(self) -> str:
        """The helper's page, which clears the screen."""
        return self._address()

    @property
    def thanks_address(self) -> str:
        """The same page, which thanks first."""
        return self._address(thanks="1")

    @property
    def idle(self) -> int:
        """Seconds without a touch until it clears itself."""
        return IDLE

    @property
    def idle_without_scripts(self) -> int:
        """Seconds until a page without scripts clears itself."""
        return IDLE_WITHOUT_SCRIPTS

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script begins with."""
        return {"next": self.next_address, "thanks": self.thanks_address, "idle": self.idle}

    def _address(self, **more: str) -> str:
        chosen = {"session": self.session} if self.session else {}
        query = urlencode({**chosen, **more})
        address = reverse("next_person", args=[self.code])
        return f"{address}?{query}" if query else address


def _name(conference_id: str) -> str:
    """The cookie is named by the conference, whose join code may change."""
    return f"{_PREFIX}{conference_id}"


def mark(response: HttpResponse, conference: Conference, session: str | None) -> None:
    """Make the browser a tablet of this conference."""
    response.set_cookie(
        _name(str(conference.pk)),
        signing.dumps({"session": session, "code": conference.code, "at": time.time()}, salt=_SALT),
        max_age=LIFE,
        httponly=True,
        samesite="Lax",
        secure=settings.TLS,
    )


def unmark(response: HttpResponse, conference: Conference) -> None:
    """Make it an ordinary browser again."""
    response.delete_cookie(_name(str(conference.pk)), samesite="Lax")


def tablet_of(request: HttpRequest, venue: Venue) -> Tablet | None:
    """The tablet that this browser is, in this conference."""
    return _read(request, venue.now.id, venue.now.code)


def tablet_anywhere(request: HttpRequest) -> Tablet | None:
    """The tablet that this browser is, where the conference is not known: the one marked last.

    A helper's page finds its conference by a former join code, too.
    """
    marks = [
        mark
        for name, kept in request.COOKIES.items()
        if name.startswith(_PREFIX) and (mark := _load(kept)) and "code" in mark
    ]
    if not marks:
        return None
    last = max(marks, key=lambda mark: float(mark.get("at", 0)))
    return Tablet(last["code"], last["session"])


def is_tablet(request: HttpRequest, conference: Conference) -> bool:
    """Whether this browser is a tablet of the conference."""
    return _read(request, str(conference.pk), conference.code) is not None


def _read(request: HttpRequest, conference_id: str, code: str) -> Tablet | None:
    mark = _load(request.COOKIES.get(_name(conference_id), ""))
    return Tablet(code, mark["session"]) if mark else None


def _load(kept: str) -> dict[str, Any] | None:
    """What a cookie says, or None for one that is not ours, or too old."""
    try:
        mark: dict[str, Any] = signing.loads(kept, salt=_SALT, max_age=LIFE)
    except signing.BadSignature:
        return None
    return mark


def drop_delegate(response: HttpResponse, *codes: str) -> None:
    """Take from a browser who it voted as, by each of these join codes."""
    for code in dict.fromkeys(codes):
        response.delete_cookie(f"delegate_{code}", samesite="Lax")
        response.delete_cookie("refused", path=reverse("delegate", args=[code]), samesite="Lax")
