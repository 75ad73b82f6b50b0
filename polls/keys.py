"""Keys of rounds and secrets of stations: kept wrapped, so that the database alone opens nothing.

A round's key makes the pseudonyms of its ballots. It is stored encrypted (AES-256-GCM) under
``BALLOT_SECRET``, which lies outside the database, and bound to its round: a wrapped key that
is copied to another round opens nothing. A station's secret is wrapped in the same way under
``SECRET_KEY``, as the tokens of phones are made of it: whoever holds backups and knows the
secret of ballots cannot vote by it.
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


#: What the keys are for, said when they are derived: neither opens what is the other's.
ROUNDS = b"show-of-hands round keys"
STATIONS = b"show-of-hands station secrets"


class KeyLost(Exception):
    """What is wrapped was made under another secret, or for something else."""


def make_key(round_id: UUID) -> bytes:
    """Return a fresh random 256-bit key for a round, wrapped."""
    return wrap_key(round_id, secrets.token_bytes(KEY_BYTES))


def wrap_key(round_id: UUID, key: bytes) -> bytes:
    """Return a round's key wrapped: nonce, ciphertext and tag, 60 bytes."""
    return _wrap(_cipher(settings.BALLOT_SECRET, ROUNDS), key, round_id)


def unwrap_key(round_id: UUID, wrapped: bytes) -> bytes:
    """Return the key of a round; raises ``KeyLost``."""
    return _unwrap(_cipher(settings.BALLOT_SECRET, ROUNDS), wrapped, round_id)


def wrap_secret(station_id: UUID, secret: bytes) -> bytes:
    """Return a station's secret of 32 bytes wrapped, 60 bytes."""
    return _wrap(_cipher(settings.SECRET_KEY, STATIONS), secret, station_id)


def unwrap_secret(station_id: UUID, wrapped: bytes) -> bytes:
    """Return the secret of a station; raises ``KeyLost``."""
    return _unwrap(_cipher(settings.SECRET_KEY, STATIONS), wrapped, station_id)


def _wrap(cipher: AESGCM, plain: bytes, owner: UUID) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, plain, owner.bytes)


def _unwrap(cipher: AESGCM, wrapped: bytes, owner: UUID) -> bytes:
    nonce, rest = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
    try:
        return cipher.decrypt(nonce, rest, owner.bytes)
    except (InvalidTag, ValueError):
        raise KeyLost(f"What is kept for {owner} was not wrapped by this secret.") from None


@functools.lru_cache(maxsize=4)
def _cipher(secret: str, purpose: bytes) -> AESGCM:
    """The cipher of a secret, its key derived by HKDF (RFC 5869): a secret may be any text."""
    derive = HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=purpose)
    return AESGCM(derive.derive(secret.encode()))
