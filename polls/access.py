"""Who may do what: the permissions, and what a person may manage or chair.

A chair or organiser of one conference is nobody in another. Superusers may do
everything; people whose account is not active may do nothing.
"""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from rules import add_perm, predicate

from polls.models import Conference, Role, Session, SessionRole, User
from polls.roles import MODERATE, RIGHTS, STEER, Rights, roles_with

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
    """The sessions that this person may steer: chairs, co-chairs, organisers of the conference."""
    return sessions_open_to(user, STEER)


def sessions_moderated_by(user: Person) -> QuerySet[Session]:
    """The sessions in which this person decides what delegates put forward."""
    return sessions_open_to(user, MODERATE)


def sessions_open_to(user: Person, page: str) -> QuerySet[Session]:
    """The sessions of which this person may open a page, as ``polls/roles.py`` names it."""
    if not user.is_active:
        return Session.objects.none()
    if user.is_superuser:
        return Session.objects.all()
    given = SessionRole.objects.filter(user=user.pk, role__in=roles_with(page))
    return Session.objects.filter(_appointed(user) | Q(pk__in=given.values("session")))


def role_in(user: Person, session: Session) -> Role | None:
    """What a person is in a session; organisers are chairs. None for whoever has no part."""
    if not user.is_active:
        return None
    if user.is_superuser or Session.objects.filter(_appointed(user), pk=session.pk).exists():
        return Role.CHAIR
    given = SessionRole.objects.filter(user=user.pk, session=session.pk).first()
    return Role(given.role) if given else None


def rights_in(user: Person, session: Session) -> Rights | None:
    """What a person may do in a session; None for whoever has no part."""
    role = role_in(user, session)
    return RIGHTS[role] if role else None


def _appointed(user: Person) -> Q:
    """Sessions that a person chairs by the organisers' word, and those of own conferences."""
    chaired = Session.chairs.through.objects.filter(user=user.pk)
    managed = Conference.objects.filter(organisers=user.pk)
    return Q(pk__in=chaired.values("session")) | Q(conference__in=managed)


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
    """Moderators decide what becomes of what delegates put forward; chairs may too."""
    return session is not None and sessions_moderated_by(user).filter(pk=session.pk).exists()


add_perm(CREATE_CONFERENCE, may_create)
add_perm(MANAGE_CONFERENCE, may_manage)
add_perm(CHAIR_SESSION, may_chair)
add_perm(MODERATE_SESSION, may_moderate)
