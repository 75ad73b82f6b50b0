"""Who acts, and through which interface: known at the edge, needed where something is noted."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse

from polls.models import Deed, User

Through = Deed.Through


def nobody() -> User | None:
    """Whom the clock and the command line act for."""
    return None


@dataclass(frozen=True, slots=True)
class Actor:
    """An interface, and how to find who uses it; asked only where something is noted."""

    through: Through
    find: Callable[[], User | None]


#: Code that no page, program or socket called runs at the command line.
OPERATOR = Actor(Through.COMMAND, nobody)
_actor: ContextVar[Actor] = ContextVar("actor", default=OPERATOR)


def current() -> Actor:
    """Who acts here and now."""
    return _actor.get()


@contextmanager
def acting(through: Through, find: Callable[[], User | None] = nobody) -> Iterator[None]:
    """Let what is noted in this block be done by ``find()``, through that interface."""
    token = _actor.set(Actor(through, find))
    try:
        yield
    finally:
        _actor.reset(token)


def note_who_acts(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: what a request does is done by whoever is signed in, or whose token it bears."""

    def answer(request: HttpRequest) -> HttpResponse:
        with acting(_interface(request.path), lambda: _person(request)):
            return get_response(request)

    return answer


def _interface(path: str) -> Through:
    if path.startswith("/api/"):
        return Through.API
    return Through.ADMIN if path.startswith("/admin/") else Through.PAGE


def _person(request: HttpRequest) -> User | None:
    user: User | AnonymousUser = getattr(request, "auth", None) or request.user
    return user if isinstance(user, User) else None
