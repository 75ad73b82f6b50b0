"""The record of a session as a page, and the forms for what is written down in it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from polls.access import MANAGE_CONFERENCE, sessions_chaired_by
from polls.agendas.telling import two_digits
from polls.chairing import Order
from polls.chairing import carry_out as chair
from polls.contents import content_of
from polls.models import Agenda, Note, Session, Topic
from polls.record.discussed import AgendaTold
from polls.record.reading import Record, read_record
from polls.record.telling import tell_notes, tell_place, tell_times
from polls.record_forms import NoteForm, form_of
from polls.tallies import Result
from polls.views.agendas import crumbs_of
from polls.views.editing import Editing
from polls.views.once import id_to_make, key_of_form
from polls.views.pages import Crumbs, confirm, person, posted, show_form, try_rule
from polls.views.results import question_numbers, result_context

#: A document of more parts than this begins with a table of contents.
SHORT = 4


@login_required
@never_cache
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record of a session, with the ways to write in it."""
    session = find_session(request, pk)
    record = read_record(session)
    with timezone.override(record.time_zone):
        return render(request, "record/page.html", _context(request, record))


@login_required
@never_cache
def add(request: HttpRequest, topic_id: UUID) -> HttpResponse:
    """Write down an outcome, decision or action of a topic."""
    topic = find_topic(request, topic_id)
    form = NoteForm(posted(request), initial={"kind": Note.Kind.OUTCOME})
    if form.is_valid():
        ref = str(id_to_make(request))
        if try_rule(form, lambda: _order(request, topic, "note_add", form.words, ref=ref)):
            messages.success(request, "Written down.")
            return redirect(_address(topic))
    return _show_form(request, form, topic, button="Write it down", key=key_of_form(request))


@login_required
@never_cache
def edit(request: HttpRequest, topic_id: UUID, pk: UUID) -> HttpResponse:
    """Change what is written down; not over what somebody else changed meanwhile."""
    topic = find_topic(request, topic_id)
    if request.method == "POST" and not topic.notes.filter(pk=pk).exists():
        return _offer_again(request, topic)
    editing = Editing(request, lambda: find_note(topic, pk), form_of)
    form = NoteForm(posted(request), initial=content_of(editing.thing))
    if form.is_valid():
        words = {**form.words, "note": str(pk), "seen": editing.seen}
        if editing.save(form, lambda: _order(request, topic, "note_edit", words)):
            messages.success(request, "Saved.")
            return redirect(_address(topic))
    return _show_form(request, form, topic, button="Save", seen=editing.seen, stands=editing.stands)


@login_required
@never_cache
def delete(request: HttpRequest, topic_id: UUID, pk: UUID) -> HttpResponse:
    """Delete what is written down, after asking.

    The address carries the mark of what the record showed: nobody deletes other words unseen.
    """
    topic = find_topic(request, topic_id)
    note = find_note(topic, pk)
    seen = request.GET.get("seen")
    return confirm(
        request,
        lambda: _order(request, topic, "note_delete", {"note": str(pk), "seen": seen}),
        title=f"Delete this {note.get_kind_display().lower()}?",
        button="Delete it",
        crumbs=_crumbs(topic.agenda.session),
        consequences=[f"“{note}”", "The log keeps that it was written down, and who deleted it."],
        done="Deleted.",
        to=_address(topic),
    )


def find_session(request: HttpRequest, pk: UUID) -> Session:
    """A session that this person chairs, or 404."""
    sessions = sessions_chaired_by(request.user).select_related("conference")
    return get_object_or_404(sessions, pk=pk)


def find_topic(request: HttpRequest, pk: UUID) -> Topic:
    """A topic of a published agenda in a session that this person chairs, or 404."""
    topics = Topic.objects.select_related("agenda__session__conference").filter(
        agenda__state=Agenda.State.PUBLISHED, standing=Topic.Standing.ON
    )
    return get_object_or_404(topics, pk=pk, agenda__session__in=sessions_chaired_by(request.user))


def find_note(topic: Topic, pk: UUID) -> Note:
    """What is written down of a topic, or 404."""
    note = topic.notes.filter(pk=pk).first()
    if note is None:
        raise Http404("This is written down no more.")
    return note


def _order(
    request: HttpRequest, topic: Topic, do: str, words: dict[str, Any], ref: str | None = None
) -> None:
    """Carry out the command that the console and programs have for it too."""
    args = {"topic": str(topic.pk), **words}
    session_id = str(topic.agenda.session_id)
    chair(session_id=session_id, by=person(request), order=Order(do, args, ref=ref))


def _show_form(
    request: HttpRequest, form: NoteForm, topic: Topic, *, button: str, **context: Any
) -> HttpResponse:
    return show_form(
        request,
        form,
        title=topic.title,
        button=button,
        crumbs=_crumbs(topic.agenda.session),
        **context,
    )


def _offer_again(request: HttpRequest, topic: Topic) -> HttpResponse:
    """What was typed into a form whose note is gone can be written down anew."""
    form = NoteForm(request.POST)
    form.add_error(None, "Somebody has deleted this meanwhile. Nothing was saved.")
    return _show_form(
        request,
        form,
        topic,
        button="Write it down again",
        key=key_of_form(request),
        action=reverse("add_note", args=[topic.pk]),
    )


def _crumbs(session: Session) -> Crumbs:
    return [*crumbs_of(session), ("The record", reverse("record", args=[session.pk]))]


def _address(topic: Topic) -> str:
    return f"{reverse('record', args=[topic.agenda.session_id])}#topic-{topic.pk}"


def _context(request: HttpRequest, record: Record) -> dict[str, Any]:
    session = record.session
    numbers = question_numbers(session)
    voted = [result_context(result, numbers) for result in record.voted]
    voted_later = [result_context(result, numbers) for result in record.voted_later]
    agendas = [_agenda(record, agenda) for agenda in record.agendas]
    parts = len(voted) + len(voted_later) + sum(len(agenda["topics"]) for agenda in agendas)
    foreign = record.language and record.language != "en"
    topics = [topic for agenda in record.agendas for topic in agenda.topics]
    return {
        "title": f"Record: {session.title}",
        "record": record,
        "session": session,
        "conference": session.conference,
        "place": tell_place(record),
        "voted": voted,
        "agendas": agendas,
        "voted_later": voted_later,
        "decisions": [topic for topic in topics if topic.decisions],
        "actions": [(topic, note) for topic in topics for note in topic.actions],
        "empty": not (record.voted or record.agendas),
        "long": parts > SHORT,
        "tongue": format_html(' lang="{}"', record.language) if foreign else "",
        "organises": person(request).has_perm(MANAGE_CONFERENCE, session.conference),
        "crumbs": crumbs_of(session),
    }


def _agenda(record: Record, agenda: AgendaTold) -> dict[str, Any]:
    made_of: Sequence[Result] = [*record.voted, *record.voted_later]
    return {
        "agenda": agenda,
        "listed": any(result.round_id == agenda.round_id for result in made_of),
        "shares": [(line, two_digits(line.share.exact)) for line in agenda.lines],
        "votes": sum(line.votes for line in agenda.lines),
        "topics": [
            (topic, *tell_times(record, topic), tell_notes(topic)) for topic in agenda.topics
        ],
    }
