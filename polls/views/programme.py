"""Sessions and questions: add, edit, move, duplicate, delete."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from polls import preparing
from polls.durations import counted
from polls.forms import SessionForm
from polls.kinds import KINDS
from polls.models import COUNTS_IN_RESULTS, Question, Round, Session
from polls.question_forms import QuestionForm, question_initial
from polls.views.conferences import crumbs_of
from polls.views.editing import Editing
from polls.views.once import id_to_make, key_of_form, make_once
from polls.views.pages import (
    Crumbs,
    carry_out,
    confirm,
    find_conference,
    find_question,
    find_session,
    posted,
    refusal_of,
    say_made,
    show_form,
    steps_of,
    try_rule,
)


def session_url(session: Session, anchor: str = "") -> str:
    """The page of a session, at one of its questions."""
    return reverse("session", args=[session.pk]) + anchor


def session_crumbs(session: Session) -> Crumbs:
    """A session below its conference."""
    return [*crumbs_of(session.conference), (session.title, session_url(session))]


def conference_url(session: Session, anchor: str = "") -> str:
    """The page of a session's conference, at one of its sessions."""
    return reverse("conference", args=[session.conference_id]) + anchor


@login_required
@require_safe
def show_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A session with its questions."""
    session = find_session(request, pk)
    questions = session.questions.prefetch_related("choices", "rounds")
    context = {
        "session": session,
        "conference": session.conference,
        "questions": [(question, KINDS[question.kind].label) for question in questions],
        "crumbs": crumbs_of(session.conference),
    }
    return render(request, "organise/session.html", context)


@login_required
def add_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a session at the end of the programme."""
    conference = find_conference(request, pk)
    session = Session(pk=id_to_make(request), conference=conference)
    form = SessionForm(posted(request), instance=session)
    if form.is_valid():
        new = make_once(session, lambda: preparing.save_session(session=session))
        say_made(request, new, "Added. Now its questions.")
        return redirect(session_url(session))
    return show_form(
        request,
        form,
        title="New session",
        button="Add",
        crumbs=crumbs_of(conference),
        key=key_of_form(request),
    )


@login_required
def edit_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Edit title and room of a session; not over what somebody else changed meanwhile."""
    editing = Editing(
        request, lambda: find_session(request, pk), lambda now: SessionForm(instance=now)
    )
    session, seen = editing.thing, editing.seen
    crumbs = session_crumbs(session)
    form = SessionForm(posted(request), instance=session)
    if form.is_valid() and editing.save(
        form, lambda: preparing.save_session(session=session, seen=seen)
    ):
        messages.success(request, "Saved.")
        return redirect(session_url(session))
    return show_form(
        request, form, title="Edit the session", button="Save", crumbs=crumbs,
        seen=editing.seen, stands=editing.stands,
    )  # fmt: skip


@login_required
@require_POST
def move_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a session up or down by one."""
    session = find_session(request, pk)
    return carry_out(
        request,
        lambda: preparing.move_session(session=session, steps=steps_of(request)),
        to=conference_url(session, f"#session-{pk}"),
    )


@login_required
@require_POST
def duplicate_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Copy a session with its questions."""
    session = find_session(request, pk)
    copy = preparing.duplicate_session(session=session)
    messages.success(request, "Copied, without results.")
    return redirect(conference_url(session, f"#session-{copy.pk}"))


@login_required
def delete_session(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a session with its results, after asking."""
    session = find_session(request, pk)
    questions = counted(session.questions.count(), "question")
    rounds = session.rounds.filter(COUNTS_IN_RESULTS).count()
    return confirm(
        request,
        lambda: preparing.delete_session(session=session),
        title=f"Delete “{session.title}”?",
        button="Delete the session",
        crumbs=session_crumbs(session),
        consequences=[
            f"Deleted with it: {questions}, and the results of {counted(rounds, 'vote')}."
            if rounds
            else f"Deleted with it: {questions}. It has no results yet.",
            "This cannot be undone.",
        ],
        obstacle=refusal_of(lambda: preparing.refuse_to_delete_session(session)),
        done=f"“{session.title}” was deleted.",
        to=conference_url(session),
    )


@login_required
def add_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Add a question at the end of a session."""
    session = find_session(request, pk)
    question = Question(pk=id_to_make(request), session=session)
    form = QuestionForm(posted(request), conference=session.conference)
    if form.is_valid() and form.file:
        file = form.file
        made: list[bool] = []

        def add() -> None:
            made.append(
                make_once(question, lambda: preparing.save_question(question=question, file=file))
            )

        if try_rule(form, add):
            say_made(request, made[0], "Added.")
            return redirect(session_url(session, f"#question-{question.pk}"))
    return show_form(
        request,
        form,
        title="New question",
        button="Add",
        crumbs=session_crumbs(session),
        template="organise/question_form.html",
        key=key_of_form(request),
    )


@login_required
def edit_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Edit a question with its choices; refused while its round is open.

    Nor over what somebody else changed meanwhile.
    """
    editing = Editing(request, lambda: find_question(request, pk), open_question)
    question, seen = editing.thing, editing.seen
    session = question.session
    form = open_question(question, posted(request))
    if form.is_valid() and form.file:
        file = form.file
        if editing.save(
            form, lambda: preparing.save_question(question=question, file=file, seen=seen)
        ):
            messages.success(request, "Saved.")
            return redirect(session_url(session, f"#question-{question.pk}"))
    rounds = list(question.rounds.values_list("phase", flat=True))
    return show_form(
        request, form, title="Edit the question", button="Save", crumbs=session_crumbs(session),
        template="organise/question_form.html",
        voted=len(rounds),
        is_open=Round.Phase.OPEN in rounds,
        seen=editing.seen, stands=editing.stands,
    )  # fmt: skip


def open_question(question: Question, sent: QueryDict | None = None) -> QuestionForm:
    """The form of a question that there is."""
    return QuestionForm(
        sent, initial=question_initial(question), conference=question.session.conference
    )


@login_required
@require_POST
def move_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Move a question up or down by one."""
    question = find_question(request, pk)
    return carry_out(
        request,
        lambda: preparing.move_question(question=question, steps=steps_of(request)),
        to=session_url(question.session, f"#question-{pk}"),
    )


@login_required
@require_POST
def duplicate_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Copy a question with its choices."""
    question = find_question(request, pk)
    copy = preparing.duplicate_question(question=question)
    messages.success(request, "Copied.")
    return redirect(session_url(question.session, f"#question-{copy.pk}"))


@login_required
def delete_question(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Delete a question, after asking; results of its rounds stay."""
    question = find_question(request, pk)
    rounds = question.rounds.filter(COUNTS_IN_RESULTS).count()
    return confirm(
        request,
        lambda: preparing.delete_question(question=question),
        title=f"Delete “{question.prompt}”?",
        button="Delete the question",
        crumbs=session_crumbs(question.session),
        consequences=[
            "It leaves the programme.",
            f"The results of {counted(rounds, 'vote')} on it stay in the session’s results."
            if rounds
            else "It has no results.",
        ],
        obstacle=refusal_of(
            lambda: preparing.refuse_to_delete_question(question, question.session)
        ),
        done="The question was deleted.",
        to=session_url(question.session),
    )
