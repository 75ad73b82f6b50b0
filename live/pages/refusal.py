"""A plain form that was not taken, told on the page that follows.

Every form is answered by leading back to the page, so that a browser's Back button never
returns to the answer of a form, which it could only show by sending the form again. Until
that page is shown, the refusal waits in a cookie of the phone: an address would stay in
its history, together with what was ticked.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from polls.wording import LETTERS

#: Seconds until a refusal that was not shown is old news.
LIFE = 60
_SALT = "show-of-hands.refusal"
#: As long as the id of a choice.
_LONGEST = 36


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a form was not taken, and the choices that were ticked in it."""

    code: str
    detail: str
    ticked: Sequence[str] = ()


def keep(response: HttpResponse, address: str, refusal: Refusal) -> None:
    """Let the page at ``address`` tell of it; the cookie ends with the browser's session."""
    kept = [choice for choice in refusal.ticked[: len(LETTERS)] if len(choice) <= _LONGEST]
    response.set_cookie(
        "refused",
        signing.dumps({**asdict(refusal), "ticked": kept}, salt=_SALT),
        path=address,
        httponly=True,
        samesite="Lax",
        secure=settings.TLS,
    )


def read(request: HttpRequest) -> Refusal | None:
    """What is to be told on this page, if there is something."""
    kept = request.COOKIES.get("refused")
    if kept is None:
        return None
    try:
        return Refusal(**signing.loads(kept, salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, TypeError):
        return None


def forget(response: HttpResponse, address: str) -> None:
    """It was told."""
    response.delete_cookie("refused", path=address, samesite="Lax")
