"""Work that several ask for at the same time, done once for all of them."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from functools import partial
from typing import Any, Generic, TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Shared(Generic[K, T]):
    """Pieces of work under way on one event loop, by what they are about."""

    def __init__(self) -> None:
        self._under_way: dict[K, asyncio.Task[T]] = {}

    async def ask(self, about: K, work: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the work about this returns or raises, begun unless it is under way."""
        task = self._under_way.get(about)
        if task is None:
            task = self._under_way[about] = asyncio.create_task(work())
            task.add_done_callback(partial(self._end, about))
        # Whoever hangs up ends it for nobody else.
        return await asyncio.shield(task)

    def _end(self, about: K, task: asyncio.Task[T]) -> None:
        del self._under_way[about]
        if not task.cancelled():
            # Asked for, so that nobody complains where all who waited have hung up.
            task.exception()
