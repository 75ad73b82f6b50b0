"""A running server forgets by itself what nobody needs any more."""

import asyncio
import sqlite3

from tests.clients import PATIENCE


def signed_in(file: str, *statements: str) -> list[str]:
    """Which browsers the database knows, after these statements."""
    connection = sqlite3.connect(file, timeout=10, isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement)
        rows = connection.execute("SELECT session_key FROM django_session ORDER BY 1")
        return [key for (key,) in rows]
    finally:
        connection.close()


async def test_sign_ins_that_have_run_out_go_with_the_first_look(prepared_embedded):
    server = prepared_embedded.make()
    file = str(server.folder / "show-of-hands.sqlite3")
    left = "INSERT INTO django_session VALUES ('{}', '', '{}-01-01 00:00:00')"
    before = signed_in(file, left.format("old", 2001), left.format("today", 2999))
    await asyncio.to_thread(server.start)
    try:
        async with asyncio.timeout(PATIENCE):
            while "old" in await asyncio.to_thread(signed_in, file):
                pass
    finally:
        await asyncio.to_thread(server.stop)

    assert (before, signed_in(file)) == (["old", "today"], ["today"])
    server.check_log()
