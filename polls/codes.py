"""Join codes: short, typed from a screen twenty metres away."""

import secrets

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
