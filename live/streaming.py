"""Downloads under ASGI: a plain generator becomes an asynchronous one, a step at a time."""

from collections.abc import AsyncIterator, Iterator

from asgiref.sync import sync_to_async
from django.db import connections
from django.http import StreamingHttpResponse


def stream(blocks: Iterator[bytes], *, content_type: str, filename: str) -> StreamingHttpResponse:
    """Answer with ``blocks`` as a file to be saved; each is made on a worker thread.

    Under ASGI Django would gather a synchronous iterator to one list first.
    """
    return StreamingHttpResponse(
        iterate(blocks),
        content_type=content_type,
        headers={
            "Content-Disposition": f'attachment; filename="{filename}"',
            "Cache-Control": "no-store",
        },
    )


async def iterate(blocks: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Yield the blocks; no thread and no connection is held between two of them."""
    step = sync_to_async(_step, thread_sensitive=False)
    while (block := await step(blocks)) is not None:
        yield block


def _step(blocks: Iterator[bytes]) -> bytes | None:
    try:
        return next(blocks, None)
    finally:
        connections.close_all()
