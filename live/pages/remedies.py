"""The delegate's page of remedies: put forward, upvote, and see what became of one's own.

All of it works by plain forms; the page's script only spares the button beside the list.
"""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from live import commands, runtime
from live.guessing import TooManyGuesses, find_conference
from live.pages.delegate import STATUS, away, canonical_or_404
from live.pages.entry import token_of
from live.pages.phone import Place
from live.pages.policy import allow_own_socket
from live.pages.tablet import Tablet, tablet_of
from live.pages.too_many import too_many
from live.rooms import Room
from live.tickets import keep_ticket, read_tickets
from live.venue import Venue
from polls.errors import PollError, TooFast, Unavailable
from polls.models.remedies import LONGEST_NAME, LONGEST_TEXT
from polls.remedies.entering import Entry
from polls.remedies.order import place_of, seed_of
from polls.remedies.reading import Own, Shown, by_votes, read_list, read_own
from polls.tokens import DelegateToken
from polls.voting import Accepted, Mine, read_mine

#: Status of the page that tells of an entry that was not taken.
REFUSED = {**STATUS, "wrong_phase": 409}
NO_TOPIC = "Choose the topic that it belongs to."


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in a form that could not be taken, and why; ``field`` is where."""

    topic: str = ""
    kind: str = "way"
    text: str = ""
    signed: str = ""
    error: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list; ``mine`` where this delegate upvoted it."""

    shown: Shown
    mine: bool


@dataclass(frozen=True, slots=True)
class TopicLines:
    """One topic: its list in this delegate's order, or by votes once it is frozen."""

    topic: str
    title: str
    round: str
    open: bool
    rev: int
    lines: list[Line]

    @property
    def told(self) -> str:
        """Where the list stands."""
        if not self.open:
            return "The list is frozen. The most upvotes stand first."
        if not self.lines:
            return "Nothing stands here yet."
        return "Tick everything that we should take up."

    @property
    def status(self) -> str:
        """Where this delegate's upvotes stand, in the words of the page's script."""
        many = sum(line.mine for line in self.lines)
        if many:
            return f"Your upvotes are in: {many}"
        return "You upvote nothing here" if self.rev else ""

    @property
    def mood(self) -> str:
        """The status's look: ``in`` or ``none``."""
        return "in" if any(line.mine for line in self.lines) else "none"


@dataclass(frozen=True, slots=True)
class Read:
    """What the database knows for one look at the page."""

    shown: list[Shown]
    mine: list[Mine]
    own: list[Own]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template shows."""

    place: Place
    state: dict[str, Any]
    seed: str
    read: Read
    typed: Typed = field(default_factory=Typed)
    notice: str = ""
    #: Set on a device that goes from hand to hand.
    tablet: Tablet | None = None
    ticket: str = field(default_factory=lambda: str(uuid4()))
    longest: int = LONGEST_TEXT
    longest_name: int = LONGEST_NAME

    @property
    def topics(self) -> list[TopicLines]:
        """The topics with a list, in the order of the agenda."""
        mine = {each.round_id: each for each in self.read.mine}
        return [self._topic(each, mine[each["round"]]) for each in lists_of(self.state)]

    def _topic(self, told: dict[str, Any], mine: Mine) -> TopicLines:
        shown = [s for s in self.read.shown if s.topic_id == told["topic"]]
        frozen = told["phase"] == "frozen"
        if frozen:
            shown = by_votes(shown, {s.id: s.votes or 0 for s in shown})
        else:
            shown.sort(key=lambda s: place_of(self.seed, s.id))
        chosen = mine.answer or []
        return TopicLines(
            topic=told["topic"],
            title=told["title"],
            round=told["round"],
            open=not frozen,
            rev=mine.rev,
            lines=[Line(each, each.id in chosen) for each in shown],
        )

    @property
    def open_topics(self) -> list[TopicLines]:
        """The topics under which something can be put forward."""
        return [topic for topic in self.topics if topic.open]

    @property
    def chosen_topic(self) -> str:
        """The topic that the form begins with: the one that was chosen, or is on now."""
        on = [
            t["id"]
            for t in (self.state["agenda"] or {"topics": []})["topics"]
            if t["standing"] == "now"
        ]
        return next(iter([self.typed.topic] * bool(self.typed.topic) + on), "")

    @property
    def own(self) -> list[dict[str, str]]:
        """What became of this browser's entries."""
        titles = {each["topic"]: each["title"] for each in lists_of(self.state)}
        return [
            {
                "id": o.id,
                "text": o.text,
                "fate": o.fate,
                "about": o.about,
                "title": titles.get(o.topic_id, ""),
            }
            for o in self.read.own
        ]

    @property
    def held(self) -> bool:
        """Whether a moderator looks at everything first."""
        return bool(self.state["remedies"] and self.state["remedies"]["held"])

    @property
    def voting(self) -> bool:
        """Whether the room votes on a question just now."""
        return self.state["phase"] == "open"

    @property
    def address(self) -> str:
        """This page."""
        return f"{self.place.address}remedies/{self.place.query}"

    @property
    def put_address(self) -> str:
        """Where the form goes that puts forward."""
        return f"{self.place.address}remedies/put{self.place.query}"

    @property
    def upvote_address(self) -> str:
        """Where the forms go that upvote."""
        return f"{self.place.address}remedies/upvote{self.place.query}"

    @property
    def back_address(self) -> str:
        """The page of the room."""
        return f"{self.place.address}{self.place.query}"

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script begins with."""
        joint = "&" if self.place.query else "?"
        return {
            "socket": f"/ws/delegate/{self.place.code}/{self.place.query}{joint}remedies=1",
            "tablet": self.tablet and self.tablet.data,
            "seed": self.seed,
            "state": self.state,
            "entries": [shown.as_json() for shown in self.read.shown],
            "mine": [
                {"round": m.round_id, "rev": m.rev, "answer": m.answer} for m in self.read.mine
            ],
        }


def lists_of(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists that a state tells of."""
    return (state["remedies"] or {"lists": []})["lists"]


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


def read_all(state: dict[str, Any], delegate_id: UUID, tickets: list[UUID]) -> Read:
    """Read the lists of a room, and what is a delegate's in them."""
    rounds = [each["round"] for each in lists_of(state)]
    shown = read_list(state["session"]["id"]) if rounds else []
    mine = read_mine([(round_id, delegate_id) for round_id in rounds])
    return Read(shown, mine, read_own(tickets) if tickets else [])


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
