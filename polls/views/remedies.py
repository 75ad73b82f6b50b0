"""The moderator's page of a session, made for a phone; chairs lead the lists on it too."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from polls.access import CHAIR_SESSION, sessions_moderated_by
from polls.chairing import Order, carry_out
from polls.chairing.remedy_steps import REMEDY_STEPS, USUAL_TOP
from polls.errors import Malformed, PollError
from polls.models import Agenda, Session
from polls.models.remedies import LONGEST_NAME, LONGEST_TEXT
from polls.remedies.deciding import DONE, decide
from polls.remedies.entering import Entry, enter_for_table
from polls.remedies.reading import (
    MOST_ON_SCREEN,
    ListNow,
    ToModerate,
    count_for_moderators,
    read_remedies_now,
    read_to_moderate,
)
from polls.remedies.screening import FEWEST_CHOSEN, MOST_CHOSEN, topics_without_list
from polls.views.agendas import chair_url
from polls.views.pages import person

#: Status of the page that tells of a refusal, by its code; any other is 422.
STATUS = {"stale": 409, "wrong_phase": 409, "not_allowed": 403}

#: The ways that a second vote begins with, where there are so many.
USUALLY_ASKED = 4

#: What has been decided stands in groups below what waits.
GROUPS = (
    ("shown", "In the lists"),
    ("parked", "Kept for later"),
    ("merged", "Merged"),
    ("rejected", "Not shown"),
)
SAID = {
    "table": "Entered.",
    "remedies_open": "Opened: delegates can put forward and upvote.",
    "remedies_freeze": "Frozen: the list stands by upvotes now.",
    "remedies_show": "On the projector.",
    "remedies_hide": "The projector shows the agenda again.",
    "remedies_hold": "Saved.",
    "remedies_ask": "The question is on screen. Open the vote from the chair’s page.",
}


@dataclass(frozen=True, slots=True)
class Refused:
    """What was sent and not taken: of which entry, and why; ``sent`` is all of it."""

    of: str
    do: str
    text: str
    detail: str
    sent: Mapping[str, str]


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def moderate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show what was put forward (GET), or decide on an entry or lead a list (POST)."""
    sessions = sessions_moderated_by(request.user).select_related("conference")
    session = get_object_or_404(sessions, pk=pk)
    if request.method != "POST":
        return _show(request, session)
    sent = {name: str(value) for name, value in request.POST.items()}
    do = sent.get("do", "")
    try:
        said = _carry_out(request, session, do, sent)
    except PollError as error:
        refused = Refused(sent.get("entry", ""), do, sent.get("text", ""), error.detail, sent)
        return _show(request, session, refused, STATUS.get(error.code, 422))
    messages.success(request, said)
    return redirect("moderate", session.pk)


def _carry_out(request: HttpRequest, session: Session, do: str, sent: Mapping[str, str]) -> str:
    """Do what a button says; return what to say of it. Raises ``PollError``."""
    by = person(request)
    if do in REMEDY_STEPS:
        order = Order(do, _arguments(do, sent))
        carry_out(session_id=str(session.pk), by=by, order=order)
        return SAID[do]
    if do == "table":
        entry = Entry(
            sent.get("kind", ""),
            sent.get("text", ""),
            sent.get("signed", ""),
            sent.get("table", ""),
        )
        enter_for_table(topic_id=_id(sent, "topic"), entry=entry, by=by)
        return SAID[do]
    into = _id(sent, "into") if sent.get("into") else None
    decided = decide(
        remedy_id=_id(sent, "entry"),
        by=by,
        version=_number(sent, "version"),
        do=do,
        text=sent.get("text", ""),
        into=into,
    )
    return f"{DONE[do]}: number {decided.number} under “{decided.topic}”."


