"""How calls are read and answered."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse

from live.protocol import incoming
from polls.errors import FileMistakes, Mistakes, PollError

STATUS = {
    "malformed": 400,
    "not_allowed": 403,
    "door_shut": 403,
    "closed": 409,
    "stale": 409,
    "wrong_phase": 409,
    "replayed": 409,
    "too_large": 413,
    "invalid": 422,
    "too_fast": 429,
    "unavailable": 503,
}


class NotFound(Exception):
    """There is no such conference, session or round."""


class NotSigned(Exception):
    """A station's call without its signature, or with a wrong one."""


class TooLarge(PollError):
    """The body has more bytes than this call takes."""

    code = "too_large"


def problem(status: int, code: str, detail: str, **more: Any) -> HttpResponse:
    """An error's answer."""
    return JsonResponse({"code": code, "detail": detail, **more}, status=status)


def answer_error(error: PollError) -> HttpResponse:
    """The answer to a broken rule; a conference file's mistakes are listed with their places."""
    more: dict[str, Any] = {}
    if isinstance(error, FileMistakes):
        more["mistakes"] = tell_places(error.mistakes)
        if error.warnings:
            more["warnings"] = tell_places(error.warnings)
    return problem(STATUS[error.code], error.code, error.detail, **more)


def tell_places(mistakes: Mistakes) -> list[dict[str, str]]:
    """What is wrong in a file, each with its place."""
    return [{"place": place, "what": what} for place, what in mistakes]


def read_body(request: HttpRequest) -> dict[str, Any]:
    """The body as the object of a protocol message; raises ``Malformed`` or ``TooLarge``."""
    body = read_bytes(request)
    if len(body) > incoming.LONGEST_MESSAGE:
        raise TooLarge("The body may have 8 KiB at most.")
    return incoming.read_body(body)


def read_bytes(request: HttpRequest) -> bytes:
    """The body; raises ``TooLarge`` over Django's limit, the only one for conference files."""
    try:
        return request.body
    except RequestDataTooBig:
        raise TooLarge("The body is too large.") from None


def body_example(**example: Any) -> dict[str, Any]:
    """The description of a JSON body, for calls that read it by the protocol's own rules."""
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"type": "object"}, "example": example}},
        }
    }
