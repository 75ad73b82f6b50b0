"""Conferences: the list, one of them, its file, its end."""

import json
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from polls import preparing
from polls.access import CREATE_CONFERENCE, conferences_managed_by, sessions_open_to
from polls.conference_files import (
    ConferenceFile,
    export_conference,
    import_conference,
    read_conference_file,
)
from polls.deeds.downloading import note_download
from polls.durations import counted
from polls.errors import FileMistakes, Mistakes
from polls.forms import ConferenceForm, ImportForm, NameForm
from polls.models import COUNTS_IN_RESULTS, Conference, Round
from polls.roles import CONSOLE, NEXT_PERSON
from polls.views.editing import Editing
from polls.views.once import id_to_make, key_of_form, make_once
from polls.views.pages import (
    Crumbs,
    carry_out,
    confirm,
    find_conference,
    person,
    posted,
    refusal_of,
    say_made,
    show_form,
    try_rule,
)


def top() -> Crumbs:
    """The list of conferences, above everything else."""
    return [("Conferences", reverse("organise"))]


def crumbs_of(conference: Conference) -> Crumbs:
    """A conference below the list."""
    return [*top(), (conference.name, reverse("conference", args=[conference.pk]))]


def check_may_create(request: HttpRequest) -> None:
    """Raise ``PermissionDenied`` (403) for those who may not create conferences."""
    if not person(request).has_perm(CREATE_CONFERENCE):
        raise PermissionDenied("You may not create conferences.")


@login_required
@require_safe
def show_list(request: HttpRequest) -> HttpResponse:
    """The person's conferences, and the sessions that they chair elsewhere."""
    mine = conferences_managed_by(request.user)
    consoles = sessions_open_to(request.user, CONSOLE)
    chaired = consoles.exclude(conference__in=mine)
    helped = sessions_open_to(request.user, NEXT_PERSON).exclude(pk__in=consoles.values("pk"))
    context = {
        "conferences": mine.prefetch_related("sessions"),
        "chaired": chaired.select_related("conference"),
        "helped": helped.select_related("conference"),
        "may_create": person(request).has_perm(CREATE_CONFERENCE),
    }
    return render(request, "organise/list.html", context)


@login_required
@require_safe
def show(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One conference with its sessions."""
    conference = find_conference(request, pk)
    context = {
        "conference": conference,
        "sessions": conference.sessions.prefetch_related("questions", "chairs"),
        "organisers": conference.organisers.all(),
        "forget_after": settings.FORGET_DELEGATES_AFTER,
        "crumbs": top(),
    }
    return render(request, "organise/conference.html", context)


@login_required
def create(request: HttpRequest) -> HttpResponse:
    """Create a conference without sessions."""
    check_may_create(request)
    conference = Conference(pk=id_to_make(request))
    form = ConferenceForm(posted(request), instance=conference)
    if form.is_valid():
        new = make_once(
            conference,
            lambda: preparing.create_conference(conference=conference, organiser=person(request)),
        )
        say_made(request, new, f"Created. Delegates join with {conference.shown_code}.")
        return redirect("conference", conference.pk)
    return show_form(
        request,
        form,
        title="New conference",
        button="Create",
        crumbs=top(),
        key=key_of_form(request),
    )


@login_required
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Edit what a conference is, not its programme; not over what somebody else changed."""
    editing = Editing(
        request, lambda: find_conference(request, pk), lambda now: ConferenceForm(instance=now)
    )
    conference, seen = editing.thing, editing.seen
    crumbs = crumbs_of(conference)
    form = ConferenceForm(posted(request), instance=conference)
    if form.is_valid() and editing.save(
        form, lambda: preparing.save_conference(conference=conference, seen=seen)
    ):
        messages.success(request, "Saved.")
        return redirect("conference", pk)
    return show_form(
        request, form, title="Edit the conference", button="Save", crumbs=crumbs,
        seen=editing.seen, stands=editing.stands,
    )  # fmt: skip


@login_required
def import_file(request: HttpRequest) -> HttpResponse:
    """Create a conference from a file; every mistake is listed with its place."""
    check_may_create(request)
    form = ImportForm(posted(request), request.FILES or None)
    mistakes: Mistakes = []
    warnings: Mistakes = []
    if form.is_valid():
        try:
            file = read_conference_file(form.cleaned_data["file"])
        except FileMistakes as error:
            mistakes, warnings = error.mistakes, error.warnings
            form.add_error("file", "Nothing was imported: the file has the mistakes listed below.")
        else:
            return import_once(request, file)
    return show_form(
        request, form, title="Import a conference", button="Import", crumbs=top(),
        template="organise/import.html", mistakes=mistakes, warnings=warnings,
        key=key_of_form(request),
    )  # fmt: skip


def import_once(request: HttpRequest, file: ConferenceFile) -> HttpResponse:
    """Import a file without mistakes, and go there; what it says in vain is told there."""
    conference = Conference(pk=id_to_make(request))
    new = make_once(
        conference, lambda: import_conference(file=file, by=person(request), pk=conference.pk)
    )
    conference.refresh_from_db()
    say_made(request, new, f"Imported. Delegates join with {conference.shown_code}.")
    for place, what in file.warnings if new else ():
        messages.warning(request, f"{place}: {what}")
    return redirect("conference", conference.pk)


@login_required
@require_safe
def export_file(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The programme as a conference file, to be imported again."""
    conference = find_conference(request, pk)
    note_download(conference, "the conference file")
    text = json.dumps(export_conference(conference), ensure_ascii=False, indent=2)
    return HttpResponse(
        text + "\n",
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="conference-{conference.code}.json"'
        },
    )


@login_required
def end(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a conference, after asking."""
    conference = find_conference(request, pk)
    days = settings.FORGET_DELEGATES_AFTER
    way_back = (
        f"You can take this back for {counted(days, 'day')}; then its delegates are forgotten."
        if days
        else "Its delegates are forgotten at once, so that it cannot be taken back."
    )
    return confirm(
        request,
        lambda: preparing.end_conference(conference=conference),
        title=f"End “{conference.name}”?",
        button="End the conference",
        crumbs=crumbs_of(conference),
        consequences=[
            "Delegates’ pages say that the conference is over, and nobody can vote any more.",
            f"Programme and results stay. {way_back}",
        ],
        obstacle=refusal_of(lambda: preparing.refuse_to_end_conference(conference)),
        done="The conference has ended.",
        to=reverse("conference", args=[pk]),
    )


@login_required
@require_POST
def resume(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take back the end of a conference."""
    conference = find_conference(request, pk)
    return carry_out(
        request,
        lambda: preparing.resume_conference(conference=conference),
        to=reverse("conference", args=[pk]),
    )


@login_required
def delete(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a conference with all its results, after its name was typed."""
    conference = find_conference(request, pk)
    form = NameForm(posted(request), name=conference.name)
    if form.is_valid() and try_rule(
        form, lambda: preparing.delete_conference(conference=conference)
    ):
        messages.success(request, f"“{conference.name}” was deleted.")
        return redirect("organise")
    rounds = Round.objects.filter(COUNTS_IN_RESULTS, session__conference=conference).count()
    results = f", and the results of {counted(rounds, 'vote')}" if rounds else ""
    sessions = counted(conference.sessions.count(), "session")
    return show_form(
        request,
        form,
        title=f"Delete “{conference.name}”?",
        button="Delete for ever",
        crumbs=crumbs_of(conference),
        template="organise/delete_conference.html",
        consequence=f"Deleted with it: {sessions}{results}.",
        obstacle=refusal_of(lambda: preparing.refuse_to_delete_conference(conference)),
        conference=conference,
    )
