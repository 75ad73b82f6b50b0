"""How a station signs what it sends, and the server what it answers.

HMAC-SHA256 (RFC 2104) over lines of text, so that plain HTTP in a venue's own network will do:
nobody there can vote in a station's name, send its batches again, or say in the server's name
that votes are in which are not.
"""

import base64
import binascii
import codecs
import hashlib
import hmac
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from live.keypads.files import read_whole

SCHEME = "Station"
SEQUENCE_HEADER = "Station-Sequence"
ANSWER_HEADER = "Station-Answer"

#: What helps whoever has no token in a file.
REMEDY = (
    "Put the base station’s token into it: the organiser’s page Keypads shows it once, as the "
    "station is made."
)

_REQUEST = "show-of-hands station request 1"
_ANSWER = "show-of-hands station answer 1"


class WrongToken(ValueError):
    """What was given is no token of a station."""


@dataclass(frozen=True, slots=True)
class Token:
    """The token of a station: its id, and the secret that it signs with."""

    station: str
    secret: bytes

    @classmethod
    def read(cls, text: str) -> "Token":
        """Read ``<id>.<secret>``, as the organiser's page shows it once; raises ``WrongToken``."""
        station, _, secret = text.strip().partition(".")
        try:
            canonical = str(UUID(station))
            key = base64.urlsafe_b64decode(secret + "=" * (-len(secret) % 4))
        except (ValueError, binascii.Error):
            raise WrongToken("This is no token of a base station.") from None
        if len(key) != 32:
            raise WrongToken("The token of the base station is not whole.")
        return cls(canonical, key)


def digest_of(body: bytes) -> str:
    """SHA-256 of a body, in hexadecimal."""
    return hashlib.sha256(body).hexdigest()


def sign_request(secret: bytes, method: str, target: str, sequence: int, body: bytes) -> str:
    """The signature of a request; ``target`` is the path with its query."""
    return _sign(secret, _REQUEST, method, target, str(sequence), digest_of(body))


def sign_answer(secret: bytes, request: str, status: int, body: bytes) -> str:
    """The signature of the answer to the request with the signature ``request``."""
    return _sign(secret, _ANSWER, request, str(status), digest_of(body))


def same(one: str, other: str) -> bool:
    """Whether two signatures are the same, compared in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())


def read_token_file(file: Path) -> str:
    """The text of a file in UTF-8, or in UTF-16 as PowerShell writes it.

    Raises ``Unreadable``, ``WrongToken``.
    """
    content = read_whole(file, remedy=REMEDY)
    wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise WrongToken(f"{file} holds no token of a base station. {REMEDY}") from None


def _sign(secret: bytes, *lines: str) -> str:
    return hmac.digest(secret, "\n".join(lines).encode(), "sha256").hex()
