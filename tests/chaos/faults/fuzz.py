"""Whatever bytes arrive, by socket, by HTTP or on the bare connection."""

import asyncio
import os
import random
from collections import Counter
from contextlib import closing, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from picows import WSFrame, WSListener, WSMsgType, WSTransport, ws_connect

from live.load import WebClient
from tests.chaos.audit import audit, close_if_open
from tests.chaos.delegates import handshake
from tests.chaos.frames import damaged, imagined
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report
from tests.servers.web import PLAIN

#: Frames sent before the socket is asked whether it still lives.
BATCH = 100
#: Sockets of each role at once.
LANES = 3
#: One in so many frames is binary; is text that is no UTF-8; is sent by HTTP; by bare TCP.
BINARY, BROKEN, BY_HTTP, BARE = 40, 100, 50, 100
#: Seconds in which a batch is answered.
ANSWERED = 20.0
PING = b'{"type":"ping"}'


@dataclass
class Answers:
    """What came back: close codes, and statuses of calls."""

    closed: Counter[int] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    answered: int = 0


class Prober(WSListener):
    """A socket on which anything is sent; ``settled`` is done by a pong or the close."""

    def __init__(self, answers: Answers) -> None:
        self.answers = answers
        self.settled: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

    def on_ws_frame(self, transport: WSTransport, frame: WSFrame) -> None:
        """Count an answer."""
        if frame.msg_type == WSMsgType.CLOSE:
            self.answers.closed[int(frame.get_close_code() or 0)] += 1
            transport.disconnect()
        elif frame.msg_type == WSMsgType.TEXT:
            self.answers.answered += 1
            if frame.get_payload_as_bytes() == b'{"type":"pong"}' and not self.settled.done():
                self.settled.set_result(True)

    def on_ws_disconnected(self, transport: WSTransport) -> None:
        """The server has closed the socket: the next batch takes a new one."""
        if not self.settled.done():
            self.settled.set_result(False)


async def fuzz(site: Site, report: Report) -> None:
    """Fuzzed frames: from hypothesis, damaged, and raw bytes."""
    key = random.randrange(2**32)
    answers = Answers()
    # Before anything else runs: hypothesis wants its thread to itself.
    made_up = imagined(site.scale.frames // 5, key=key)
    async with house(site, report) as home:
        await home.gather()
        await home.open()
        frames = _frames(home, made_up, site.scale.frames, key)
        lanes = [frames[lane::LANES] for lane in range(LANES)]
        sending = [
            _probe(home, role, lane[number::3], answers)
            for lane in lanes
            for number, role in enumerate(("delegate", "stage", "chair"))
        ]
        await asyncio.gather(*sending)
        await _call(home, frames[::BY_HTTP], answers)
        failed = await _send_bare(home, frames[::BARE])
        report.note(f"{len(frames):,} frames (key {key}), {answers.answered:,} answers")
        report.note(f"closed {dict(sorted(answers.closed.items()))}")
        report.note(f"statuses {dict(sorted(answers.statuses.items()))}")
        report.expect(answers.answered > len(frames) // 2, "frames are answered")
        report.expect(not any(status >= 500 for status in answers.statuses), "no 5xx")
        report.expect(failed == 0, f"no 5xx on the bare connection, but {failed}")
        await _check_alive(home)


def _frames(home: House, made_up: list[bytes], number: int, key: int) -> list[bytes]:
    """A fifth of them imagined, the rest damaged, in random order."""
    token = {"round": home.round, "answer": [home.question["choices"][0]["id"]]}
    good: list[dict[str, Any]] = [
        {"type": "vote", "ref": "r", "rev": 1, **token},
        {"type": "vote", "ref": "r", "rev": 2**31 - 1, **token},
        {"type": "seen", "tally_seq": 3},
        {"type": "sync"},
        {"type": "command", "ref": "c", "do": "blank", "on": True, "seq": 3},
        {"type": "command", "ref": "c", "do": "extend", "seconds": 60},
    ]
    frames = [*made_up, *damaged(good, number - len(made_up), key=key)]
    random.Random(key).shuffle(frames)
    return frames


async def _probe(home: House, role: str, frames: list[bytes], answers: Answers) -> None:
    """Send frames on sockets of one role, a new one after each close."""
    token = home.token if role == "chair" else (await home.join(1))[0]
    headers = {"Authorization": f"Bearer {token}"}
    sent = 0
    while sent < len(frames):
        batch = frames[sent : sent + BATCH]
        sent += len(batch)
        url = home.doors.socket_url(role)
        transport, prober = await ws_connect(lambda: Prober(answers), url, extra_headers=headers)
        for number, frame in enumerate(batch):
            kind, payload = _as_frame(number, frame)
            transport.send(kind, payload)
        transport.send(WSMsgType.TEXT, PING)
        await asyncio.wait_for(prober.settled, ANSWERED)
        transport.disconnect(graceful=False)


def _as_frame(number: int, frame: bytes) -> tuple[WSMsgType, bytes]:
    if number % BINARY == 7:
        return WSMsgType.BINARY, frame
    if number % BROKEN == BROKEN - 1:
        return WSMsgType.TEXT, frame
    return WSMsgType.TEXT, frame.decode(errors="replace").encode()


async def _call(home: House, frames: list[bytes], answers: Answers) -> None:
    """Send them as bodies of calls."""
    tokens = await home.join(1)
    path = f"/api/v1/conferences/{home.doors.code}/ballots"
    commands = f"/api/v1/sessions/{home.session}/commands"
    async with httpx.AsyncClient(base_url=home.doors.url, **PLAIN, timeout=20) as web:
        for number, frame in enumerate(frames):
            place, token = ((path, tokens[0]), (commands, home.token))[number % 2]
            headers = {"Authorization": f"Bearer {token}"}
            answer = await web.post(place, content=frame, headers=headers)
            answers.statuses[answer.status_code] += 1


async def _send_bare(home: House, frames: list[bytes]) -> int:
    """Send bytes that are no frames after the handshake, and bytes that are no HTTP.

    Return how often the answer was that the server failed.
    """
    (token,) = await home.join(1)
    failed = 0
    for number, frame in enumerate(frames):
        server = random.choice(home.servers)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        with suppress(OSError, TimeoutError):
            if number % 2:
                writer.write(handshake(server.port, home.doors.code, token))
                await reader.readuntil(b"\r\n\r\n")
            writer.write(os.urandom(len(frame)) + frame + b"\r\n\r\n")
            writer.write_eof()
            said = await asyncio.wait_for(reader.read(), 2)
            failed += said.startswith(b"HTTP/1.1 5")
        writer.close()
    return failed


async def _check_alive(home: House) -> None:
    """Every process lives, answers and counts a fresh round right."""
    for server in home.servers:
        home.report.expect(server.process.running, "every process is alive")
        with closing(WebClient(server.url)) as web:
            answer = await web.request("GET", "/readyz")
        home.report.expect(answer.status == 200, "every process is ready")
    await close_if_open(home)
    await home.open()
    await home.audience.everybody_votes()
    await audit(home)
