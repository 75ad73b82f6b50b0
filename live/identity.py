"""Who is signed in, on a socket or a call. Runs on a database thread."""

from importlib import import_module
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth import get_user

from live.sockets.headers import Scope, bearer, cookie
from polls.models import User
from polls.people import user_of_api_token

_Session = import_module(settings.SESSION_ENGINE).SessionStore


def find_person(scope: Scope) -> User | None:
    """The person of a bearer token, or else of the session cookie; None for nobody."""
    token = bearer(scope)
    if token is not None:
        return user_of_api_token(token)
    key = cookie(scope, settings.SESSION_COOKIE_NAME)
    if not key:
        return None
    user = get_user(SimpleNamespace(session=_Session(key)))  # type: ignore[arg-type]
    return user if user.is_authenticated and user.is_active else None
