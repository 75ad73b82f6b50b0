"""The pages of organisers and operators are ``polls``'; what is edited there is announced here."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver

from live import commands

View = Callable[..., HttpResponseBase]


def announced(patterns: Iterable[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses; what is edited there is announced as a chair's command is."""
    return [
        URLPattern(each.pattern, announce_edits(each.callback), each.default_args, each.name)
        if isinstance(each, URLPattern)
        else URLResolver(
            each.pattern,
            announced(each.url_patterns),
            each.default_kwargs,
            each.app_name,
            each.namespace,
        )
        for each in patterns
    ]


def announce_edits(view: View) -> View:
    """The same view; a form that it took is announced, once it is committed.

    The pages lead elsewhere after a form that was taken, and answer any other by the form itself.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if request.method == "POST" and isinstance(response, HttpResponseRedirect):
            async_to_sync(commands.announce_edit)()
        return response

    return answer
