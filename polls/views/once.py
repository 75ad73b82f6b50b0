"""Forms that make something: one that is sent again leads to what it made.

Each form is shown with a key of its own. The id of what it makes follows from that key and
from what was typed, so that the database itself refuses a second one: after “Back”, after a
double press, and where two servers are asked at once. Other words make another thing.
"""

import base64
import hashlib
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.db import IntegrityError
from django.db.models import Model
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

LONGEST_KEY = 64


def key_of_form(request: HttpRequest) -> str:
    """The key that a form was sent with, or a fresh one for a form that is opened."""
    return request.POST.get("key", "")[:LONGEST_KEY] or secrets.token_urlsafe(12)


def id_to_make(request: HttpRequest) -> uuid.UUID:
    """The id of what a form makes: the same for whoever sends the same form again.

    It is keyed with the server's secret, the person and the address, so that nobody can aim
    at the id of anything else. A form without a key makes something each time.
    """
    if not request.POST.get("key"):
        return uuid.uuid4()
    return uuid.UUID(bytes=_digest_of_form(request)[:16], version=4)


def secret_to_make(request: HttpRequest) -> str:
    """The secret that a form makes, of 256 bits: the same for whoever sends the same form again.

    So a page that shows it can be loaded again, and nothing but its hash need be kept.
    """
    if not request.POST.get("key"):
        return secrets.token_urlsafe(32)
    return base64.urlsafe_b64encode(_digest_of_form(request)).rstrip(b"=").decode()


def _digest_of_form(request: HttpRequest) -> bytes:
    typed = sorted(each for each in request.POST.lists() if each[0] != "csrfmiddlewaretoken")
    files = sorted((name, _digest_of(file)) for name, file in request.FILES.items())
    told = repr((request.user.pk, request.path, typed, files))
    return salted_hmac("show-of-hands.form", told, algorithm="sha256").digest()


def _digest_of(file: Any) -> str:
    digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
    file.seek(0)
    return digest


def make_or_find(rule: Callable[[], str]) -> str:
    """Carry out a rule that finds what the same form made before; again where that was just now."""
    try:
        return rule()
    except IntegrityError:
        return rule()


def make_once(thing: Model, rule: Callable[[], Any]) -> bool:
    """Carry out the rule that makes ``thing``; False where the same form has made it already."""
    try:
        rule()
    except IntegrityError:
        if not type(thing)._default_manager.filter(pk=thing.pk).exists():
            raise
        return False
    return True
