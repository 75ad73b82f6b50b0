"""Bringing people into a session by a link that works once, and ending their access.

Whoever is brought in gets an account of their own, under a name to be shown and without a
password; it lasts as long as their role.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone

from polls.access import rights_in
from polls.deeds import note, quoted
from polls.errors import Invalid, NotAllowed, WrongPhase
from polls.models import Deed, Role, Session, SessionRole, SignInLink, User
from polls.people import digest_of, find_sign_in_link, make_sign_in_link
from polls.roles import CONSOLE, RIGHTS
from polls.texts import read_line

#: How long a link is good for.
LIFE = timedelta(minutes=15)
LONGEST_NAME = 40
NAMELESS = "Type a name, so that others know who it is."
#: So many people may have come into one session.
MOST_PEOPLE = 60


@dataclass(frozen=True, slots=True)
class Brought:
    """Somebody who was brought into a session, as a console tells of them.

    ``came_at`` is null until they came; ``good_until`` is when their unused link runs out, null
    without one. ``may_end``: whoever asks may end their access.
    """

    key: int
    name: str
    username: str
    role: str
    by: str
    given_at: datetime
    came_at: datetime | None
    good_until: datetime | None
    may_end: bool


@transaction.atomic
def bring_in(*, session: Session, role: str, name: str, by: User, secret: str = "") -> str:
    """Return the secret of a link by which somebody new comes in, once and within ``LIFE``.

    A ``secret`` of which there is a link was sent before, and brings in nobody more. Raises
    ``LinkNotUsable`` where that one was used since, ``NotAllowed``, ``WrongPhase`` or ``Invalid``.
    """
    rights = rights_in(by, session)
    if rights is None or not rights.brings_in:
        raise NotAllowed("You may bring nobody into this session.")
    if role not in Role.values:
        raise Invalid("Choose as what the person comes in.")
    if role not in rights.brings_in:
        raise NotAllowed(f"You may not bring in a {_label(role)}.")
    if session.conference.ended_at:
        raise WrongPhase("The conference has ended.")
    if secret and SignInLink.objects.filter(digest=digest_of(secret)).exists():
        find_sign_in_link(secret)
        return secret
    _forget_who_never_came(session)
    if session.roles.count() >= MOST_PEOPLE:
        raise WrongPhase(f"A session takes {MOST_PEOPLE} people at most. End somebody’s access.")
    user = _make_guest(read_line(name, name="name", most=LONGEST_NAME, empty=NAMELESS))
    SessionRole.objects.create(session=session, user=user, role=role, by=by)
    return make_sign_in_link(
        user,
        home_of(session, Role(role)),
        LIFE,
        session=session,
        by=by,
        words=f"Made a link that brings {user} into {quoted(session)} as {_label(role)}",
        secret=secret,
    )


@transaction.atomic
def bring_own_device(*, session: Session, by: User, secret: str = "") -> str:
    """Return the secret of a link that signs whoever makes it in on another device of theirs.

    Raises ``NotAllowed``. One that they made before and did not use is no longer good.
    """
    rights = rights_in(by, session)
    if rights is None:
        raise NotAllowed("You have no part in this session.")
    before = SignInLink.objects.filter(session=session, user=by, spent_at=None)
    before.exclude(digest=digest_of(secret)).delete()
    role = next((given.role for given in session.roles.filter(user=by)), Role.CHAIR)
    words = f"Made a link for a second device of {by}, in {quoted(session)}"
    return make_sign_in_link(
        by,
        home_of(session, Role(role)),
        LIFE,
        session=session,
        by=by,
        words=words,
        secret=secret,
    )


@transaction.atomic
def end_access(*, session: Session, key: int, by: User) -> str:
    """End somebody's role in a session, with their unused links; return their shown name.

    An account that was made for the role ends with it. Raises ``NotAllowed``, or ``Invalid``
    where it has ended already.
    """
    given = session.roles.select_for_update(of=("self",)).filter(pk=key).first()
    if given is None:
        raise Invalid("This access has ended already.")
    rights = rights_in(by, session)
    if rights is None or Role(given.role) not in rights.brings_in:
        raise NotAllowed(f"You may not end the access of a {_label(given.role)}.")
    user = given.user
    end_role(given)
    words = f"Ended the access of {user}, {_label(given.role)} of {quoted(session)}"
    note(Deed.Kind.PEOPLE, words, conference=session.conference, about=user, by=by)
    return user.shown_name


def end_role(given: SessionRole) -> None:
    """Take a role away, in the caller's transaction, and what only it was good for."""
    user = given.user
    SignInLink.objects.filter(session=given.session, user=user, spent_at=None).delete()
    given.delete()
    others = (user.session_roles, user.conferences, user.chaired_sessions)
    if user.guest and not any(parts.exists() for parts in others):
        user.api_tokens.all().delete()
        User.objects.filter(pk=user.pk).update(is_active=False, signed_out=F("signed_out") + 1)


def read_brought(session: Session, *, by: User) -> Sequence[Brought]:
    """Everybody who was brought into a session and whose access has not ended."""
    rights = rights_in(by, session)
    ends = rights.brings_in if rights else frozenset()
    links = SignInLink.objects.filter(session=session, spent_at=None)
    until = dict(links.values_list("user").annotate(Max("expires_at")))
    return [
        Brought(
            key=given.pk,
            name=given.user.shown_name,
            username=given.user.get_username(),
            role=given.get_role_display(),
            by=given.by.shown_name if given.by else "",
            given_at=given.given_at,
            came_at=given.came_at,
            good_until=until.get(given.user_id),
            may_end=Role(given.role) in ends,
        )
        for given in session.roles.select_related("user", "by")
    ]


def home_of(session: Session, role: Role) -> str:
    """The address of the page that a role works on."""
    page = "" if CONSOLE in RIGHTS[role].pages else "next/"
    return f"/chair/{session.conference.code}/{page}?session={session.pk}"


def _label(role: str) -> str:
    return Role(role).label.lower()


def _make_guest(name: str) -> User:
    """An account under a name that nobody has yet, as close to the one that is shown as may be."""
    plain = re.sub(r"[^\w.@+-]+", "-", User.normalize_username(name)).strip("-")
    base = plain[:LONGEST_NAME] or "guest"
    taken = set(User.objects.filter(username__startswith=base).values_list("username", flat=True))
    number = 1
    while True:
        username = base if number == 1 else f"{base}-{number}"
        number += 1
        if username in taken:
            continue
        user = User(username=username, first_name=name, guest=True)
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:
            continue  # Somebody else took it just now.
        return user


def _forget_who_never_came(session: Session) -> None:
    """Those whose link ran out unused: of an account that was never used nothing is kept."""
    good = SignInLink.objects.filter(
        session=session, spent_at=None, expires_at__gt=timezone.now()
    ).values("user")
    gone = session.roles.filter(came_at=None).exclude(user__in=good)
    User.objects.filter(guest=True, pk__in=list(gone.values_list("user", flat=True))).delete()
