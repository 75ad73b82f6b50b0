"""The port that the server listens on: opened, or refused with the remedy."""

import socket

import pytest

from live.ports import open_sockets
from live.starting import CannotStart


def port_of(listening: socket.socket) -> int:
    """The port that a socket listens on."""
    return listening.getsockname()[1]


def test_the_same_port_is_opened_on_ipv4_and_ipv6():
    sockets = open_sockets(0)
    try:
        assert {port_of(one) for one in sockets} == {port_of(sockets[0])}
        for one in sockets:
            host = "127.0.0.1" if one.family is socket.AF_INET else "::1"
            socket.create_connection((host, port_of(one)), timeout=5).close()
    finally:
        for one in sockets:
            one.close()


def test_a_taken_port_is_named_with_the_remedy():
    with socket.create_server(("0.0.0.0", 0)) as taken:
        port = port_of(taken)
        with pytest.raises(CannotStart) as refusal:
            open_sockets(port)

    assert str(refusal.value).startswith(f"Port {port} is taken by another program")
    assert f"PORT={port + 1}" in str(refusal.value)


@pytest.mark.parametrize("port", [-1, 70000])
def test_what_is_no_port_is_said_to_be_none(port):
    with pytest.raises(CannotStart, match="is no port"):
        open_sockets(port)


def test_an_address_of_another_machine_cannot_be_bound():
    with pytest.raises(CannotStart, match="This machine has no address"):
        open_sockets(0, "198.51.100.1")
