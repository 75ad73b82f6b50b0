"""Waiting for what no single event announces."""

import asyncio
from collections.abc import Callable

#: Seconds between two looks.
LOOK = 0.02


async def until(condition: Callable[[], bool], *, within: float) -> None:
    """Look again and again until a condition holds; raises TimeoutError after ``within`` seconds.

    What is waited for is many things together, each with its own event or none.
    """
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 -- as the docstring says
            await asyncio.sleep(LOOK)
