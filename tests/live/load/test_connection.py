"""A connection that is lost before anything was said on it."""

import asyncio

from live.load import Pace, Phone, Venue


async def test_connection_lost_in_its_handshake_is_a_failure_and_tried_again():
    arrived = asyncio.Queue()

    async def hang_up(_, writer: asyncio.StreamWriter) -> None:
        arrived.put_nowait(None)
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    venue = Venue(f"http://127.0.0.1:{port}", "ABC379")
    phone = Phone(venue, token="t", pace=Pace(base=0.01, cap=0.01))
    connecting = asyncio.create_task(phone.connect())

    async with asyncio.timeout(5):
        for _ in range(3):
            await arrived.get()
    connecting.cancel()
    await phone.close()
    server.close()

    assert phone.record.failures["ConnectionError"] >= 2
