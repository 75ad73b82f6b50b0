"""Connections begun at once."""

import asyncio

import pytest

from live.load import WebClient, dial

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


async def test_dialled_connections_are_begun_together_and_serve_their_client():
    served: asyncio.Queue[bytes] = asyncio.Queue()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.readuntil(b"\r\n\r\n")
        writer.write(ANSWER)
        await reader.read()
        writer.close()
        await writer.wait_closed()
        served.put_nowait(request)

    async with await asyncio.start_server(serve, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        clients = [WebClient(url, line=line) for line in dial(url, 5)]
        answers = await asyncio.gather(*(client.request("GET", "/") for client in clients))
        for client in clients:
            client.close()
        requests = [await served.get() for _ in clients]

    assert [answer.body for answer in answers] == [b"ok"] * 5
    assert all(request.startswith(b"GET / ") for request in requests)


def test_name_that_would_have_to_be_looked_up_cannot_be_dialled():
    with pytest.raises(ValueError, match="localhost"):
        dial("http://localhost:8000", 1)
