"""Delegates' tokens: signed, checked without the database."""

import uuid
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer
from django.utils.crypto import salted_hmac

_SALT = "show-of-hands.delegate"
#: Stands before the session that a simulated delegate rehearses.
_REHEARSES = "r"


@dataclass(frozen=True, slots=True)
class DelegateToken:
    """Who a token speaks for: a 128-bit delegate of one conference.

    ``generation`` is that of the personal code by which it was got, 0 for none. ``rehearses``
    is the session that a simulated delegate may come to, while it is in rehearsal and
    nowhere else; None for everybody else.
    """

    conference_id: str
    delegate_id: uuid.UUID
    generation: int = 0
    rehearses: str | None = None


def make_token(conference_id: str) -> str:
    """Return a token for a delegate who is new."""
    return Signer(salt=_SALT).sign(f"{uuid.UUID(conference_id).hex}{uuid.uuid4().hex}")


def make_personal_token(conference_id: str, delegate_id: uuid.UUID, generation: int) -> str:
    """Return a token for the delegate to whom a personal code of this generation is the key."""
    text = f"{uuid.UUID(conference_id).hex}{delegate_id.hex}{generation}"
    return Signer(salt=_SALT).sign(text)


def make_simulated_token(conference_id: str, session_id: str, number: int) -> str:
    """Return the token of one of a session's simulated delegates, always the same delegate."""
    name = salted_hmac(_SALT, f"{session_id}/{number}", algorithm="sha256").digest()
    delegate, session = uuid.UUID(bytes=name[:16]), uuid.UUID(session_id)
    text = f"{uuid.UUID(conference_id).hex}{delegate.hex}{_REHEARSES}{session.hex}"
    return Signer(salt=_SALT).sign(text)


def read_token(token: str) -> DelegateToken | None:
    """Return what a token says, or None if it was not made here."""
    try:
        text = Signer(salt=_SALT).unsign(token)
        if text[64:65] == _REHEARSES:
            conference, delegate, session = (uuid.UUID(text[i : i + 32]) for i in (0, 32, 65))
            return DelegateToken(str(conference), delegate, rehearses=str(session))
        return DelegateToken(str(uuid.UUID(text[:32])), uuid.UUID(text[32:64]), int(text[64:] or 0))
    except (BadSignature, ValueError):
        return None