def _arguments(do: str, sent: Mapping[str, str]) -> dict[str, Any]:
    """A chair's command as the form has it."""
    numbers = {name: _number(sent, name) for name in ("top", "many") if sent.get(name)}
    words = {name: sent[name] for name in ("topic", "kind") if sent.get(name)}
    switches = {"live": sent.get("live") == "on", "on": sent.get("on") == "yes"}
    return {"type": "command", "do": do, **words, **numbers, **switches}


def _number(sent: Mapping[str, str], name: str) -> int:
    text = sent.get(name, "")
    if not text.isdecimal() or len(text) > 8:
        raise Malformed(f"“{name}” must be a whole number.")
    return int(text)


def _id(sent: Mapping[str, str], name: str) -> UUID:
    try:
        return UUID(sent.get(name, ""))
    except ValueError:
        raise Malformed(f"“{name}” must be the id of one.") from None


@dataclass(frozen=True, slots=True)
class Led:
    """The list of a topic as its chair leads it; ``ways`` of it can go to the second vote."""

    now: ListNow
    ways: int

    @property
    def most(self) -> int:
        """As many as one question can take."""
        return min(MOST_CHOSEN, self.ways)

    @property
    def usual(self) -> int:
        """As many as are offered to take."""
        return min(USUALLY_ASKED, self.ways)

    @property
    def can_ask(self) -> bool:
        """Whether there are ways to choose from."""
        return self.ways >= FEWEST_CHOSEN


@dataclass(frozen=True, slots=True)
class Card:
    """An entry with what was typed for it and refused, and what it may be merged into."""

    entry: ToModerate
    topic: str
    heirs: list[ToModerate]
    refused: Refused | None

    @property
    def flagged(self) -> str:
        """Why to look twice, in words."""
        named = {"link": "a link", "profanity": "a swear word"}
        return " and ".join(named[flag] for flag in self.entry.flags)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, by the decision that was refused."""
        return {self.refused.do: self.refused.text} if self.refused else {}


def _show(
    request: HttpRequest, session: Session, refused: Refused | None = None, status: int = 200
) -> HttpResponse:
    session.refresh_from_db()
    now = read_remedies_now(session)
    lists = now.lists if now else ()
    titles = {each.topic_id: each.title for each in lists}
    read = read_to_moderate(session.pk)
    cards: dict[str, list[Card]] = defaultdict(list)
    for entry in read:
        cards[entry.state].append(_card(entry, titles, read, refused))
    counts = count_for_moderators(session.pk)
    ways = Counter(
        str(entry.topic_id) for entry in read if entry.state == "shown" and entry.kind == "way"
    )
    context = {
        "title": f"Ways and questions: {session.title}",
        "crumbs": [(f"Console: {session.title}", chair_url(session))],
        "session": session,
        "lists": [Led(each, ways[each.topic_id]) for each in lists],
        "some_open": any(each.open for each in lists),
        "some_to_open": bool(topics_without_list(session)),
        "fewest_asked": FEWEST_CHOSEN,
        "now": now,
        "chairs": request.user.has_perm(CHAIR_SESSION, session),
        "published": session.agendas.filter(state=Agenda.State.PUBLISHED).exists(),
        "held": cards["held"],
        "groups": [(name, cards[state]) for state, name in GROUPS],
        "set_aside": counts["set_aside"],
        "refused": refused,
        "version": session.remedies_entered,
        "socket": f"/ws/chair/{session.conference.code}/?session={session.pk}",
        "longest": LONGEST_TEXT,
        "longest_name": LONGEST_NAME,
        "most_on_screen": MOST_ON_SCREEN,
        "usual_top": USUAL_TOP,
    }
    return render(request, "organise/moderate.html", context, status=status)


def _card(
    entry: ToModerate, titles: Mapping[str, str], read: list[ToModerate], refused: Refused | None
) -> Card:
    heirs = [
        other
        for other in read
        if other.topic_id == entry.topic_id and other.state == "shown" and other.id != entry.id
    ]
    of_this = refused if refused and refused.of == str(entry.id) else None
    return Card(entry, titles.get(str(entry.topic_id), ""), heirs, of_this)
