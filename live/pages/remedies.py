"""The delegate's page of remedies: put forward, upvote, and see what became of one's own.

All of it works by plain forms; the page's script only spares the button beside the list.
"""

from dataclasses import dataclass
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from live import commands, runtime
from live.guessing import TooManyGuesses, find_conference
from live.pages.delegate import STATUS, away, canonical_or_404
from live.pages.entry import token_of
from live.pages.place import Place
from live.pages.policy import allow_own_socket
from live.pages.remedy_lists import Page, Read, Typed, read_all
from live.pages.tablet import tablet_of
from live.pages.too_many import too_many
from live.rooms import Room
from live.tickets import keep_ticket, read_tickets
from live.venue import Venue
from polls.errors import PollError, TooFast, Unavailable
from polls.remedies.entering import Entry
from polls.remedies.order import seed_of
from polls.tokens import DelegateToken
from polls.voting import Accepted

#: Status of the page that tells of an entry that was not taken.
REFUSED = {**STATUS, "wrong_phase": 409}
NO_TOPIC = "Choose the topic that it belongs to."


@dataclass(frozen=True, slots=True)
class Visit:
    """A delegate who is inside, and the room that they are in."""

    venue: Venue
    code: str
    token: DelegateToken
    room: Room
    session: str | None

    @property
    def place(self) -> Place:
        """Where the page is."""
        address = reverse("delegate", args=[self.code])
        return Place(self.code, self.venue.now.name, address, self.session, self.venue.now.id)


async def visit(request: HttpRequest, code: str) -> Visit | HttpResponse:
    """Find who asks; whoever is not inside is led to the page that lets in.

    Raises ``Http404``, ``TooManyGuesses`` or ``Unavailable``.
    """
    code = canonical_or_404(code)
    venue = await find_conference(request.scope, code)  # type: ignore[attr-defined]
    if venue is None:
        raise Http404
    token = token_of(request, venue, code)
    session = request.GET.get("session")
    if token is None or venue.now.ended or venue.now.code != code:
        return HttpResponseRedirect(reverse("delegate", args=[code]), status=303)
    room = await runtime.current().hub.floor.room(venue, session)
    return Visit(venue, code, token, room, session)


@require_safe
async def remedies(request: HttpRequest, code: str) -> HttpResponse:
    """The lists, the form, and what became of this browser's entries. Writes nothing."""
    try:
        found = await visit(request, code)
        return found if isinstance(found, HttpResponse) else await show(request, found)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request, code)


@require_POST
async def put(request: HttpRequest, code: str) -> HttpResponse:
    """Put an entry forward; what cannot be taken comes back with what was typed."""
    try:
        found = await visit(request, code)
        return found if isinstance(found, HttpResponse) else await _put(request, found)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request, code)


async def _put(request: HttpRequest, found: Visit) -> HttpResponse:
    sent = {name: request.POST.get(name, "") for name in ("topic", "kind", "text", "signed")}
    topic, ticket = _id(sent["topic"]), _id(request.POST.get("ticket", ""))
    try:
        if topic is None:
            raise NoTopic(NO_TOPIC)
        entry = Entry(sent["kind"], sent["text"], sent["signed"])
        remedy = await commands.put_forward(found.token, topic_id=topic, entry=entry, ticket=ticket)
    except PollError as error:
        where = getattr(error, "field", "" if isinstance(error, TooFast) else "topic")
        typed = Typed(**sent, error=error.detail, field=where)
        return await show(request, found, typed=typed, status=REFUSED.get(error.code, 422))
    page = Page(found.place, found.room.state_message, "", Read([], [], []))
    response = HttpResponseRedirect(f"{page.address}#own", status=303)
    if remedy.ticket:
        keep_ticket(request, response, found.venue.now.id, remedy.ticket)
    return response


class NoTopic(PollError):
    """No topic was chosen."""

    field = "topic"


@require_POST
async def upvote(request: HttpRequest, code: str) -> HttpResponse:
    """Upvote by the plain form: a vote, by the rules of every other."""
    try:
        found = await visit(request, code)
        if isinstance(found, HttpResponse):
            return found
        outcome = await commands.cast_vote(
            found.token,
            round_id=request.POST.get("round", ""),
            rev=None,
            answer=request.POST.getlist("answer"),
        )
        if isinstance(outcome, Accepted):
            page = Page(found.place, found.room.state_message, "", Read([], [], []))
            of = _id(request.POST.get("round", ""))
            return HttpResponseRedirect(f"{page.address}#upvotes-{of}", status=303)
        status = REFUSED.get(outcome.code, 400)
        return await show(request, found, notice=outcome.detail, status=status)
    except TooManyGuesses:
        return too_many(request)
    except Unavailable:
        return away(request, code)


async def show(
    request: HttpRequest,
    found: Visit,
    *,
    typed: Typed | None = None,
    notice: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page as it stands now; raises ``Unavailable``."""
    state = found.room.state_message
    read = await runtime.current().hub.desk.read(
        read_all, state, found.token.delegate_id, read_tickets(request, found.venue.now.id)
    )
    page = Page(
        place=found.place,
        state=state,
        seed=seed_of(found.token.delegate_id),
        read=read,
        typed=typed or Typed(),
        notice=notice,
        tablet=tablet_of(request, found.venue),
    )
    response = render(request, "delegate/remedies.html", {"page": page}, status=status)
    response["Cache-Control"] = "no-store"
    allow_own_socket(request, response)
    return response


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


urlpatterns = [
    path("j/<str:code>/remedies/", remedies, name="remedies"),
    path("j/<str:code>/remedies/put", put, name="put_remedy"),
    path("j/<str:code>/remedies/upvote", upvote, name="upvote_remedies"),
]
