"""The key of names that processes give delegates among themselves."""

import functools
import hashlib

from django.conf import settings


@functools.cache
def digest_key() -> bytes:
    """What makes digests of delegates: nobody without the server's secret can."""
    return hashlib.sha256(settings.SECRET_KEY.encode()).digest()
