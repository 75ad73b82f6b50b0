"""Who has a part in a conference, and the person's own account."""

import secrets
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from polls.forms import PersonForm, TokenForm
from polls.models import ApiToken, Conference, User
from polls.parts import give_part, has_part, read_parts, take_part
from polls.people import (
    LinkNotUsable,
    make_api_token,
    make_sign_in_link,
    may_make_link_for,
    revoke_api_token,
    revoke_sign_in_links,
    set_password,
    sign_out_everywhere,
)
from polls.views.conferences import crumbs_of, top
from polls.views.once import key_of_form, make_or_find, secret_to_make
from polls.views.pages import confirm, find_conference, person, posted, show_form, try_rule

#: Names by which a computer reaches itself alone.
LOCAL_HOSTS = {"localhost", "127.0.0.1"}
LINK_LIFE = timedelta(days=7)


def find_person(conference: Conference, pk: int) -> User:
    """Somebody with a part in the conference, or 404."""
    user = get_object_or_404(User, pk=pk)
    if not has_part(conference, user):
        raise Http404
    return user


@login_required
@never_cache
def show_people(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everybody with a part in a conference, and a form to add one."""
    conference = find_conference(request, pk)
    form = PersonForm(posted(request), conference=conference)
    given: list[tuple[User, bool]] = []

    def give() -> None:
        data = form.cleaned_data
        given.append(give_part(conference=conference, username=data["username"], part=data["part"]))

    if form.is_valid() and try_rule(form, give):
        user, made = given[0]
        new = " It is a new account: make a sign-in link for them." if made else ""
        messages.success(request, f"“{user}” was added.{new}")
        return redirect("people", pk)
    return people_page(request, conference, form)


def people_page(
    request: HttpRequest, conference: Conference, form: PersonForm, **context: object
) -> HttpResponse:
    """The page of everybody with a part; ``context`` may hold a link, shown this once."""
    return show_form(
        request,
        form,
        title="Chairs and organisers",
        button="Add",
        crumbs=crumbs_of(conference),
        template="organise/people.html",
        conference=conference,
        parts=read_parts(conference, by=person(request)),
        link_key=secrets.token_urlsafe(12),
        **context,
    )


@login_required
@require_POST
@never_cache
def make_link(request: HttpRequest, pk: UUID, user_pk: int) -> HttpResponse:
    """Make a link that signs a person in, and show it this once."""
    conference = find_conference(request, pk)
    user = find_person(conference, user_pk)
    if not may_make_link_for(person(request), user):
        messages.error(request, f"“{user}” may do more than you, and signs in without a link.")
        return redirect("people", pk)
    manages = conference.organisers.filter(pk=user.pk).exists()
    destination = reverse("organise") if manages else f"/chair/{conference.code}/"
    try:
        secret = make_sign_in_link(user, destination, LINK_LIFE, secret=secret_to_make(request))
    except LinkNotUsable as error:
        messages.error(request, error.detail)
        return redirect("people", pk)
    path = reverse("sign_in_link", args=[secret])
    return people_page(
        request,
        conference,
        PersonForm(conference=conference),
        link=f"{settings.PUBLIC_URL}{path}"
        if settings.PUBLIC_URL
        else request.build_absolute_uri(path),
        link_for=user,
        days=LINK_LIFE.days,
        is_local=not settings.PUBLIC_URL and request.get_host().split(":")[0] in LOCAL_HOSTS,
    )


@login_required
@require_POST
def revoke_links(request: HttpRequest, pk: UUID, user_pk: int) -> HttpResponse:
    """Make a person's unused links useless."""
    user = find_person(find_conference(request, pk), user_pk)
    if may_make_link_for(person(request), user):
        revoke_sign_in_links(user)
        messages.success(request, f"Unused sign-in links of “{user}” no longer work.")
    return redirect("people", pk)


@login_required
def remove_person(request: HttpRequest, pk: UUID, user_pk: int) -> HttpResponse:
    """Take away a person's parts in a conference, after asking."""
    conference = find_conference(request, pk)
    user = find_person(conference, user_pk)
    return confirm(
        request,
        lambda: take_part(conference=conference, user=user, by=person(request)),
        title=f"Remove “{user}” from the conference?",
        button="Remove",
        crumbs=[*crumbs_of(conference), ("Chairs and organisers", reverse("people", args=[pk]))],
        consequences=["At once they can neither steer nor manage this conference."],
        done=f"“{user}” has no part in this conference any more.",
        to=reverse("organise") if user == request.user else reverse("people", args=[pk]),
    )


@login_required
def sign_person_out(request: HttpRequest, pk: UUID, user_pk: int) -> HttpResponse:
    """Sign somebody with a part out of everything, after asking; their parts stay."""
    conference = find_conference(request, pk)
    user = find_person(conference, user_pk)
    if user == person(request):
        return redirect("sign_out_everywhere")
    if not may_make_link_for(person(request), user):
        messages.error(request, f"“{user}” may do more than you, and is signed in without you.")
        return redirect("people", pk)
    return confirm(
        request,
        lambda: sign_out_everywhere(user, programs=True),
        title=f"Sign “{user}” out everywhere?",
        button="Sign out everywhere",
        crumbs=[*crumbs_of(conference), ("Chairs and organisers", reverse("people", args=[pk]))],
        consequences=[
            "Every browser and console of theirs is signed out within seconds.",
            "Their unused sign-in links and the tokens of their programs no longer work.",
            "They keep their part, and come back by their password or a new link.",
        ],
        done=f"“{user}” is signed out everywhere.",
        to=reverse("people", args=[pk]),
    )


@login_required
def sign_myself_out(request: HttpRequest) -> HttpResponse:
    """Sign the person out on every device, this one too, after asking."""
    user = person(request)
    way_back = (
        "You come back by your password."
        if user.has_usable_password()
        else "You have no password: ask whoever brought you in for a new link to come back."
        if user.guest
        else "You have no password: set one first, or ask for a new sign-in link to come back."
    )
    return confirm(
        request,
        lambda: sign_out_everywhere(user, programs=False),
        title="Sign out everywhere?",
        button="Sign out everywhere",
        crumbs=[*top(), ("Your account", reverse("account"))],
        consequences=[
            "Every browser and console, this one too, is signed out within seconds.",
            "Unused sign-in links of yours no longer work. Tokens of programs stay.",
            way_back,
        ],
        done="You are signed out everywhere.",
        to=reverse("sign_in"),
    )


@login_required
@never_cache
def show_account(request: HttpRequest) -> HttpResponse:
    """The person's tokens for programs; a new one is shown once, in the answer to its form.

    That answer can be loaded again: it shows the same token, and none is made besides.
    """
    user = person(request)
    if user.guest:
        return show_account_of_guest(request)
    form = TokenForm(posted(request))
    token = ""
    if form.is_valid():
        label, made = form.cleaned_data["label"], secret_to_make(request)
        token = make_or_find(lambda: make_api_token(user, label, secret=made))
        form = TokenForm()
    return show_form(
        request,
        form,
        title="Your account",
        button="Make a token",
        crumbs=top(),
        template="organise/account.html",
        key=key_of_form(request) if form.is_bound else secrets.token_urlsafe(12),
        token=token,
        tokens=user.api_tokens.all(),
    )


def show_account_of_guest(request: HttpRequest) -> HttpResponse:
    """What whoever came in by a link is told: their parts, and that nothing lasting is made."""
    roles = person(request).session_roles.select_related("session__conference")
    context = {"title": "Your account", "crumbs": top(), "roles": roles}
    status = 403 if request.method == "POST" else 200
    return render(request, "organise/account_of_guest.html", context, status=status)


@login_required
@require_POST
def revoke_token(request: HttpRequest, pk: int) -> HttpResponse:
    """Make one of the person's tokens useless."""
    token = get_object_or_404(ApiToken, pk=pk, user=person(request))
    revoke_api_token(token)
    messages.success(request, f"The token “{token.label}” no longer works.")
    return redirect("account")


@login_required
@never_cache
@sensitive_post_parameters()
def change_password(request: HttpRequest) -> HttpResponse:
    """Change the password, or set a first one; other devices are signed out."""
    user = person(request)
    if user.guest:
        return show_account_of_guest(request) if request.method == "POST" else redirect("account")
    known = user.has_usable_password()
    form = (PasswordChangeForm if known else SetPasswordForm)(user, posted(request))
    if form.is_valid():
        set_password(user=user, password=form.cleaned_data["new_password1"])
        update_session_auth_hash(request, user)
        messages.success(request, "The password was saved. Other devices are signed out.")
        return redirect("account")
    return show_form(
        request,
        form,
        title="Change your password" if known else "Set a password",
        button="Save",
        crumbs=[*top(), ("Your account", reverse("account"))],
    )
