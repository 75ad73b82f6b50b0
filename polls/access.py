"""Who may do what: the permissions, and what a person may manage or chair.

A chair or organiser of one conference is nobody in another. Superusers may do
everything; people whose account is not active may do nothing.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from rules import add_perm, predicate

from polls.models import Conference, Session, User

Person = User | AnonymousUser

CREATE_CONFERENCE = "polls.create_conference"
MANAGE_CONFERENCE = "polls.manage_conference"
CHAIR_SESSION = "polls.chair_session"
MODERATE_SESSION = "polls.moderate_session"


def conferences_managed_by(user: Person) -> QuerySet[Conference]:
    """The conferences whose programme and results this person manages."""
    if not user.is_active:
        return Conference.objects.none()
    if user.is_superuser:
        return Conference.objects.all()
    return Conference.objects.filter(organisers=user.pk)


def sessions_chaired_by(user: Person) -> QuerySet[Session]:
    """The sessions that this person may steer: chairs, and organisers of the conference."""
    if not user.is_active:
        return Session.objects.none()
    if user.is_superuser:
        return Session.objects.all()
    return Session.objects.filter(
        Q(pk__in=Session.chairs.through.objects.filter(user=user.pk).values("session"))
        | Q(conference__in=Conference.objects.filter(organisers=user.pk))
    )


def sessions_moderated_by(user: Person) -> QuerySet[Session]:
    """The sessions in which this person decides what delegates put forward: its chairs."""
    return sessions_chaired_by(user)


@predicate
def may_create(user: Person) -> bool:
    """Organisers create conferences."""
    return user.is_active and (user.is_superuser or getattr(user, "organises", False))


@predicate
def may_manage(user: Person, conference: Conference | None) -> bool:
    """Organisers manage their own conferences."""
    return conference is not None and conferences_managed_by(user).filter(pk=conference.pk).exists()


@predicate
def may_chair(user: Person, session: Session | None) -> bool:
    """Chairs steer their sessions; organisers every session of their conferences."""
    return session is not None and sessions_chaired_by(user).filter(pk=session.pk).exists()


@predicate
def may_moderate(user: Person, session: Session | None) -> bool:
    """Moderators decide what becomes of what delegates put forward."""
    return session is not None and sessions_moderated_by(user).filter(pk=session.pk).exists()


add_perm(CREATE_CONFERENCE, may_create)
add_perm(MANAGE_CONFERENCE, may_manage)
add_perm(CHAIR_SESSION, may_chair)
add_perm(MODERATE_SESSION, may_moderate)
