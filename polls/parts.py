"""Who has a part in a conference: organisers, chairs, and people brought into its sessions."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from polls.bringing_in import end_role
from polls.deeds import note, quoted
from polls.errors import Invalid, NotAllowed
from polls.models import Conference, Deed, SessionRole, SignInLink, User
from polls.people import find_or_make_person, may_make_link_for, revoke_sign_in_links

ORGANISER = "organiser"
CHAIR_OF_ALL = "chair"


@dataclass(frozen=True, slots=True)
class Part:
    """A person's part in one conference; ``links`` counts unused sign-in links.

    ``roles`` are those by which they were brought in: “Technician of Paying for care”.
    """

    user: User
    organises: bool
    chairs: tuple[str, ...]
    links: int
    may_get_link: bool
    roles: tuple[str, ...] = ()


def read_parts(conference: Conference, *, by: User) -> list[Part]:
    """Everybody with a part in the conference, as ``by`` may see and change it."""
    organisers = set(conference.organisers.all())
    chaired: dict[User, list[str]] = {}
    for session in conference.sessions.prefetch_related("chairs"):
        for user in session.chairs.all():
            chaired.setdefault(user, []).append(session.title)
    roles: dict[User, list[str]] = {}
    for given in _roles_in(conference).select_related("user", "session"):
        roles.setdefault(given.user, []).append(f"{given.get_role_display()} of {given.session}")
    return [
        Part(
            user=user,
            organises=user in organisers,
            chairs=tuple(chaired.get(user, ())),
            links=SignInLink.objects.filter(user=user, spent_at=None).count(),
            may_get_link=may_make_link_for(by, user),
            roles=tuple(roles.get(user, ())),
        )
        for user in sorted({*organisers, *chaired, *roles}, key=lambda user: user.username)
    ]


def _roles_in(conference: Conference) -> QuerySet[SessionRole]:
    return SessionRole.objects.filter(session__conference=conference)


def has_part(conference: Conference, user: User) -> bool:
    """Whether a person organises the conference, or has a part in one of its sessions."""
    return (
        conference.organisers.filter(pk=user.pk).exists()
        or conference.sessions.filter(chairs=user).exists()
        or _roles_in(conference).filter(user=user).exists()
    )


@transaction.atomic
def give_part(*, conference: Conference, username: str, part: str) -> tuple[User, bool]:
    """Give somebody a part; return the person and whether the account is new.

    ``part`` is ``organiser``, ``chair`` (of every session) or the id of a session.
    Links that sign the person in are revoked at their first part here: whoever made
    them did not know of it. Raises ``Invalid`` for what cannot be a username.
    """
    user, made = find_or_make_person(username)
    if not user.is_active:
        raise Invalid(f"The account of {user} is not active.")
    if not has_part(conference, user):
        revoke_sign_in_links(user)
    if part == ORGANISER:
        conference.organisers.add(user)
        note_part(conference, user, f"Made {user} an organiser")
        return user, made
    sessions = conference.sessions.all()
    if part != CHAIR_OF_ALL:
        sessions = sessions.filter(pk=part)
    for session in sessions:
        session.chairs.add(user)
    where = "every session" if part == CHAIR_OF_ALL else ", ".join(map(quoted, sessions))
    note_part(conference, user, f"Made {user} a chair of {where}")
    return user, made


def note_part(conference: Conference, user: User, words: str) -> None:
    """Note that a person got a part, or lost it."""
    note(Deed.Kind.PEOPLE, words, conference=conference, about=user)


@transaction.atomic
def take_part(*, conference: Conference, user: User, by: User) -> None:
    """Take away a person's every part in a conference, and their unused links.

    Raises ``NotAllowed`` for the last organiser.
    """
    others = conference.organisers.exclude(pk=user.pk)
    if conference.organisers.filter(pk=user.pk).exists() and not others.exists():
        raise NotAllowed("A conference keeps one organiser at least. Add another one first.")
    if may_make_link_for(by, user) and user != by:
        revoke_sign_in_links(user)
    conference.organisers.remove(user)
    for session in conference.sessions.filter(chairs=user):
        session.chairs.remove(user)
    for given in _roles_in(conference).filter(user=user).select_related("user", "session"):
        end_role(given)
    note_part(conference, user, f"Removed {user} from chairs and organisers")
