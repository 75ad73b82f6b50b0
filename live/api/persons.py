"""By whose token a program calls."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from live import runtime
from live.api.delegates import venue_of
from polls.models import User
from polls.people import user_of_api_token

#: Calls of people need a token that opens what is asked for.
PERSON = (401, 403, 404)


class PersonsToken(HttpBearer):
    """A token made by ``manage.py apitoken`` or on the organiser's page.

    Who has none is told of an unknown join code all the same: it is not found on any call.
    """

    async def __call__(self, request: HttpRequest) -> User | None:
        """Return whose token comes with a request; raise ``NotFound`` or ``TooManyGuesses``."""
        person = super().__call__(request)
        found: User | None = await person if person else None
        code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
        if found is None and code is not None:
            await venue_of(request, code)
        return found

    async def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """Return whose token it is."""
        return await runtime.current().desk.read(user_of_api_token, token)
