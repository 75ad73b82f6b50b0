"""The port that the server listens on, and why it cannot be had."""

import errno
import socket

from live.starting import CannotStart

#: Connections that may wait to be accepted: a room opens its phones within seconds.
BACKLOG = 4096


def open_sockets(port: int, host: str = "") -> list[socket.socket]:
    """Listen on ``host``, or on every IPv4 and IPv6 interface, and return the sockets.

    Two sockets rather than one for both, so that IPv4 clients keep their plain addresses.
    Port 0 takes a free one. Raises ``CannotStart`` where the port cannot be had.
    """
    if not 0 <= port <= 65535:
        raise CannotStart(f"{port} is no port: choose a number from 1024 to 65535: PORT=8000.")
    try:
        if host:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            return [socket.create_server((host, port), family=family, backlog=BACKLOG)]
        ipv4 = socket.create_server(("0.0.0.0", port), backlog=BACKLOG)  # noqa: S104
        return [ipv4, *_ipv6_beside(ipv4)]
    except OSError as error:
        raise CannotStart(_why_not(error, port, host)) from None


def _ipv6_beside(ipv4: socket.socket) -> list[socket.socket]:
    """Return the same port on IPv6, or nothing where the machine has none or it is taken."""
    try:
        port = ipv4.getsockname()[1]
        return [socket.create_server(("::", port), family=socket.AF_INET6, backlog=BACKLOG)]
    except OSError:
        return []


def _why_not(error: OSError, port: int, host: str) -> str:
    if isinstance(error, PermissionError):
        return f"Port {port} needs administrator rights: choose one from 1024, such as PORT=8000."
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"This machine has no address “{host}”: leave out --bind to listen on all."
    return (
        f"Port {port} is taken by another program, perhaps by a Show of Hands that is still "
        f"running: stop it, or choose another port, such as PORT={port % 65535 + 1}."
    )
