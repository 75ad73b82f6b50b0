"""The door of a conference: who gets in, by which code, and what that makes of a ballot.

With the open code a token is a browser, not a person. Only where nobody but personal codes
is let in does a ballot stand for a person.
"""

from django.db import transaction
from django.db.models import F

from polls.access import conferences_managed_by, sessions_open_to
from polls.codes import make_code
from polls.errors import Invalid, WrongPhase
from polls.models import Conference, FormerCode, User
from polls.roles import ADMIT

Door = Conference.Door


def find_conference(code: str | None) -> Conference | None:
    """The conference that has this join code, or had it before."""
    if code is None:
        return None
    former = FormerCode.objects.filter(code=code).values("conference")
    return (
        Conference.objects.filter(code=code).first()
        or Conference.objects.filter(pk__in=former).first()
    )


def may_keep_door(user: User, conference: Conference) -> bool:
    """Whether a person lets people in: organisers, and chairs and helpers of any session."""
    return (
        conferences_managed_by(user).filter(pk=conference.pk).exists()
        or sessions_open_to(user, ADMIT).filter(conference=conference).exists()
    )


def swing_door(*, conference: Conference, door: str) -> None:
    """Open or shut the door, as chairs may at any time; raises ``WrongPhase``, ``Invalid``."""
    if door not in (Door.OPEN, Door.SHUT):
        raise Invalid("“door” must be open or shut.")
    there = Conference.objects.filter(pk=conference.pk, door__in=[Door.OPEN, Door.SHUT])
    if not there.update(door=door, seq=F("seq") + 1):
        raise WrongPhase("Only personal codes are let in; an organiser may change that.")


@transaction.atomic
def change_code(*, conference: Conference) -> str:
    """Give a conference a fresh join code, and return it.

    Who is inside stays inside: the old code leads them, and nobody else, to the new one.
    """
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    FormerCode.objects.create(code=held.code, conference=held)
    held.code = _fresh_code()
    held.seq += 1
    held.save(update_fields=["code", "seq"])
    return held.code


def _fresh_code() -> str:
    """A code that no conference has or had."""
    while True:
        code = make_code()
        if find_conference(code) is None:
            return code


def tell_turnout(
    *, personal: bool, expected: int | None, joined: int, ballots: int, channels: str = ""
) -> str:
    """What stands behind a result: by which codes people came, and how many.

    “Open code: 100 expected, 104 joined, 97 voted”; by ``channels``, in brackets, where they are
    told.
    """
    told = [] if expected is None else [f"{expected} expected"]
    codes = "Personal codes" if personal else "Open code"
    voted = f"{ballots} voted ({channels})" if channels else f"{ballots} voted"
    return f"{codes}: {', '.join([*told, f'{joined} joined', voted])}"
