"""``multiple``: several of a list, between two bounds."""

from polls.kinds.choosing import Choosing


class Multiple(Choosing):
    """Several choices each: shares are of the people who voted, not of the ticks."""

    name = "multiple"
    label = "Several choices"
    counts_hands = False
    ranks = True
    base_note = "; each could choose several, and the shares are of the people who voted"
