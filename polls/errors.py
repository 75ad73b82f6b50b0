"""What can go wrong, each with the code that the protocol gives it."""

from collections.abc import Sequence
from typing import Any

#: What is wrong, and where: ``(place, what)``.
Mistakes = Sequence[tuple[str, str]]


class PollError(Exception):
    """A rule was broken; ``detail`` is a sentence for a person."""

    code = "invalid"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class Malformed(PollError):
    """The message is not of the protocol's form."""

    code = "malformed"


class TooFast(PollError):
    """More messages than one socket or delegate may send."""

    code = "too_fast"


class Unavailable(PollError):
    """The database did not answer in time; whether the change stands is unknown."""

    code = "unavailable"


class Invalid(PollError):
    """The message is well formed, but its content fits nothing here."""

    code = "invalid"


class VoteRefused(PollError):
    """A vote that was not counted; ``rev`` and ``answer`` are those that stand."""

    def __init__(self, detail: str, *, rev: int, answer: Any) -> None:
        super().__init__(detail)
        self.rev = rev
        self.answer = answer


class RoundClosed(VoteRefused):
    """The round does not take votes, or is none of this delegate's conference."""

    code = "closed"


class RoundSealed(RoundClosed):
    """The round's votes can no longer be traced, so that none can be changed or recognised."""


class RoundRestored(RoundClosed):
    """The round came from a backup without its key, so that nobody's ballot can be found."""


class VoteInvalid(VoteRefused):
    """The answer does not fit the question."""

    code = "invalid"


class VoteStale(VoteRefused):
    """A later revision, or another answer under the same revision, stands."""

    code = "stale"


class NotAllowed(PollError):
    """This person may not do this."""

    code = "not_allowed"


class DoorShut(PollError):
    """Nobody new is let in this way just now."""

    code = "door_shut"


class WrongPhase(PollError):
    """The command does not fit what is going on in the room."""

    code = "wrong_phase"


class CountsDiffer(PollError):
    """A round's counters are not what its ballots say, so that it cannot be sealed."""

    code = "invalid"


class Stale(PollError):
    """The chair acted on a state that is no longer the current one."""

    code = "stale"


class FileMistakes(PollError):
    """A conference file has mistakes; ``warnings`` are what it says in vain besides."""

    code = "invalid"

    def __init__(self, mistakes: Mistakes, warnings: Mistakes = ()) -> None:
        self.mistakes = mistakes
        self.warnings = warnings
        super().__init__("\n".join(f"{place}: {what}" for place, what in mistakes))
