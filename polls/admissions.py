"""Admitting a latecomer while the door is shut: a secret that lets one device in, once."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from polls.deeds import note
from polls.doors import Door, may_keep_door
from polls.errors import NotAllowed, WrongPhase
from polls.models import Admission, Conference, Deed, User
from polls.people import digest_of

#: How long an admission is good for.
LIFE = timedelta(minutes=15)
#: One that is good no more is known for so long: the page that showed it cannot make it again.
KEPT = timedelta(days=1)


class AdmissionNotUsable(NotAllowed):
    """An admission that was used, is too old, or was never made."""


@transaction.atomic
def make_admission(*, conference: Conference, by: User, secret: str = "") -> str:
    """Return the secret that admits one latecomer within ``LIFE``.

    ``secret`` is what a form that is sent again makes again, for as long as it was not used.
    Raises ``NotAllowed``, and ``WrongPhase`` where nobody is admitted so.
    """
    if not may_keep_door(by, conference):
        raise NotAllowed("You neither organise this conference nor chair a session of it.")
    _refuse_where_useless(conference)
    Admission.objects.filter(expires_at__lte=timezone.now() - KEPT).delete()
    secret = secret or secrets.token_urlsafe(24)
    if Admission.objects.filter(digest=digest_of(secret)).exists():
        find_admission(secret)
        return secret
    Admission.objects.create(
        conference=conference,
        digest=digest_of(secret),
        by=by,
        expires_at=timezone.now() + LIFE,
    )
    note(Deed.Kind.PEOPLE, "Made a code that admits one latecomer", conference=conference, by=by)
    return secret


def find_admission(secret: str) -> Conference:
    """The conference that a secret admits to, without spending it; raises ``PollError``."""
    good = Admission.objects.select_related("conference").filter(expires_at__gt=timezone.now())
    admission = good.filter(digest=digest_of(secret)).first()
    if admission is None:
        raise AdmissionNotUsable(
            "This code was used already, or is too old. Ask the helper for another."
        )
    _refuse_where_useless(admission.conference)
    return admission.conference


def spend_admission(secret: str) -> Conference:
    """The conference that a secret admits to, once; raises ``PollError``."""
    conference = find_admission(secret)
    good = Admission.objects.filter(digest=digest_of(secret), expires_at__gt=timezone.now())
    # Back to when it was made, and no further moment is told: when a latecomer came is nobody's.
    if not good.update(expires_at=F("expires_at") - LIFE):
        raise AdmissionNotUsable("This code was used already. Ask the helper for another.")
    return conference


def _refuse_where_useless(conference: Conference) -> None:
    if conference.ended_at:
        raise WrongPhase("The conference has ended.")
    if conference.door == Door.PERSONAL:
        raise WrongPhase("Only personal codes are let in: give the latecomer a card.")
