"""Working with the database for the event loop, one piece at a time, on a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

from polls.errors import Unavailable

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")


class Desk:
    """A thread with a database connection of its own.

    Channels' ``database_sync_to_async`` shares one thread with every consumer of the
    process, so that one slow query would delay every socket.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._stopped = False

    async def read(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``read`` returns; raise ``Unavailable`` if the database is away."""
        return await self._work(lambda: _read(read, *args, **kwargs))

    async def write(self, write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``write`` returns, tried once; raise ``Unavailable`` if it is unknown."""
        return await self._work(lambda: _write(write, *args, **kwargs))

    async def _work(self, work: Callable[[], T]) -> T:
        if self._stopped:
            raise Unavailable("The server is restarting. Please try again.")
        # With the context of who asks, so that the log knows who acts.
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(self._thread, context.run, work)

    async def stop(self) -> None:
        """Finish what was begun, give the connection back and end the thread."""
        self._stopped = True
        # Named on the thread itself: ``connection`` means another one here.
        await asyncio.get_running_loop().run_in_executor(self._thread, lambda: connection.close())
        self._thread.shutdown()


def _read(read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Read; once more on a fresh connection, since one that idled may have died unseen."""
    try:
        return read(*args, **kwargs)
    except (OperationalError, InterfaceError):
        connection.close()
    return _write(read, *args, **kwargs)


def _write(write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return write(*args, **kwargs)
    except (OperationalError, InterfaceError) as error:
        connection.close()
        log.warning("database away", error=type(error).__name__)
        raise Unavailable("The database does not answer. Please try again.") from error
