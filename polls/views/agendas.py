"""The chair's page of an agenda: made of a result, worked out, edited, published."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from polls.access import sessions_chaired_by
from polls.agenda_forms import TimesForm, TopicForm, times_initial
from polls.agendas import drafting
from polls.agendas.reading import topics_on
from polls.agendas.telling import tell_sum, two_digits
from polls.agendas.working_out import work_out
from polls.errors import PollError
from polls.models import Agenda, Round, Session, Topic
from polls.tallies import read_result
from polls.views.pages import Crumbs, carry_out, confirm, person, posted

#: What a form that makes an agenda starts with.
USUAL = {"total": 90, "minimum": 10, "step": 5, "parallel": "no"}
USUALLY_TAKEN = 4

#: Status of a page whose form was not taken, by the code of the refusal.
STATUS = {"stale": 409, "wrong_phase": 409}


@login_required
@never_cache
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a vote's result with the times that an agenda needs (GET), or make one (POST)."""
    rounds = Round.objects.select_related("session__conference")
    round = get_object_or_404(rounds, pk=pk, session__in=sessions_chaired_by(request.user))
    draft = round.agendas.filter(state=Agenda.State.DRAFT).first()
    if draft:
        return redirect("agenda", draft.pk)
    why_not = drafting.why_no_agenda(round)
    offered = len(round.wording["choices"])
    form = TimesForm(posted(request), initial={**USUAL, "most": min(USUALLY_TAKEN, offered)})
    if form.is_valid() and not why_not:
        try:
            agenda = drafting.make_agenda(round=round, times=form.times, by=person(request))
        except PollError as error:
            note_refusal(form, error)
        else:
            return redirect("agenda", agenda.pk)
    context = {
        "title": "An agenda of this result",
        "crumbs": crumbs_of(round.session),
        "form": form,
        "session": round.session,
        "prompt": round.wording["prompt"],
        "why_not": why_not,
        "sentence": "" if why_not else read_result(round).sentence,
        "published": round.agendas.filter(state=Agenda.State.PUBLISHED),
    }
    return render(request, "organise/make_agenda.html", context, status=_status(form, why_not))


def _status(form: TimesForm, why_not: str) -> int:
    if why_not:
        return 409
    return 422 if form.errors else 200


@login_required
@never_cache
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an agenda and how its minutes came about (GET); change or publish it (POST).

    One form holds everything, so that no button loses what was typed.
    """
    agenda = find_agenda(request, pk)
    page = Page(request, agenda)
    if request.method != "POST":
        return page.show()
    if not page.is_valid():
        return page.show(status=422)
    try:
        held = page.save()
    except PollError as error:
        note_refusal(page.times, error)
        # Whoever looks at what somebody else has changed may save over it.
        return page.show(status=STATUS.get(error.code, 422))
    if page.do == "publish":
        _publish(request, held)
    elif held.version != agenda.version:
        messages.success(request, "Saved.")
    return redirect("agenda", held.pk)


@login_required
@require_POST
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Make a published agenda a draft again."""
    agenda = find_agenda(request, pk)
    return carry_out(
        request,
        lambda: drafting.take_back_agenda(agenda=agenda, by=person(request)),
        to=reverse("agenda", args=[agenda.pk]),
    )


@login_required
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a draft, after asking."""
    agenda = find_agenda(request, pk)
    return confirm(
        request,
        lambda: drafting.delete_agenda(agenda=agenda, by=person(request)),
        title=f"Delete the draft of an agenda of “{agenda}”?",
        button="Delete the draft",
        crumbs=[*crumbs_of(agenda.session), ("Agenda", reverse("agenda", args=[agenda.pk]))],
        consequences=["The vote and its result stay. You can make another agenda of it."],
        done="The draft was deleted.",
        to=chair_url(agenda.session),
    )


def find_agenda(request: HttpRequest, pk: UUID) -> Agenda:
    """An agenda of a session that this person chairs, or 404."""
    agendas = Agenda.objects.select_related("round", "session__conference")
    return get_object_or_404(agendas, pk=pk, session__in=sessions_chaired_by(request.user))


def chair_url(session: Session) -> str:
    """The chair's console of a session."""
    return f"{reverse('chair', args=[session.conference.code])}?session={session.pk}"


