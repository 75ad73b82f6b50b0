"""Where a delegate's page is."""

from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Place:
    """Where a delegate is: the conference, and the session chosen by ``?session=`` or None.

    ``conference_id`` outlives the join code: by it a phone keeps votes that are under way.
    """

    code: str
    conference: str
    address: str
    session: str | None = None
    conference_id: str = ""

    @property
    def query(self) -> str:
        """What keeps the chosen session in an address."""
        return f"?{urlencode({'session': self.session})}" if self.session else ""
