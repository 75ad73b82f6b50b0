"""How people sign in besides a password: links that work once, and programs' tokens.

Both are random secrets of 256 bits; the database keeps their SHA-256 alone.
"""

import hashlib
import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from polls.access import conferences_managed_by
from polls.deeds import note, quoted
from polls.errors import Invalid, NotAllowed
from polls.models import ApiToken, Deed, Session, SessionRole, SignInLink, User

DAY = timedelta(days=1)


class LinkNotUsable(NotAllowed):
    """A sign-in link that was used, is too old, or was never made."""


def digest_of(secret: str) -> str:
    """The SHA-256 of a secret, in hexadecimal."""
    return hashlib.sha256(secret.encode("utf-8", "backslashreplace")).hexdigest()


@transaction.atomic
def find_or_make_person(username: str, *, organises: bool = False) -> tuple[User, bool]:
    """Return the person of that name, made without a password if there is none, and whether so.

    ``organises`` says whether a person who is made may create conferences. Raises
    ``Invalid`` for what cannot be a username.
    """
    found = User.objects.filter(username=username).first()
    if found:
        return found, False
    user = User(username=username, organises=organises)
    user.set_unusable_password()
    try:
        user.full_clean()
    except ValidationError as error:
        raise Invalid(" ".join(error.messages)) from None
    user.save()
    note(Deed.Kind.PEOPLE, f"Made an account for {user}", about=user)
    return user, True


class NothingLasting(NotAllowed):
    """A password or token for somebody whose account is only as good as the link they came by."""


def refuse_to_guest(user: User) -> None:
    """Raise ``NothingLasting`` for whoever came in by a link: their device may be in many hands."""
    if user.guest:
        raise NothingLasting(
            f"{user.shown_name} came in by a link. Such an account has no password and no tokens."
        )


@transaction.atomic
def make_api_token(user: User, label: str, *, secret: str = "") -> str:
    """Return a new token for a program that acts as ``user``.

    ``secret`` is what a form that is sent again makes again: then the token that stands is
    returned. Raises ``NothingLasting``.
    """
    refuse_to_guest(user)
    token = secret or secrets.token_urlsafe(32)
    if user.api_tokens.filter(digest=digest_of(token)).exists():
        return token
    ApiToken.objects.create(user=user, label=label, digest=digest_of(token))
    note(Deed.Kind.TOKENS, f"Made a token of {user} for {quoted(label)}", about=user)
    return token


@transaction.atomic
def revoke_api_token(token: ApiToken) -> None:
    """Make a program's token useless."""
    words = f"Revoked the token of {token.user} for {quoted(token.label)}"
    token.delete()
    note(Deed.Kind.TOKENS, words, about=token.user)


def user_of_api_token(token: str) -> User | None:
    """Return the active person whose token this is, or None. Guests have none that is good."""
    return User.objects.filter(
        api_tokens__digest=digest_of(token), is_active=True, guest=False
    ).first()


def is_local_path(destination: str) -> bool:
    """Whether a redirect to ``destination`` stays on this server."""
    return destination.startswith("/") and url_has_allowed_host_and_scheme(
        destination, allowed_hosts=None
    )


@transaction.atomic
def make_sign_in_link(
    user: User,
    destination: str = "/organise/",
    valid_for: timedelta = DAY,
    *,
    session: Session | None = None,
    by: User | None = None,
    words: str = "",
    secret: str = "",
) -> str:
    """Return the secret of a link that signs ``user`` in once and leads to ``destination``.

    On the console of a ``session`` somebody makes it, ``by`` name, and the log of its conference
    has ``words`` of its own for that. ``secret`` is what a form that is sent again makes again:
    then the link that stands is good, or raises ``LinkNotUsable``. Raises ``Invalid`` if the
    destination is not a path of this server.
    """
    if not is_local_path(destination) or len(destination) > 200:
        raise Invalid(f"A sign-in link leads to a page here such as /organise/, not {destination}")
    secret = secret or secrets.token_urlsafe(32)
    if SignInLink.objects.filter(digest=digest_of(secret)).exists():
        find_sign_in_link(secret)
        return secret
    SignInLink.objects.create(
        user=user,
        digest=digest_of(secret),
        destination=destination,
        expires_at=timezone.now() + valid_for,
        session=session,
        by=by,
    )
    note(
        Deed.Kind.SIGNING_IN,
        words or f"Made a sign-in link for {user}",
        conference=session.conference if session else None,
        about=user,
    )
    return secret


