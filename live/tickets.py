"""Which entries a browser put forward: their tickets, in a cookie of its own and nowhere else.

The database holds the tickets too, each beside its entry, and nothing that says that two of
them are of one browser.
"""

from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

#: The oldest are forgotten: a cookie has room for so many.
MOST = 60
_SALT = "show-of-hands.tickets"


def read_tickets(request: HttpRequest, conference_id: str) -> list[UUID]:
    """The tickets of this browser in a conference, in the order of writing."""
    try:
        kept = signing.loads(request.COOKIES.get(_name(conference_id), ""), salt=_SALT)
        return [UUID(hex=ticket) for ticket in kept]
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        return []


def keep_ticket(
    request: HttpRequest, response: HttpResponse, conference_id: str, ticket: UUID
) -> None:
    """Let this browser find its entry again, until it is closed."""
    before = [each for each in read_tickets(request, conference_id) if each != ticket]
    kept = [each.hex for each in [*before, ticket][-MOST:]]
    response.set_cookie(
        _name(conference_id),
        signing.dumps(kept, salt=_SALT, compress=True),
        path="/j/",
        httponly=True,
        samesite="Lax",
        secure=settings.TLS,
    )


def _name(conference_id: str) -> str:
    return f"entries_{UUID(conference_id).hex}"
