"""Every refusal below ``/api/`` in one form, also those that Django makes before any call."""

import json
from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from live.api.answers import STATUS

#: Codes for refusals that come without one; of several for a status the first.
CODES = {status: code for code, status in reversed(STATUS.items())} | {
    401: "not_allowed",
    403: "not_allowed",
    404: "not_found",
    405: "wrong_method",
    409: "wrong_phase",
    500: "failed",
}
DETAILS = {
    404: "There is no such address. They are listed at /api/v1/docs.",
    405: "This address does not take that method.",
    500: "The server failed. What happened stands in its log.",
}


def answer_programs(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: programs are never told in HTML or plain text what went wrong."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if response.status_code >= 400 and request.path.startswith("/api/"):
            _tell_as_json(response)
        return response

    return answer


def _tell_as_json(response: HttpResponseBase) -> None:
    """Put code and detail in the place of a body for people; headers such as Allow stay."""
    if response.headers.get("Content-Type", "").startswith("application/json"):
        return
    status = response.status_code
    detail = DETAILS.get(status, f"{HTTPStatus(status).phrase}.")
    body = json.dumps({"code": CODES.get(status, "malformed"), "detail": detail}).encode()
    response.content = body  # type: ignore[attr-defined]
    response.headers["Content-Type"] = "application/json"
    response.headers["Content-Length"] = str(len(body))
