"""Signing in and out: by password, and by a link that works once."""

import threading
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth import login, views
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache

from polls.forms import SignInForm
from polls.models import SessionRole, SignInLink
from polls.people import (
    LinkNotUsable,
    find_sign_in_link,
    is_local_path,
    note_failed_sign_in,
    note_sign_in,
    spend_sign_in_link,
)

#: The backend that a session made by a link belongs to.
BACKEND = "django.contrib.auth.backends.ModelBackend"

#: A password costs a core some tenths of a second: so many are checked at once, others wait
#: so many seconds, that nobody slows the votes by sending wrong ones.
CHECKED_AT_ONCE = 2
PATIENCE = 5.0
#: Characters of the form; what is wrong is kept for a quarter of an hour, to count it.
LONGEST_FORM = 8 * 1024
_checks = threading.BoundedSemaphore(CHECKED_AT_ONCE)


def length_of(fields: QueryDict) -> int:
    """The characters of a form's names and values, however the form was sent."""
    return sum(len(text) for name, values in fields.lists() for text in (name, *values))


class SignIn(views.LoginView):
    """Sign in by a password; what becomes of it is noted."""

    template_name = "organise/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the password when it is its turn; 503 where too many wait, 413 for a flood."""
        if length_of(request.POST) > LONGEST_FORM:
            return HttpResponse(status=413)
        if not _checks.acquire(timeout=PATIENCE):
            return render(request, "organise/busy.html", status=503)
        try:
            return super().post(request, *args, **kwargs)
        finally:
            _checks.release()

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """Sign in."""
        with transaction.atomic():
            note_sign_in(form.get_user())
            return super().form_valid(form)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        """Say what is wrong; while somebody is locked out, no more is noted."""
        username = form.cleaned_data.get("username", "")
        failures = AxesProxyHandler.get_failures(self.request, {"username": username})
        if failures <= settings.AXES_FAILURE_LIMIT:
            note_failed_sign_in(username, locked=failures == settings.AXES_FAILURE_LIMIT)
        return super().form_invalid(form)


sign_in = SignIn.as_view()
sign_out = views.LogoutView.as_view()


def sign_in_to_admin(request: HttpRequest) -> HttpResponse:
    """Lead operators to the one page that signs in; 403 for those who are no operators."""
    if request.user.is_authenticated:
        raise PermissionDenied
    goal = request.GET.get("next", reverse("admin:index"))
    return redirect(f"{reverse('sign_in')}?{urlencode({'next': goal})}")


@never_cache
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for one tap (GET), so that a preview spends nothing; sign in by it (POST)."""
    context: dict[str, Any]
    try:
        if request.method != "POST":
            context = _described(find_sign_in_link(secret))
            return render(request, "organise/sign_in_link.html", context)
        user, destination = spend_sign_in_link(secret)
    except LinkNotUsable as error:
        context = {"problem": error.detail}
        return render(request, "organise/sign_in_link.html", context, status=410)
    login(request, user, backend=BACKEND)
    return redirect(destination if is_local_path(destination) else "organise")


def _described(link: SignInLink) -> dict[str, Any]:
    """Whom a link signs in, and as what if it brings somebody into a session."""
    given = SessionRole.objects.filter(session=link.session_id, user=link.user_id).first()
    return {
        "user_of_link": link.user,
        "session": link.session,
        "role": given.get_role_display() if given else "",
    }
