"""Who reads too little is cut off, so that what waits for them does not fill the memory."""

import asyncio
import socket
import time

import pytest

from live.load import Chair, Phone, Venue
from tests.chaos.delegates import handshake
from tests.clients import Hall, join
from tests.conftest import run_server

#: States of some 18 KB each: far more than the transport (128 KiB) and the kernel hold for one
#: socket, which on short segments is some 50 KB and not megabytes.
STATES = 60
SHORT_SEGMENT = 536
#: Seconds after which a socket that answers no ping is closed in any case.
UNANSWERED = 40.0
LONG = {
    "name": "Long words",
    "sessions": [
        {
            "title": "All of it",
            "questions": [
                {
                    "kind": "single",
                    "prompt": "Which of these?",
                    "choices": [f"{number}: {'長' * 290}" for number in range(20)],
                }
            ],
        }
    ],
}


def open_silent(hall: Hall, token: str) -> socket.socket:
    """A phone that asks for its socket and never reads."""
    silent = socket.socket()
    silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    silent.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SHORT_SEGMENT)
    silent.connect(("127.0.0.1", hall.server.port))
    silent.sendall(handshake(hall.server.port, hall.code, token))
    return silent


def read_to_the_end(silent: socket.socket) -> bool:
    """Read what was kept for a phone; return whether it was cut off at the end of that."""
    silent.settimeout(10)
    try:
        while silent.recv(65536):
            pass
    except ConnectionResetError:
        return True
    return False


@pytest.fixture
def patient_server(prepared_embedded):
    """A server whose chair may send many commands at once."""
    yield from run_server(prepared_embedded.make(MESSAGE_BURST="1000"))


async def test_phone_that_never_reads_is_cut_off_and_others_see_every_state(
    patient_server, make_hall
):
    hall = await make_hall(patient_server, LONG)
    await hall.do("start")
    await hall.open()
    venue = Venue(hall.server.url, hall.code)
    chair, other = (
        Chair(venue, token=hall.token),
        Phone(venue, token=await join(hall.server, hall.code)),
    )
    await asyncio.gather(chair.connect(), other.connect())
    with open_silent(hall, await join(hall.server, hall.code)) as silent:
        began = time.monotonic()
        for number in range(STATES):
            last = await chair.command("blank", on=number % 2 == 0)
        await other.until(lambda: other.state["seq"] == last["seq"])
        outcome = await other.cast(hall.choices(1)[:1])
        cut_off = await asyncio.to_thread(read_to_the_end, silent)
        lasted = time.monotonic() - began
    await asyncio.gather(chair.close(), other.close())

    assert (outcome.code, other.record.lost.total(), cut_off) == ("ack", 0, True)
    assert lasted < UNANSWERED
