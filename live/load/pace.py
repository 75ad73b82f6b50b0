"""How patiently clients try again."""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """Delays in seconds before something is tried again; each is drawn between zero and its bound.

    ``base`` doubles with every failed attempt up to ``cap``; ``after_close`` spreads the
    first attempt after the server closed a socket, ``after_loss`` (``base`` where it is None)
    that after a socket was cut off; ``resend`` that of a vote which was refused as
    ``unavailable`` or ``too_fast``. ``patience`` bounds one attempt to connect, and after
    ``silence`` without a word from the server the connection counts as lost.
    """

    base: float = 1.0
    cap: float = 15.0
    after_close: float = 10.0
    after_loss: float | None = None
    resend: float = 1.0
    patience: float = 30.0
    silence: float = 12.0

    def before_attempt(self, failed: int) -> float:
        """Full jitter: anything up to the bound that ``failed`` attempts have reached."""
        return random.uniform(0, min(self.cap, self.base * 2 ** min(failed, 16)))  # noqa: S311

    def before_return(self, *, cut_off: bool, within: float) -> float:
        """The delay after a socket was cut off, or closed by a server that said ``within``."""
        loss = self.base if self.after_loss is None else self.after_loss
        return self.after(loss if cut_off else within)

    def after(self, bound: float) -> float:
        """Anything up to ``bound``."""
        return random.uniform(0, bound)  # noqa: S311


#: What the protocol asks of clients.
GENTLE = Pace()
