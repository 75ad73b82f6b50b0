"""The order in which a phone lists entries before they are frozen: random, and its own.

No entry gains by having come first. The order follows from the delegate and the entry, so
that it is the same at every look; ``static/js/remedies_order.js`` computes the same.
"""

import hashlib
from uuid import UUID

#: FNV-1a with 32 bits (G. Fowler, L. C. Noll and K.-P. Vo, RFC 9923), which scripts can compute on
#: pages without TLS too. It need not withstand anybody: it hides nothing.
BASIS, PRIME = 0x811C9DC5, 0x01000193


def seed_of(delegate_id: UUID) -> str:
    """A delegate's seed; the id cannot be computed from it."""
    return hashlib.sha256(b"order of remedies" + delegate_id.bytes).hexdigest()[:16]


def place_of(seed: str, entry_id: str) -> tuple[int, str]:
    """What entries are sorted by for the delegate with this seed."""
    number = BASIS
    for byte in f"{seed}{entry_id}".encode():
        number = (number ^ byte) * PRIME & 0xFFFFFFFF
    # The last characters move the low bits most: without this, neighbours stay neighbours.
    number ^= number >> 15
    return number, entry_id
