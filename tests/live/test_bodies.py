"""No body fills the disk: what is larger than any form's ends the connection."""

import socket

import pytest

from live.bodies import LARGEST_BODY
from tests.clients import http
from tests.laptop import Laptop

HEAD = "POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: text/plain\r\n"


def send(server, head: str, block: bytes, most: int) -> tuple[bytes, int]:
    """Send a request in blocks until the server closes; return what it said and what it took."""
    sent = 0
    said = b""
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as line:
        line.sendall(head.format(port=server.port).encode())
        try:
            while sent < most:
                line.sendall(block)
                sent += len(block)
        except OSError:
            pass
        try:
            while part := line.recv(65536):
                said += part
        except ConnectionError:
            pass
    return said, sent


def test_announced_flood_is_refused_before_it_comes(server):
    said, _ = send(server, f"{HEAD}Content-Length: {10**12}\r\n\r\n", b"", 0)

    assert said.startswith(b"HTTP/1.1 413 ")


def test_flood_in_pieces_is_cut_off(server):
    block = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
    _, sent = send(server, f"{HEAD}Transfer-Encoding: chunked\r\n\r\n", block, 200 * 1024 * 1024)

    # What the two systems hold of it in their buffers counts as sent.
    assert sent < LARGEST_BODY + 32 * 1024 * 1024


async def test_file_a_little_too_large_is_told_so_by_its_form(embedded_server):
    laptop = await Laptop.of(embedded_server, "organiser")
    await laptop.get("/organise/import/")
    answer = await laptop.client.post(
        "/organise/import/",
        data={"csrfmiddlewaretoken": laptop.client.cookies["csrftoken"]},
        files={"file": ("c.json", b" " * (1024 * 1024 + 1))},
    )
    await laptop.close()

    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.text


@pytest.mark.parametrize("size", [0, LARGEST_BODY])
async def test_body_of_the_largest_size_is_answered_by_the_page(server, size):
    async with http(server) as program:
        answer = await program.post("/healthz", content=b"x" * size)

    assert answer.status_code == 200
