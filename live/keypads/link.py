"""The line to the server: signed calls, of which only signed answers are believed."""

import http.client
import ipaddress
import json
import secrets
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from live.keypads.signing import (
    ANSWER_HEADER,
    SCHEME,
    SEQUENCE_HEADER,
    Token,
    same,
    sign_answer,
    sign_request,
)

#: Seconds that a connection, and an answer, may take.
CONNECT = 1.5
ANSWER = 4.0
#: Seconds beyond its wait that a look may take: it asks for what is in memory.
LOOK = 2.0
#: Bytes of an answer: that of a look with the versions of ten thousand keypads is smaller.
LARGEST_ANSWER = 2 * 1024 * 1024
#: Seconds that a server may ask to wait: longer only who would keep the bridge away says.
LONGEST_WAIT = 30.0
#: Statuses that say of themselves, unsigned, that a call was refused.
UNSIGNED = frozenset({401, 404, 429})


class NoAnswer(Exception):
    """Nobody answered, or not the server: whether a batch was taken is unknown."""


class Refused(Exception):
    """A call was refused; ``code`` and ``told`` are the server's own words, if it signed them.

    ``wait`` is for how many seconds it would not be asked again.
    """

    def __init__(self, status: int, told: dict[str, Any], wait: float = 0.0) -> None:
        super().__init__(str(told.get("detail", f"refused ({status})")))
        self.status = status
        self.wait = wait
        self.code = str(told.get("code", ""))
        self.told = told


class Insecure(ValueError):
    """The address would carry votes in the clear across other people's networks."""


@dataclass(frozen=True, slots=True)
class Server:
    """Where the server is: scheme, host and port of an address without a path."""

    secure: bool
    host: str
    port: int

    @classmethod
    def read(cls, url: str) -> "Server":
        """Read an address; raises ``ValueError``, or ``Insecure`` for HTTP to a public one."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/"):
            raise ValueError(f"“{url}” is no address such as https://vote.example.org.")
        secure = parts.scheme == "https"
        if not secure:
            refuse_public(parts.hostname)
        return cls(secure, parts.hostname, parts.port or (443 if secure else 80))

    def connection(self) -> http.client.HTTPConnection:
        """A connection to it, not yet open."""
        if not self.secure:
            return http.client.HTTPConnection(self.host, self.port, timeout=CONNECT)
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(self.host, self.port, timeout=CONNECT, context=context)


def refuse_public(host: str) -> None:
    """Raise ``Insecure`` unless every address of a host is private, or this machine's."""
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except OSError:
        raise ValueError(f"There is no machine “{host}”.") from None
    if not all(ipaddress.ip_address(str(one).split("%")[0]).is_private for one in found):
        raise Insecure(f"“{host}” is not in a network of your own: use https://.")


class Line:
    """One kept-alive connection of one thread; ``cut`` may be called by any."""

    def __init__(self, server: Server, token: Token) -> None:
        self._server = server
        self._token = token
        self._connection: http.client.HTTPConnection | None = None

    def look(self, *, wait: float, **query: str | None) -> dict[str, Any]:
        """What is on screen; raises ``NoAnswer``, ``Refused``."""
        given = {name: value for name, value in query.items() if value is not None}
        # A number used once: nobody can answer with what was answered before.
        asked = urlencode({**given, "wait": f"{wait:g}", "once": secrets.token_hex(8)})
        return self._call("GET", f"round?{asked}", patience=wait + LOOK)

    def bring(self, sequence: int, body: bytes) -> dict[str, Any]:
        """Bring in a batch; raises ``NoAnswer``, ``Refused``."""
        return self._call("POST", "presses", body, sequence=sequence, patience=ANSWER)

    def cut(self) -> None:
        """End a call that waits, from another thread; the next call connects anew."""
        # Looked up once each: the thread whose line it is may close it meanwhile.
        connection = self._connection
        line = connection.sock if connection else None
        if line is not None:
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Close the connection; for the thread whose line it is."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _call(
        self, method: str, path: str, body: bytes = b"", *, sequence: int = 0, patience: float
    ) -> dict[str, Any]:
        target = f"/api/v1/stations/{self._token.station}/{path}"
        signature = sign_request(self._token.secret, method, target, sequence, body)
        headers = {
            "Authorization": f"{SCHEME} {signature}",
            SEQUENCE_HEADER: str(sequence),
            "Content-Type": "application/json",
        }
        try:
            answer, content = self._exchange(method, target, body, headers, patience)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise NoAnswer(type(error).__name__) from None
        given = answer.headers.get(ANSWER_HEADER, "")
        right = sign_answer(self._token.secret, signature, answer.status, content)
        if not same(given, right):
            # Unsigned is what a proxy says, a server that does not know this station, or anybody
            # on the way: that it was refused may be shown, what it says is not even read.
            if answer.status in UNSIGNED:
                raise Refused(answer.status, {}, _wait(answer))
            raise NoAnswer(f"unsigned {answer.status}")
        told = _read(content)
        if answer.status >= 500:
            raise NoAnswer(str(told.get("code", answer.status)))
        if answer.status != 200:
            raise Refused(answer.status, told, _wait(answer))
        return told

    def _exchange(
        self, method: str, target: str, body: bytes, headers: dict[str, str], patience: float
    ) -> tuple[http.client.HTTPResponse, bytes]:
        connection = self._connect()
        if connection.sock:
            connection.sock.settimeout(patience)
        connection.request(method, target, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read(LARGEST_ANSWER + 1)
        if len(content) > LARGEST_ANSWER:
            raise http.client.HTTPException("an answer without end")
        return answer, content

    def _connect(self) -> http.client.HTTPConnection:
        if self._connection is None:
            self._connection = self._server.connection()
        if self._connection.sock is None:
            self._connection.connect()
            line: Any = self._connection.sock
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._connection


def _wait(answer: http.client.HTTPResponse) -> float:
    """How many seconds a server asks to wait; 0 where it names none."""
    told = answer.headers.get("Retry-After", "")
    return min(float(told), LONGEST_WAIT) if told.isascii() and told.isdigit() else 0.0


def _read(content: bytes) -> dict[str, Any]:
    try:
        told = json.loads(content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
