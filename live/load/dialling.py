"""Connections begun all at once, as by phones that know nothing of each other.

An event loop that opens a connection, speaks on it and opens the next is more gentle to the
server's queue of connections than a room is.
"""

import ipaddress
import socket
from urllib.parse import urlsplit


def dial(url: str, number: int) -> list[socket.socket]:
    """Begin ``number`` connections to the server of ``url``; none may be complete yet.

    Raises ValueError where the host is a name: looking it up would spread them out.
    """
    parts = urlsplit(url)
    host = ipaddress.ip_address(parts.hostname or "")
    family = socket.AF_INET if host.version == 4 else socket.AF_INET6
    lines = [socket.socket(family, socket.SOCK_STREAM) for _ in range(number)]
    for line in lines:
        line.setblocking(False)
        line.connect_ex((str(host), parts.port or 80))
    return lines
