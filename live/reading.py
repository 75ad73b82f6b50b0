"""Working with the database for the event loop, one piece at a time, on a thread of its own."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import ParamSpec, TypeVar

import structlog
from django.db import InterfaceError, OperationalError, connection

from live.signs import Work, is_unwritable
from polls.errors import Unavailable

log = structlog.get_logger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

AWAY = "The database does not answer. Please try again."
UNWRITABLE = "The server cannot write to its disk. Please try again once there is room."

#: Seconds that whoever asks to read waits at most; a database that hangs gives no error.
PATIENCE = 3.0


class Desk:
    """A thread with a database connection of its own.

    Channels' ``database_sync_to_async`` shares one thread with every consumer of the
    process, so that one slow query would delay every socket.
    """

    def __init__(self, name: str) -> None:
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._stopped = False
        self.work = Work()

    async def read(self, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``read`` returns; raise ``Unavailable`` if the database is away."""
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._work(lambda: _read(self.work, read, *args, **kwargs))
        except TimeoutError:
            raise Unavailable(AWAY) from None

    async def write(self, write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what ``write`` returns, tried once; raise ``Unavailable`` if it is unknown.

        Cancelled before its turn, it is never begun.
        """
        return await self._work(lambda: _write(self.work, write, *args, **kwargs))

    async def _work(self, work: Callable[[], T]) -> T:
        if self._stopped:
            raise Unavailable("The server is restarting. Please try again.")
        # With the context of who asks, so that the log knows who acts.
        context = copy_context()
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, context.run, self._do, work
        )

    def _do(self, work: Callable[[], T]) -> T:
        self.work.begin()
        try:
            return work()
        finally:
            self.work.end()

    async def stop(self) -> None:
        """Finish what was begun, give the connection back and end the thread."""
        self._stopped = True
        # Named on the thread itself: ``connection`` means another one here.
        await asyncio.get_running_loop().run_in_executor(self._thread, lambda: connection.close())
        self._thread.shutdown()


def _read(work: Work, read: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Read; once more on a fresh connection, since one that idled may have died unseen."""
    try:
        result = read(*args, **kwargs)
    except (OperationalError, InterfaceError) as error:
        work.fail(error)
        connection.close()
        result = _try(work, read, *args, **kwargs)
    work.succeed(wrote=False)
    return result


def _write(work: Work, write: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Write; what comes back empty had nothing to write."""
    result = _try(work, write, *args, **kwargs)
    work.succeed(wrote=bool(result))
    return result


def _try(work: Work, do: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    try:
        return do(*args, **kwargs)
    except (OperationalError, InterfaceError) as error:
        work.fail(error)
        connection.close()
        log.warning("database away", error=type(error).__name__)
        raise Unavailable(UNWRITABLE if is_unwritable(error) else AWAY) from error
