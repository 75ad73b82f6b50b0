"""As much of HTTP/1.1 as joining a conference takes, on one kept-alive connection."""

import asyncio
import json
import socket
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Answer:
    """A response; header names are in small letters, the last of several equal ones wins."""

    status: int
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        """The body read as JSON; raises ValueError where it is none."""
        return json.loads(self.body)


class WebClient:
    """One connection to a server, opened at the first request and again when it was closed.

    A ``line`` is a connection that was dialled already; the first request takes it.
    """

    def __init__(self, url: str, *, line: socket.socket | None = None) -> None:
        parts = urlsplit(url)
        self.secure = parts.scheme == "https"
        self.host = parts.hostname or "localhost"
        self.port = parts.port or (443 if self.secure else 80)
        self.netloc = parts.netloc
        self._line = line
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def request(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: Any = None,
    ) -> Answer:
        """Send one request, its body (if not None) as JSON, and return the answer.

        A kept-alive connection that the server has closed meanwhile is opened once more.
        Raises OSError or EOFError when the server cannot be reached or breaks off.
        """
        message = self._message(method, path, headers or {}, body)
        kept = self._streams is not None
        try:
            return await self._exchange(message)
        except (OSError, EOFError):
            self.close()
            if not kept:
                raise
        return await self._exchange(message)

    def close(self) -> None:
        """Close the connection, if one is open."""
        if self._streams:
            self._streams[1].close()
            self._streams = None

    async def _open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        line, self._line = self._line, None
        if line is None:
            return await asyncio.open_connection(self.host, self.port, ssl=self.secure or None)
        await asyncio.get_running_loop().sock_connect(line, (self.host, self.port))
        return await asyncio.open_connection(sock=line)

    def _message(self, method: str, path: str, headers: dict[str, str], body: Any) -> bytes:
        content = b"" if body is None else json.dumps(body).encode()
        lines = {"Host": self.netloc, "Content-Length": str(len(content)), **headers}
        if body is not None:
            lines["Content-Type"] = "application/json"
        head = "".join(f"{name}: {value}\r\n" for name, value in lines.items())
        return f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode("latin-1") + content

    async def _exchange(self, message: bytes) -> Answer:
        if self._streams is None:
            self._streams = await self._open()
        reader, writer = self._streams
        writer.write(message)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.strip().lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:] if line)
        }
        answer = Answer(int(head[0].split(" ", 2)[1]), headers, await _read_body(reader, headers))
        if headers.get("connection", "").lower() == "close":
            self.close()
        return answer


async def _read_body(reader: asyncio.StreamReader, headers: dict[str, str]) -> bytes:
    if headers.get("transfer-encoding", "").lower() != "chunked":
        return await reader.readexactly(int(headers.get("content-length", 0)))
    chunks = []
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        chunks.append(await reader.readexactly(size))
        await reader.readexactly(2)
    await reader.readuntil(b"\r\n")
    return b"".join(chunks)