def crumbs_of(session: Session) -> Crumbs:
    """A chair comes from the console; not every chair may see the organiser's pages."""
    return [(f"Console: {session.title}", chair_url(session))]


def note_refusal(form: TimesForm, error: PollError) -> None:
    """Say what a rule refused, beside its field if it is about one."""
    field = getattr(error, "field", None)
    form.add_error(field if field in form.fields else None, error.detail)


def _publish(request: HttpRequest, agenda: Agenda) -> None:
    try:
        shown = drafting.publish_agenda(agenda=agenda, by=person(request), version=agenda.version)
    except PollError as error:
        messages.error(request, error.detail)
        return
    where = "It is on screen now." if shown else "Put it on screen from the chair’s page."
    messages.success(request, f"Published. {where}")


class Page:
    """The page of one agenda: its forms, bound if something was sent, and the sum."""

    def __init__(self, request: HttpRequest, agenda: Agenda) -> None:
        self.request = request
        self.agenda = agenda
        self.fixed = agenda.state == Agenda.State.PUBLISHED
        self.topics = list(agenda.topics.all())
        data = posted(request)
        self.times = TimesForm(None if self.fixed else data, initial=times_initial(agenda))
        self.forms = [
            TopicForm(data, topic=topic, others=self.topics, fixed=self.fixed)
            for topic in self.in_order()
        ]

    def in_order(self) -> list[Topic]:
        """Those on the agenda as it has them, then the tied, then the others by votes."""
        order = {standing: place for place, standing in enumerate(("on", "tied", "off", "merged"))}
        on = topics_on(self.topics)
        others = [topic for topic in self.topics if topic not in on]
        return [*on, *sorted(others, key=lambda topic: (order[topic.standing], topic.rank))]

    @property
    def do(self) -> str:
        """Which button was pressed: ``save``, ``top``, ``publish``, ``up:<id>``, ``down:<id>``."""
        return self.request.POST.get("do", "save")

    @property
    def version(self) -> int:
        """The version that the form was made for."""
        typed = self.request.POST.get("version", "")
        return int(typed) if typed.isdecimal() and len(typed) < 9 else 0

    def is_valid(self) -> bool:
        """Whether every form is; all are asked, so that all mistakes are told at once."""
        forms = [*([] if self.fixed else [self.times]), *self.forms]
        return not [form for form in forms if not form.is_valid()]

    def save(self) -> Agenda:
        """Save what was sent; raises ``PollError``."""
        return drafting.edit_agenda(
            agenda=self.agenda,
            by=person(self.request),
            version=self.version,
            times=None if self.fixed else self.times.times,
            edits={form.topic.pk: form.edit for form in self.forms},
            recut=self.do == "top",
            move=self._move(),
        )

    def _move(self) -> tuple[UUID, int] | None:
        way, _, topic = self.do.partition(":")
        ids = {str(each.pk): each.pk for each in self.topics}
        if way not in ("up", "down") or topic not in ids:
            return None
        return ids[topic], -1 if way == "up" else 1

    def show(self, status: int = 200) -> HttpResponse:
        """The page as it stands, with what was typed."""
        worked = work_out(self.agenda, self.topics)
        letters = {c["id"]: c["text"] for c in self.agenda.round.wording["choices"]}
        on = topics_on(self.topics)
        context: dict[str, Any] = {
            "title": f"Agenda: {self.agenda}",
            "crumbs": crumbs_of(self.agenda.session),
            "agenda": self.agenda,
            "fixed": self.fixed,
            "begun": any(topic.started_at for topic in on),
            "form": self.times,
            "lines": worked.lines,
            "shares": [(line, two_digits(line.share.exact)) for line in worked.lines],
            "votes": sum(line.votes for line in worked.lines),
            "sentences": tell_sum(self.agenda, worked),
            "tied": worked.tied,
            "roomless": [topic for topic in on if self.agenda.parallel and not topic.room],
            "rows": [
                {
                    "form": form,
                    "topic": form.topic,
                    "said": letters[form.topic.choice],
                    "votes": worked.votes[form.topic.pk],
                    "minutes": worked.minutes.get(form.topic.pk),
                    "first": form.topic in on[:1],
                    "last": form.topic in on[-1:],
                    "on": form.topic in on,
                }
                for form in self.forms
            ],
            "problems": [form for form in self.forms if form.errors],
        }
        return render(self.request, "organise/agenda.html", context, status=status)