def find_sign_in_link(secret: str) -> SignInLink:
    """Return the link of a secret without spending it; raises ``LinkNotUsable``."""
    links = SignInLink.objects.select_related("user", "by", "session__conference")
    link = links.filter(digest=digest_of(secret)).first()
    if not link or not link.user.is_active:
        raise LinkNotUsable("This sign-in link is not known here. Ask for a new one.")
    if link.spent_at:
        raise LinkNotUsable(
            "This sign-in link was used already. Each works once: ask for a new one."
        )
    if link.expires_at <= timezone.now():
        raise LinkNotUsable("This sign-in link is too old. Ask for a new one.")
    return link


@transaction.atomic
def spend_sign_in_link(secret: str) -> tuple[User, str]:
    """Return the person and destination of a link, once; raises ``LinkNotUsable``."""
    link = find_sign_in_link(secret)
    spent = SignInLink.objects.filter(pk=link.pk, spent_at=None).update(spent_at=timezone.now())
    if not spent:
        raise LinkNotUsable(
            "This sign-in link was used already. Each works once: ask for a new one."
        )
    _note_coming(link)
    return link.user, link.destination


def _note_coming(link: SignInLink) -> None:
    """Note that a link was used: where it was made on a console, into what, and who made it."""
    user, session = link.user, link.session
    words = f"{user} signed in by a link"
    if session:
        coming = SessionRole.objects.filter(session=session, user=user)
        coming.filter(came_at=None).update(came_at=timezone.now())
        given = coming.first()
        words = f"{user} came into {quoted(session)} by a link of {link.by or 'somebody gone'}"
        if given:
            words += f", as {given.get_role_display().lower()}"
    conference = session.conference if session else None
    note(Deed.Kind.SIGNING_IN, words, conference=conference, about=user, by=user)


@transaction.atomic
def revoke_sign_in_links(user: User) -> int:
    """Make a person's unused links useless; return how many there were."""
    revoked = SignInLink.objects.filter(user=user, spent_at=None).delete()[0]
    if revoked:
        words = f"Revoked {revoked} unused sign-in link{'s' * (revoked > 1)} of {user}"
        note(Deed.Kind.SIGNING_IN, words, about=user)
    return revoked


def note_sign_in(user: User) -> None:
    """Note, in the transaction that does it, that a person signed in by a password."""
    note(Deed.Kind.SIGNING_IN, f"{user} signed in", about=user, by=user)


@transaction.atomic
def note_failed_sign_in(username: str, *, locked: bool) -> None:
    """Note a wrong password for an account that there is, and that it locks somebody out.

    Other names are left out: people type passwords where names belong, and anybody could
    fill the log.
    """
    user = User.objects.filter(username=username).first()
    if user:
        more = ", and is locked out for a quarter of an hour" if locked else ""
        note(Deed.Kind.SIGNING_IN, f"Somebody failed to sign in as {user}{more}", about=user)


def note_new_password(user: User) -> None:
    """Note, in the transaction that saves it, that a person has a new password."""
    note(Deed.Kind.SIGNING_IN, f"Set a new password for {user}", about=user)


@transaction.atomic
def set_password(*, user: User, password: str) -> None:
    """Give a person a new password, which signs their devices out; it was checked already.

    Raises ``NothingLasting``.
    """
    refuse_to_guest(user)
    user.set_password(password)
    user.save(update_fields=["password"])
    note_new_password(user)


def note_new_operator(user: User) -> None:
    """Note, in the transaction that makes the account, that it may do everything."""
    note(Deed.Kind.PEOPLE, f"Made an account for {user}, an operator", about=user)


@transaction.atomic
def sign_out_everywhere(user: User, *, programs: bool) -> None:
    """End a person's every session and make their unused links useless.

    With ``programs``, their API tokens too. Open sockets close within seconds.
    """
    User.objects.filter(pk=user.pk).update(signed_out=F("signed_out") + 1)
    revoke_sign_in_links(user)
    if programs:
        for token in user.api_tokens.all():
            revoke_api_token(token)
    note(Deed.Kind.SIGNING_IN, f"Signed out {user} everywhere", about=user)


def may_make_link_for(maker: User, person: User) -> bool:
    """Whether ``maker`` may hand out a link that signs ``person`` in.

    Such a link is that person's whole power, so it must not exceed the maker's own:
    nobody who creates conferences, and nobody with a part in a conference of others.
    """
    if not person.is_active or person == maker or maker.is_superuser:
        return person.is_active
    if person.is_superuser or person.is_staff or person.organises:
        return False
    mine = conferences_managed_by(maker)
    return not (
        person.conferences.exclude(pk__in=mine).exists()
        or person.chaired_sessions.exclude(conference__in=mine).exists()
        or person.session_roles.exclude(session__conference__in=mine).exists()
    )
