"""Refusals that several pages share."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from live.guessing import RETRY_AFTER


def too_many(request: HttpRequest) -> HttpResponse:
    """This address has used up its wrong codes: 429, and when to come again."""
    response = render(request, "delegate/too_many.html", status=429)
    response["Retry-After"] = str(RETRY_AFTER)
    response["Cache-Control"] = "no-store"
    return response
