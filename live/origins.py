"""Which hosts this server answers to, and which origins may open its sockets."""

import ipaddress
from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.utils.deprecation import MiddlewareMixin

from live.addresses import own_names

DEFAULT_PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}


def host_is_ours(host: str) -> bool:
    """Whether a Host header names this server.

    Embedded, that is localhost, this machine's names, the one that is announced (``ADDRESS``,
    ``PUBLIC_URL``) and any IP literal: a page elsewhere cannot make a browser send an IP
    literal for a name of its own.
    """
    domain, _ = split_domain_port(host)
    if not domain:
        return False
    if not settings.EMBEDDED:
        return validate_host(domain, settings.ALLOWED_HOSTS)
    try:
        ipaddress.ip_address(domain.strip("[]"))
    except ValueError:
        announced = {settings.ADDRESS.lower(), urlsplit(settings.PUBLIC_URL).hostname}
        return domain in own_names() | announced
    return True


def origin_is_ours(origin: str | None, *, scheme: str, host: str, authorised: bool) -> bool:
    """The protocol's origin rule.

    ``origin`` must equal the request's scheme (``http`` or ``https``), host and port, or
    stand in ``ALLOWED_ORIGINS``; it may be absent only if the request carries an
    ``Authorization`` header (``authorised``), which no page can set on a socket.
    """
    if origin is None:
        return authorised
    if origin in settings.ALLOWED_ORIGINS:
        return True
    try:
        return _parts(origin) == _parts(f"{scheme}://{host}")
    except ValueError:
        return False


def _parts(url: str) -> tuple[str, str | None, int | None]:
    """Scheme, host and port; raises ``ValueError`` for an address that names more than these."""
    split = urlsplit(url)
    if split.path or split.query or split.fragment or "@" in split.netloc:
        raise ValueError(url)
    return split.scheme, split.hostname, split.port or DEFAULT_PORTS.get(split.scheme)


class HostMiddleware(MiddlewareMixin):
    """Refuse requests for a host that is not ours, which Django cannot say for any IP literal."""

    sync_capable = True
    async_capable = True
    get_response: Callable[[HttpRequest], HttpResponse]

    def process_request(self, request: HttpRequest) -> None:
        """Raise ``DisallowedHost`` (400) for a foreign Host header."""
        if not host_is_ours(request.get_host()):
            raise DisallowedHost(f"Invalid host: {request.get_host()!r}")
