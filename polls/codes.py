"""Codes that delegates type: a conference's, from a screen twenty metres away, and their own."""

import hashlib
import secrets
import uuid

#: Without characters that are mistaken for one another on a screen.
CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ3789"
CODE_LENGTH = 6


def make_code() -> str:
    """Return a random join code (28⁶, about 480 million)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def normalise_code(typed: str) -> str | None:
    """Return the code in capitals without spaces, or None if it cannot be a code."""
    code = "".join(typed.split()).upper()
    if len(code) != CODE_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return None
    return code


def spaced(code: str) -> str:
    """A join code as people read it: two halves, with a gap that no line breaks at."""
    return f"{code[: CODE_LENGTH // 2]}\N{NO-BREAK SPACE}{code[CODE_LENGTH // 2 :]}"


#: A personal code: three characters name its conference, thirteen are random (62 bits).
SERIES_LENGTH = 3
PERSONAL_LENGTH = 16
GROUP = 4


def series_of(conference_id: uuid.UUID) -> str:
    """The first characters of a conference's personal codes: guesses are counted by them."""
    number = int.from_bytes(hashlib.sha256(conference_id.bytes).digest()[:8], "big")
    base = len(CODE_ALPHABET)
    return "".join(CODE_ALPHABET[number // base**place % base] for place in range(SERIES_LENGTH))


def make_personal_code(series: str) -> str:
    """Return a random personal code of a conference."""
    length = PERSONAL_LENGTH - len(series)
    return series + "".join(secrets.choice(CODE_ALPHABET) for _ in range(length))


def normalise_personal_code(typed: str) -> str | None:
    """Return the code in capitals without spaces and hyphens, or None if it cannot be one."""
    code = "".join(typed.replace("-", " ").split()).upper()
    if len(code) != PERSONAL_LENGTH or not set(code) <= set(CODE_ALPHABET):
        return None
    return code


def grouped(code: str) -> str:
    """A personal code as it is printed: groups of four with hyphens."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))
