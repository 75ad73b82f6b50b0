"""Signing in and out: by password, and by a link that works once."""

from typing import Any

from django.contrib.auth import login, views
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from polls.forms import SignInForm
from polls.people import LinkNotUsable, find_sign_in_link, is_local_path, spend_sign_in_link

#: The backend that a session made by a link belongs to.
BACKEND = "django.contrib.auth.backends.ModelBackend"

sign_in = views.LoginView.as_view(
    template_name="organise/sign_in.html",
    authentication_form=SignInForm,
    redirect_authenticated_user=True,
)
sign_out = views.LogoutView.as_view()


@never_cache
def sign_in_link(request: HttpRequest, secret: str) -> HttpResponse:
    """Ask for one tap (GET), so that a preview spends nothing; sign in by it (POST)."""
    context: dict[str, Any]
    try:
        if request.method != "POST":
            context = {"user_of_link": find_sign_in_link(secret).user}
            return render(request, "organise/sign_in_link.html", context)
        user, destination = spend_sign_in_link(secret)
    except LinkNotUsable as error:
        context = {"problem": error.detail}
        return render(request, "organise/sign_in_link.html", context, status=410)
    login(request, user, backend=BACKEND)
    return redirect(destination if is_local_path(destination) else "organise")
