"""Delegates' tokens: signed, checked without the database."""

import uuid
from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

_SALT = "show-of-hands.delegate"


@dataclass(frozen=True, slots=True)
class DelegateToken:
    """Who a token speaks for: a 128-bit delegate of one conference.

    ``generation`` is that of the personal code by which it was got, 0 for none.
    """

    conference_id: str
    delegate_id: uuid.UUID
    generation: int = 0


def make_token(conference_id: str) -> str:
    """Return a token for a delegate who is new."""
    return Signer(salt=_SALT).sign(f"{uuid.UUID(conference_id).hex}{uuid.uuid4().hex}")


def make_personal_token(conference_id: str, delegate_id: uuid.UUID, generation: int) -> str:
    """Return a token for the delegate to whom a personal code of this generation is the key."""
    text = f"{uuid.UUID(conference_id).hex}{delegate_id.hex}{generation}"
    return Signer(salt=_SALT).sign(text)


def read_token(token: str) -> DelegateToken | None:
    """Return what a token says, or None if it was not made here."""
    try:
        text = Signer(salt=_SALT).unsign(token)
        return DelegateToken(str(uuid.UUID(text[:32])), uuid.UUID(text[32:64]), int(text[64:] or 0))
    except (BadSignature, ValueError):
        return None
