"""What people who are signed in are told where there is nothing for them."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from polls.access import sessions_open_to
from polls.roles import CONSOLE

#: Below these, things are looked up by who asks.
ADDRESSES = ("/organise/", "/chair/", "/agendas/", "/sessions/", "/record/")
#: Sessions that are offered as the way on; the list of all is linked.
MOST_OFFERED = 10


class WayOn:
    """Middleware: 404 on a person's pages says what is true, and offers what is theirs.

    What belongs to others and what there is not are answered by the very same words.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Let the request through."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for whoever is signed in; others get the general one."""
        if not isinstance(error, Http404) or not request.path.startswith(ADDRESSES):
            return None
        if not request.user.is_authenticated:
            return None
        chaired = sessions_open_to(request.user, CONSOLE).select_related("conference")
        context = {"chaired": chaired.order_by("-conference__starts_on")[:MOST_OFFERED]}
        return render(request, "organise/missing.html", context, status=404)
