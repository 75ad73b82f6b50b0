"""Hints to other processes: who tells them can be stopped at any moment."""

import asyncio

import pytest

from live.hints import Hints
from tests.clients import PATIENCE


@pytest.mark.parametrize("steps", range(8))
async def test_stop_ends_what_is_being_told(steps):
    hints = Hints(lambda hint: None)
    hints.start()
    # As far as the loop comes in so many steps: before, amid and after the sending.
    for _ in range(steps):
        await asyncio.sleep(0)

    await asyncio.wait_for(hints.stop(), PATIENCE)
