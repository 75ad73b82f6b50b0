"""The addresses by which phones reach this server; nothing here is kept, for networks change."""

import ipaddress
import re
import socket
from dataclasses import dataclass

import ifaddr
from django.conf import settings

#: Interfaces of virtual machines, containers and tunnels: the room's phones are not on them.
VIRTUAL = (
    "br-", "cali", "cni", "docker", "flannel", "lxc", "lxdbr", "podman", "tailscale", "tap",
    "tun", "utun", "vboxnet", "veth", "virbr", "vmnet", "wg", "zt",
)  # fmt: skip

#: Never answers (RFC 5737): the kernel only says from where it would be asked.
ELSEWHERE = ("192.0.2.1", 9)

#: A host name of several parts, the last of which is no number.
HOST_NAME = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+(?!\d+$)[a-z0-9-]+", re.IGNORECASE)

DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """One address of this machine: its ``interface``, the ``host``, the ``url`` ending in ``/``."""

    host: str
    interface: str
    url: str


#: What a server listens on that takes every address of its machine.
EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 -- compared with, not bound to


class _Listening:
    port: int | None = None
    host: str = ""


def set_listening_port(port: int, host: str = "") -> None:
    """Announce ``port`` from now on: the one that the server really listens on, at ``host``."""
    _Listening.port = port
    _Listening.host = host


def own_url() -> str:
    """Return the address by which this machine itself reaches the server, without a slash."""
    host = "127.0.0.1" if _Listening.host in EVERYWHERE else _Listening.host
    typed = f"[{host}]" if ":" in host else host
    return f"http://{typed}:{_Listening.port or settings.PORT}"


def delegates_url(origin: str = "") -> str:
    """Return the address that delegates type, ending in ``/``.

    ``PUBLIC_URL`` if set; embedded, the address of this machine that phones most likely
    reach; full size, ``origin`` of the request (``https://vote.example.org``), or else the
    first name of ``ALLOWED_HOSTS``. Takes under a millisecond; ask again rather than keep it.
    """
    if settings.PUBLIC_URL:
        return f"{settings.PUBLIC_URL}/"
    if settings.EMBEDDED:
        return all_addresses()[0].url
    scheme = "https" if settings.TLS else "http"
    return f"{origin or f'{scheme}://' + settings.ALLOWED_HOSTS[0].lstrip('.')}/"


def all_addresses() -> list[Address]:
    """Return this machine's addresses, the likeliest for phones first; localhost if alone.

    ``ADDRESS`` picks one: a name or number that stands as it is, or an interface such as
    ``wlan0``, whose address is followed when it changes; localhost while it has none.
    """
    found = network_addresses()
    if settings.ADDRESS:
        chosen = settings.ADDRESS.strip("[]")
        of_interface = [pair for pair in found if pair[0] == chosen]
        stands = _number(chosen) or is_host_name(chosen)
        found = of_interface[:1] or ([("", chosen)] if stands else [])
    return [_address(host, interface) for interface, host in found or [("", "localhost")]]


def leads_here(chosen: str) -> bool:
    """Whether ``ADDRESS`` can be announced: a number of this machine, an interface or a name.

    Where a name leads is for the venue's network to say. An interface may have no address yet.
    """
    chosen = chosen.strip("[]")
    if number := _number(chosen):
        return number in [ipaddress.ip_address(_text(ip)) for _, ip in _interfaces()]
    every = ifaddr.get_adapters(include_unconfigured=True)
    return chosen in [adapter.nice_name for adapter in every] or is_host_name(chosen)


def is_host_name(text: str) -> bool:
    """Whether this is a name for phones to look up: one of this machine, or of several parts."""
    return text.lower() in own_names() or HOST_NAME.fullmatch(text) is not None


def own_names() -> set[str]:
    """The names of this machine, in small letters."""
    name = socket.gethostname().lower()
    short = name.split(".")[0]
    return {"localhost", name, short, f"{short}.local"}


def is_this_machine(client: str) -> bool:
    """Whether a client's address is one of this machine's own, so that it proves no network."""
    address = _number(client.split("%")[0])
    if address is None:
        return False
    address = getattr(address, "ipv4_mapped", None) or address
    return address.is_loopback or any(
        address == ipaddress.ip_address(_text(ip)) for _, ip in _interfaces()
    )


def network_addresses() -> list[tuple[str, str]]:
    """Return ``(interface, host)`` of what phones could reach, likeliest first."""
    routed = _routed_address()
    every = [(name, ipaddress.ip_address(_text(ip))) for name, ip in _interfaces()]
    usable = [
        (name, ip)
        for name, ip in every
        if not ip.is_loopback and not (ip.version == 6 and ip.is_link_local)
    ]
    usable.sort(
        key=lambda pair: (
            pair[0].startswith(VIRTUAL),
            pair[1].is_link_local,
            str(pair[1]) != routed,
            pair[1].version,
            not pair[1].is_private,
        )
    )
    return [(name, str(ip)) for name, ip in usable]


def _interfaces() -> list[tuple[str, ifaddr.IP]]:
    return [(adapter.nice_name, ip) for adapter in ifaddr.get_adapters() for ip in adapter.ips]


def _number(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _text(ip: ifaddr.IP) -> str:
    return ip.ip if isinstance(ip.ip, str) else ip.ip[0]


def _routed_address() -> str:
    """Return the address on the interface of the default route; empty without a route."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return ""
        return str(probe.getsockname()[0])


def _address(host: str, interface: str) -> Address:
    scheme = "https" if settings.TLS else "http"
    port = _Listening.port or settings.PORT
    typed = f"[{host}]" if ":" in host else host
    suffix = "" if port == DEFAULT_PORTS[scheme] else f":{port}"
    return Address(host=host, interface=interface, url=f"{scheme}://{typed}{suffix}/")
