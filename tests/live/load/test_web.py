"""The little HTTP client, against a server that behaves as servers may."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from live.load import WebClient

PLAIN = b"HTTP/1.1 201 Created\r\nContent-Length: 14\r\n\r\n" + b'{"token": "t"}'
CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nshow\r\n3;x=y\r\n of\r\n0\r\n\r\n"
)
LAST = b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"


class Scripted:
    """A server that gives the next answer to each request, and counts its connections."""

    def __init__(self, answers: list[bytes]) -> None:
        self.answers = iter(answers)
        self.connections = 0
        self.requests: list[bytes] = []

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                length = int(head.partition(b"Content-Length: ")[2].partition(b"\r\n")[0])
                self.requests.append(head + await reader.readexactly(length))
                answer = next(self.answers)
                writer.write(answer)
                if answer == LAST:
                    break
        except asyncio.IncompleteReadError:
            pass
        finally:
            writer.close()


@pytest.fixture
async def serve() -> AsyncIterator:
    servers = []

    async def start(*answers: bytes) -> tuple[Scripted, WebClient]:
        scripted = Scripted(list(answers))
        server = await asyncio.start_server(scripted.serve, "127.0.0.1", 0)
        servers.append(server)
        port = server.sockets[0].getsockname()[1]
        return scripted, WebClient(f"http://127.0.0.1:{port}")

    yield start
    for server in servers:
        server.close()
        await server.wait_closed()


async def test_two_requests_share_a_connection(serve):
    scripted, web = await serve(PLAIN, PLAIN)

    answers = [await web.request("POST", "/x", body={"a": 1}) for _ in range(2)]
    web.close()

    assert [(answer.status, answer.json()) for answer in answers] == [(201, {"token": "t"})] * 2
    assert scripted.connections == 1
    assert scripted.requests[0].startswith(b"POST /x HTTP/1.1\r\n")
    assert scripted.requests[0].endswith(b'\r\n\r\n{"a": 1}')


async def test_chunked_answer_is_put_together(serve):
    _, web = await serve(CHUNKED)

    answer = await web.request("GET", "/")
    web.close()

    assert answer.body == b"show of"


async def test_request_after_a_closing_answer_opens_a_second_connection(serve):
    scripted, web = await serve(LAST, PLAIN)

    await web.request("GET", "/")
    answer = await web.request("GET", "/")
    web.close()

    assert answer.status == 201
    assert scripted.connections == 2


async def test_first_request_to_nobody_fails():
    web = WebClient("http://127.0.0.1:1")

    with pytest.raises(OSError, match="Connect"):
        await web.request("GET", "/")
