"""What the headers of a socket or call say."""

from typing import Any

from django.http import parse_cookie

Scope = dict[str, Any]


def header(scope: Scope, name: bytes) -> str | None:
    """The first header of that (lower-case) name."""
    for key, value in scope["headers"]:
        if key == name:
            return str(value.decode("latin-1"))
    return None


def bearer(scope: Scope) -> str | None:
    """The token of an ``Authorization: Bearer`` header."""
    kind, _, token = (header(scope, b"authorization") or "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else None


def cookie(scope: Scope, name: str) -> str | None:
    """The value of a cookie, read as the pages read it.

    The standard library reads none where one of them is odd, and a machine's ports share
    their cookies.
    """
    return parse_cookie(header(scope, b"cookie") or "").get(name)
