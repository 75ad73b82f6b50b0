"""Codes of messages under a key, for names that nobody else can make."""

import hmac


class Mac:
    """HMAC-SHA256 (RFC 2104) under one key.

    ``hmac.digest`` lets go of the interpreter for every message, however short: beside a busy
    event loop whoever names a thousand voters would wait a thousand times to have it back.
    """

    __slots__ = ("_keyed",)

    def __init__(self, key: bytes) -> None:
        self._keyed = hmac.new(key, digestmod="sha256")

    def digest(self, message: bytes) -> bytes:
        """The 32 bytes of a message."""
        of_message = self._keyed.copy()
        of_message.update(message)
        return of_message.digest()
