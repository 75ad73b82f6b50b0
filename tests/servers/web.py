"""How the tests speak HTTP to servers on the loopback interface."""

from typing import Any, Final

#: For every client of httpx: no proxy, and no certificates, which take longer to read than most
#: answers take to come.
PLAIN: Final[dict[str, Any]] = {"trust_env": False, "verify": False}
