"""“Can phones reach us?”: a page that turns green when a phone on the delegates' network opens it.

What is known lies in memory for ten minutes: that a check runs, and that it was reached.
No address is kept.
"""

import time
from typing import Any
from urllib.parse import urlsplit

import segno
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from live.addresses import all_addresses, delegates_url, is_this_machine
from polls.codes import make_code, normalise_code

#: Seconds until the causes are named, and for which a check is remembered.
PATIENCE = 20
REMEMBERED = 600


@never_cache
@login_required
def show_check(request: HttpRequest) -> HttpResponse:
    """Begin a check, or show how the one of ``?check=`` stands; works without scripts."""
    try:
        code, began = signing.loads(request.GET.get("check", ""), salt="reach", max_age=REMEMBERED)
    except signing.BadSignature:
        return _begin_check(request)
    url = _phone_url(request, code)
    return render(
        request,
        "reach/check.html",
        {
            "url": url,
            "others": _other_urls(url, code),
            "qr": segno.make(url, error="m", micro=False).svg_data_uri(scale=8, border=4),
            "port": urlsplit(url).port,
            "reached": _was_reached(code),
            "late": time.time() - began >= PATIENCE,
            "patience": PATIENCE,
            "status_url": reverse("reach_status", args=[code]),
        },
    )


def _begin_check(request: HttpRequest) -> HttpResponse:
    code = make_code()
    cache.set(_key(code), {"reached": False, "by": request.session.session_key}, REMEMBERED)
    check = signing.dumps([code, time.time()], salt="reach")
    return redirect(f"{reverse('reach')}?check={check}")


@never_cache
@login_required
def report_check(request: HttpRequest, code: str) -> HttpResponse:
    """Return ``{"reached": bool, "url": str}``: whether a phone came, and where it should go."""
    return JsonResponse({"reached": _was_reached(code), "url": _phone_url(request, code)})


@never_cache
def answer_phone(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the phone that it got here, and the page that waits for it."""
    check = cache.get(_key(code))
    proof = _proves_the_network(request, check)
    if check and proof:
        cache.set(_key(code), {**check, "reached": True}, REMEMBERED)
    return render(request, "reach/phone.html", {"proof": proof})


def _proves_the_network(request: HttpRequest, check: dict[str, Any] | None) -> bool:
    """Whether this is another device than the server and than the one that asked."""
    if check and check["by"] == request.session.session_key:
        return False
    return not (settings.EMBEDDED and is_this_machine(request.META.get("REMOTE_ADDR", "")))


def _key(code: str) -> str:
    return f"reach:{normalise_code(code)}"


def _was_reached(code: str) -> bool:
    return bool((cache.get(_key(code)) or {}).get("reached"))


def _phone_url(request: HttpRequest, code: str) -> str:
    base = delegates_url(request.build_absolute_uri("/").rstrip("/"))
    return base.rstrip("/") + reverse("reach_phone", args=[code])


def _other_urls(url: str, code: str) -> list[str]:
    """The check on this machine's further addresses, where it has several."""
    if not settings.EMBEDDED or settings.PUBLIC_URL:
        return []
    path = reverse("reach_phone", args=[code])
    every = [address.url.rstrip("/") + path for address in all_addresses()]
    return [other for other in every if other != url]
