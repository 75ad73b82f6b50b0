"""Keys of rounds: kept wrapped, so that the database alone names no voter.

A round's key makes the pseudonyms of its ballots. It is stored encrypted (AES-256-GCM) under
``BALLOT_SECRET``, which lies outside the database, and bound to its round: a wrapped key that
is copied to another round opens nothing.
"""

import functools
import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
#: As NIST SP 800-38D advises; random, and one for each round alone.
NONCE_BYTES = 12


class KeyLost(Exception):
    """The wrapped key was made under another secret, or for another round."""


def make_key(round_id: UUID) -> bytes:
    """Return a fresh random 256-bit key for a round, wrapped."""
    return wrap_key(round_id, secrets.token_bytes(KEY_BYTES))


def wrap_key(round_id: UUID, key: bytes) -> bytes:
    """Return a round's key wrapped: nonce, ciphertext and tag, 60 bytes."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + _cipher(settings.BALLOT_SECRET).encrypt(nonce, key, round_id.bytes)


def unwrap_key(round_id: UUID, wrapped: bytes) -> bytes:
    """Return the key of a round; raises ``KeyLost``."""
    nonce, rest = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return _cipher(settings.BALLOT_SECRET).decrypt(nonce, rest, round_id.bytes)
    except (InvalidTag, ValueError):
        raise KeyLost(f"The key of round {round_id} was not wrapped by this secret.") from None


@functools.lru_cache(maxsize=1)
def _cipher(secret: str) -> AESGCM:
    """The cipher of a secret, its key derived by HKDF (RFC 5869): a secret may be any text."""
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"show-of-hands round keys")
    return AESGCM(derive.derive(secret.encode()))
