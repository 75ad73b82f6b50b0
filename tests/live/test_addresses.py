"""Which address delegates are told."""

import socket
from collections.abc import Iterable

import ifaddr
import pytest

from live import addresses
from live.addresses import (
    all_addresses,
    delegates_url,
    is_this_machine,
    own_url,
    set_listening_port,
)
from live.origins import host_is_ours
from live.starting import CannotStart, check_address

WIFI = ("wlan0", "192.168.1.5")
CABLE = ("eth0", "10.0.0.7")
CONTAINERS = ("docker0", "172.17.0.1")
LOOPBACK = ("lo", "127.0.0.1")


@pytest.fixture
def machine(monkeypatch, settings):
    """Gives this machine other networks: ``machine(WIFI, CABLE, routed="192.168.1.5")``."""
    monkeypatch.setattr(addresses._Listening, "port", None)
    monkeypatch.setattr(addresses._Listening, "host", "")
    settings.PORT = 8000
    settings.ADDRESS = settings.PUBLIC_URL = ""
    settings.EMBEDDED, settings.TLS = True, False

    def have(*found: tuple[str, str], routed: str = "", unplugged: Iterable[str] = ()) -> None:
        adapters = [
            ifaddr.Adapter(name, name, [ifaddr.IP((ip, 0, 0) if ":" in ip else ip, 24, name)])
            for name, ip in found
        ]
        bare = [ifaddr.Adapter(name, name, []) for name in unplugged]
        monkeypatch.setattr(
            ifaddr,
            "get_adapters",
            lambda include_unconfigured=False: adapters + bare * include_unconfigured,
        )
        monkeypatch.setattr(addresses, "_routed_address", lambda: routed)

    return have


def test_the_address_of_the_default_route_is_announced(machine):
    machine(LOOPBACK, CABLE, WIFI, routed="192.168.1.5")

    assert delegates_url() == "http://192.168.1.5:8000/"


def test_a_tunnel_or_container_network_comes_after_a_real_one(machine):
    machine(LOOPBACK, CONTAINERS, WIFI, routed="172.17.0.1")

    assert [address.host for address in all_addresses()] == ["192.168.1.5", "172.17.0.1"]


def test_a_machine_alone_announces_localhost(machine):
    machine(LOOPBACK)

    assert [address.url for address in all_addresses()] == ["http://localhost:8000/"]


def test_an_ipv6_address_is_written_in_brackets_and_link_local_ones_left_out(machine):
    machine(("eth0", "fe80::1"), ("eth0", "fd00::2"))

    assert [address.url for address in all_addresses()] == ["http://[fd00::2]:8000/"]


def test_a_new_address_is_announced_without_a_restart(machine):
    machine(LOOPBACK, CABLE)
    before = delegates_url()
    machine(LOOPBACK, WIFI)

    assert (before, delegates_url()) == ("http://10.0.0.7:8000/", "http://192.168.1.5:8000/")


def test_address_picks_one(machine, settings):
    machine(CABLE, WIFI)
    settings.ADDRESS = "192.168.1.5"

    assert [address.url for address in all_addresses()] == ["http://192.168.1.5:8000/"]


def test_address_names_an_interface_and_follows_it(machine, settings):
    machine(CABLE, WIFI)
    settings.ADDRESS = "wlan0"
    before = delegates_url()
    machine(CABLE, ("wlan0", "192.168.7.7"))

    assert (before, delegates_url()) == ("http://192.168.1.5:8000/", "http://192.168.7.7:8000/")


def test_interface_without_an_address_is_waited_for_at_localhost(machine, settings):
    machine(CABLE)
    settings.ADDRESS = "wlan0"
    before = delegates_url()
    machine(CABLE, WIFI)

    assert (before, delegates_url()) == ("http://localhost:8000/", "http://192.168.1.5:8000/")


@pytest.mark.parametrize(
    "chosen",
    [
        "192.168.1.5",
        "[fd00::2]",
        "fd00:0:0::2",
        "127.0.0.1",
        "wlan0",
        "wlan1",
        "localhost",
        socket.gethostname(),
        "votes.example.org",
        "Laptop.local",
    ],
)
def test_address_of_this_machine_interface_or_host_name_can_be_announced(machine, settings, chosen):
    machine(LOOPBACK, WIFI, ("eth0", "fd00::2"), unplugged=["wlan1"])
    settings.ADDRESS = chosen

    check_address()


@pytest.mark.parametrize(
    "chosen",
    ["192.168.1.6", "0.0.0.0", "::", "300.1.1.1", "wlan7", "192.168.1.5:8000", "http://x.org/"],
)
def test_address_of_no_interface_is_refused_and_those_there_are_named(machine, settings, chosen):
    machine(LOOPBACK, WIFI, CABLE)
    settings.ADDRESS = chosen

    with pytest.raises(CannotStart) as refused:
        check_address()

    assert str(refused.value) == (
        f"ADDRESS={chosen} leads no phone to this machine, whose addresses are "
        "192.168.1.5 (wlan0), 10.0.0.7 (eth0): name one of these, an interface (which may get its "
        "address later), or a host name such as votes.example.org."
    )


@pytest.mark.parametrize(("where", "value"), [("ADDRESS", ""), ("PUBLIC_URL", "https://")])
def test_name_that_is_announced_is_answered_to(machine, settings, where, value):
    machine(WIFI)
    before = host_is_ours("votes.example.org:8000")
    setattr(settings, where, f"{value}votes.example.org")

    assert (before, host_is_ours("votes.example.org:8000")) == (False, True)
    assert "//votes.example.org" in delegates_url()


def test_the_port_is_that_on_which_the_server_listens(machine):
    machine(WIFI)
    set_listening_port(9123)

    assert delegates_url() == "http://192.168.1.5:9123/"


@pytest.mark.parametrize(
    ("host", "reached_at"),
    [("0.0.0.0", "127.0.0.1"), ("::", "127.0.0.1"), ("10.0.0.7", "10.0.0.7"), ("::1", "[::1]")],
)
def test_server_is_reached_from_its_own_machine(machine, host, reached_at):
    machine(WIFI)
    set_listening_port(9123, host)

    assert own_url() == f"http://{reached_at}:9123"


def test_port_80_is_not_typed(machine):
    machine(WIFI)
    set_listening_port(80)

    assert delegates_url() == "http://192.168.1.5/"


def test_public_url_goes_before_everything(machine, settings):
    machine(WIFI)
    settings.PUBLIC_URL = "https://vote.example.org"

    assert delegates_url("https://other.example.org") == "https://vote.example.org/"


def test_full_size_announces_the_origin_of_the_request_or_its_first_name(machine, settings):
    settings.EMBEDDED, settings.TLS = False, True
    settings.ALLOWED_HOSTS = ["vote.example.org", "other.example.org"]

    assert delegates_url("https://other.example.org") == "https://other.example.org/"
    assert delegates_url() == "https://vote.example.org/"


@pytest.mark.parametrize(
    ("client", "ours"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("192.168.1.5", True),
        ("192.168.1.6", False),
        ("", False),
    ],
)
def test_this_machine_is_known_by_every_address_of_its_own(machine, client, ours):
    machine(LOOPBACK, WIFI)

    assert is_this_machine(client) is ours
