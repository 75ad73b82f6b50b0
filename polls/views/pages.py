"""What the organiser's pages share: finding one's own, forms and confirmations."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render

from polls.access import conferences_managed_by
from polls.errors import PollError
from polls.models import Conference, Question, Session, User

#: Where a page stands: ``(label, address)`` from the top.
Crumbs = list[tuple[str, str]]


def person(request: HttpRequest) -> User:
    """Who is signed in; the pages below all ask for it."""
    return cast(User, request.user)


def posted(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with, be it nothing at all; None where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def find_conference(request: HttpRequest, pk: UUID) -> Conference:
    """One of the person's own conferences, or 404: those of others do not exist for them."""
    return get_object_or_404(conferences_managed_by(request.user), pk=pk)


def find_session(request: HttpRequest, pk: UUID) -> Session:
    """A session of one of the person's own conferences, or 404."""
    mine = conferences_managed_by(request.user)
    sessions = Session.objects.select_related("conference").filter(conference__in=mine)
    return get_object_or_404(sessions, pk=pk)


def find_question(request: HttpRequest, pk: UUID) -> Question:
    """A question of one of the person's own conferences, or 404."""
    mine = conferences_managed_by(request.user)
    questions = Question.objects.select_related("session__conference").prefetch_related("choices")
    return get_object_or_404(questions.filter(session__conference__in=mine), pk=pk)


def try_rule(form: BaseForm, rule: Callable[[], Any]) -> bool:
    """Carry out a rule; what it refuses becomes an error of the form."""
    try:
        rule()
    except PollError as error:
        form.add_error(None, error.detail)
        return False
    return True


def show_form(
    request: HttpRequest,
    form: BaseForm,
    *,
    title: str,
    button: str,
    crumbs: Crumbs,
    template: str = "organise/form.html",
    **context: Any,
) -> HttpResponse:
    """Show a form; 422 where it has errors, which stand beside their fields."""
    status = 422 if form.is_bound and form.errors else 200
    context |= {"form": form, "title": title, "button": button, "crumbs": crumbs}
    return render(request, template, context, status=status)


def say_made(request: HttpRequest, new: bool, words: str) -> None:
    """Say that something was made, or that the same form, sent again, made nothing more."""
    messages.success(request, words if new else "This was there already. Nothing was added twice.")


def refusal_of(rule: Callable[[], Any]) -> str:
    """Why a rule refuses just now, or ""."""
    try:
        rule()
    except PollError as error:
        return error.detail
    return ""


def confirm(
    request: HttpRequest,
    rule: Callable[[], Any],
    *,
    title: str,
    button: str,
    crumbs: Crumbs,
    consequences: list[str],
    done: str,
    to: str,
    obstacle: str = "",
) -> HttpResponse:
    """Ask before a rule is carried out (GET), carry it out (POST), and say that it is ``done``.

    ``to`` is the page that follows. What the rule refuses is said on the same page, status 409;
    where it is known beforehand, ``obstacle`` says so in the place of the button.
    """
    problem = ""
    if request.method == "POST":
        try:
            rule()
        except PollError as error:
            problem = error.detail
        else:
            messages.success(request, done)
            return redirect(to)
    context = {
        "title": title,
        "button": button,
        "crumbs": crumbs,
        "consequences": consequences,
        "problem": problem,
        "obstacle": obstacle,
    }
    return render(request, "organise/confirm.html", context, status=409 if problem else 200)


def carry_out(request: HttpRequest, rule: Callable[[], Any], *, to: str) -> HttpResponse:
    """Carry out a rule at once and go to ``to``; a refusal is said there."""
    try:
        rule()
    except PollError as error:
        messages.error(request, error.detail)
    return redirect(to)


def steps_of(request: HttpRequest) -> int:
    """Which way a thing is moved: up unless the button said down."""
    return 1 if request.POST.get("direction") == "down" else -1
