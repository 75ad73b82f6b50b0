"""A server that says what a test wants, signed or not, and a ferry that speaks to it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID

from live.keypads.contact import Contact
from live.keypads.ferry import Ferry
from live.keypads.link import Line, Server
from live.keypads.signing import Token, sign_answer
from live.keypads.spool import Spool

TOKEN = Token(str(UUID(int=1)), b"s" * 32)
#: Seconds that threads may take.
PATIENCE = 20.0

Answer = tuple[int, Any, bool]


def on_screen(phase: str = "open", round: str | None = "one", mark: str = "1") -> dict[str, Any]:
    """What the server says is on screen."""
    return {
        "mark": mark,
        "phase": phase,
        "session": {"title": "Paying for care"},
        "round": round and {"id": round, "number": 1, "max_choices": 1},
        "revs": {},
        "roll_call": False,
    }


class Impostor:
    """Answers looks with ``screen`` and batches by ``answer``, which returns status, body, signed.

    While it is ``mute`` it takes what comes and says nothing, as a network that swallows.
    """

    def __init__(self) -> None:
        self.screen: dict[str, Any] = on_screen()
        self.answer: Callable[[dict[str, Any]], Answer] = accept
        self.batches: list[dict[str, Any]] = []
        #: Bytes of the largest batch.
        self.largest = 0
        self.looks = 0
        #: What is done while somebody looks.
        self.looked: Callable[[], object] = lambda: None
        #: What it sends as ``Retry-After`` beside a refusal.
        self.retry_after = ""
        self.mute = threading.Event()
        self.told = threading.Condition()
        self._over = threading.Event()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.server = Server.read(f"http://127.0.0.1:{self._http.server_address[1]}")
        self._serving = threading.Thread(target=self._http.serve_forever, args=[0.02])
        self._serving.start()

    def wait(self, condition: Callable[[], bool]) -> None:
        """Wait until a condition holds, looked at after each call."""
        with self.told:
            assert self.told.wait_for(condition, PATIENCE)

    def note(self) -> None:
        """Something changed: whoever waits looks again."""
        with self.told:
            self.told.notify_all()

    def close(self) -> None:
        """End."""
        self._over.set()
        self._http.shutdown()
        self._http.server_close()
        self._serving.join()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        impostor = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                """Say nothing."""

            def do_GET(self) -> None:
                impostor.looks += 1
                impostor.looked()
                self._say(200, impostor.screen, signed=True)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                batch = json.loads(body)
                impostor.largest = max(impostor.largest, len(body))
                if impostor.mute.is_set():
                    impostor._over.wait()
                    self.close_connection = True
                    return
                impostor.batches.append(batch)
                status, told, signed = impostor.answer(batch)
                self._say(status, told, signed=signed)

            def _say(self, status: int, told: Any, *, signed: bool) -> None:
                if impostor.mute.is_set():
                    impostor._over.wait()
                    self.close_connection = True
                    return
                if "wait=" in self.path and impostor._over.wait(0.02):
                    return
                body = json.dumps(told).encode()
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                if status != 200 and impostor.retry_after:
                    self.send_header("Retry-After", impostor.retry_after)
                if signed:
                    request = self.headers["Authorization"].split()[1]
                    right = sign_answer(TOKEN.secret, request, status, body)
                    self.send_header("Station-Answer", right)
                self.end_headers()
                self.wfile.write(body)
                impostor.note()

        return Handler


def accept(batch: dict[str, Any]) -> Answer:
    """Every press is acknowledged."""
    answers = [{"type": "ack", "round": p["round"], "rev": p["rev"]} for p in batch["presses"]]
    return 200, {"sequence": batch["sequence"], "answers": answers}, True


@contextmanager
def ferry_to(impostor: Impostor, spool: Spool, **more: Any) -> Iterator[Contact]:
    """The contact of a running ferry."""

    def say(*_: object, **__: object) -> None:
        impostor.note()

    contact = Contact(spool, say=more.pop("say", say))
    ferry = Ferry(
        contact,
        looking=Line(impostor.server, TOKEN),
        bringing=Line(impostor.server, TOKEN),
        **more,
    )
    ferry.start()
    try:
        yield contact
    finally:
        ferry.stop()
