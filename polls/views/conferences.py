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
from polls.access import CREATE_CONFERENCE, conferences_managed_by, sessions_chaired_by
from polls.conference_files import export_conference, import_conference, read_conference_file
from polls.deeds.downloading import note_download
from polls.errors import FileMistakes
from polls.forms import ConferenceForm, ImportForm, NameForm
from polls.models import COUNTS_IN_RESULTS, Conference, Round
from polls.views.pages import (
    Crumbs,
    carry_out,
    confirm,
    find_conference,
    person,
    posted,
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
    chaired = sessions_chaired_by(request.user).exclude(conference__in=mine)
    context = {
        "conferences": mine.prefetch_related("sessions"),
        "chaired": chaired.select_related("conference"),
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
    form = ConferenceForm(posted(request))
    if form.is_valid():
        conference = form.save(commit=False)
        preparing.create_conference(conference=conference, organiser=person(request))
        messages.success(request, f"Created. Delegates join with {conference.code}.")
        return redirect("conference", conference.pk)
    return show_form(request, form, title="New conference", button="Create", crumbs=top())


@login_required
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Edit what a conference is, not its programme."""
    conference = find_conference(request, pk)
    crumbs = crumbs_of(conference)
    form = ConferenceForm(posted(request), instance=conference)
    if form.is_valid():
        preparing.save_conference(conference=form.instance)
        messages.success(request, "Saved.")
        return redirect("conference", pk)
    return show_form(request, form, title="Edit the conference", button="Save", crumbs=crumbs)


@login_required
def import_file(request: HttpRequest) -> HttpResponse:
    """Create a conference from a file; every mistake is listed with its place."""
    check_may_create(request)
    form = ImportForm(posted(request), request.FILES or None)
    mistakes: list[tuple[str, str]] = []
    if form.is_valid():
        try:
            file = read_conference_file(form.cleaned_data["file"])
        except FileMistakes as error:
            mistakes = error.mistakes
            form.add_error("file", "Nothing was imported: the file has the mistakes listed below.")
        else:
            conference = import_conference(file=file, by=person(request))
            messages.success(request, f"Imported. Delegates join with {conference.code}.")
            return redirect("conference", conference.pk)
    return show_form(
        request, form, title="Import a conference", button="Import", crumbs=top(),
        template="organise/import.html", mistakes=mistakes,
    )  # fmt: skip


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
    return confirm(
        request,
        lambda: preparing.end_conference(conference=conference),
        title=f"End “{conference.name}”?",
        button="End the conference",
        crumbs=crumbs_of(conference),
        consequences=[
            "Delegates’ pages say that the conference is over, and nobody can vote any more.",
            "Programme and results stay. You can take this back "
            f"for {settings.FORGET_DELEGATES_AFTER} days, after which its delegates are forgotten.",
        ],
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
    return show_form(
        request,
        form,
        title=f"Delete “{conference.name}”?",
        button="Delete for ever",
        crumbs=crumbs_of(conference),
        template="organise/delete_conference.html",
        rounds=rounds,
        conference=conference,
    )
