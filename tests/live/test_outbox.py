"""Sending at once, whatever the server behind it does."""

import asyncio

import pytest

from live.outbox import post_text


async def test_server_that_takes_it_at_once_has_it_when_post_returns():
    sent = []

    async def send(event):
        sent.append(event["text"])

    post_text(send, "a")

    assert sent == ["a"]


async def test_server_that_makes_it_wait_gets_it_in_order():
    sent, gate, done = [], asyncio.Event(), asyncio.Event()

    async def send(event):
        await gate.wait()
        sent.append(event["text"])
        if len(sent) == 3:
            done.set()

    for text in "abc":
        post_text(send, text)
    assert sent == []
    gate.set()
    await asyncio.wait_for(done.wait(), 10)

    assert sent == ["a", "b", "c"]


@pytest.mark.parametrize("error", [RuntimeError, ConnectionResetError])
async def test_socket_that_has_gone_is_no_error(error):
    async def send(event):
        raise error("closed")

    async def send_later(event):
        await asyncio.sleep(0)
        raise error("closed")

    post_text(send, "a")
    post_text(send_later, "a")

    assert await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()})) == [None]
