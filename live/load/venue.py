"""Where a conference is held."""

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Venue:
    """A server's address without a path, such as ``http://192.168.1.5:8000``, and a join code.

    ``session`` is needed only where several sessions are live at once, ``host`` where the
    server answers to another name than that of the address by which it is reached.
    """

    url: str
    code: str
    session: str | None = None
    host: str = ""

    def socket_url(self, role: str) -> str:
        """The address of a role's socket; roles are ``delegate``, ``stage`` and ``chair``."""
        address = f"ws{self.url.removeprefix('http')}/ws/{role}/{self.code}/"
        return f"{address}?session={quote(self.session)}" if self.session else address

    @property
    def page(self) -> str:
        """The path of the delegate's page."""
        return f"/j/{self.code}/"

    @property
    def delegates(self) -> str:
        """The path where programs join."""
        return f"/api/v1/conferences/{self.code}/delegates"
