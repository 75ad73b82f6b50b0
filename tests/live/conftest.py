"""A conference on a real server, with clients of the protocol."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest

from live import runtime
from live.hub import Hub
from tests.clients import Hall
from tests.servers import Server

#: Question 1 is a single choice, 2 takes one or two of three, 3 hides its tallies.
CONFERENCE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {
                    "kind": "single",
                    "prompt": "Is a social insurance scheme needed?",
                    "choices": ["Yes, compulsory", "Yes, voluntary", "Perhaps", "No"],
                },
                {
                    "kind": "multiple",
                    "prompt": "What are the main obstacles?",
                    "min_choices": 1,
                    "max_choices": 2,
                    "choices": ["Lack of integration", "Resistance", "Scarce resources"],
                },
                {
                    "kind": "single",
                    "prompt": "Does an efficient service conflict with a personalised one?",
                    "choices": ["Yes", "No"],
                    "live": False,
                },
            ],
        },
        {
            "title": "Principles",
            "questions": [
                {"kind": "single", "prompt": "Free at the point of need?", "choices": ["Yes", "No"]}
            ],
        },
    ],
}


#: Seconds that a process may take to end.
PATIENCE = 30

MakeHall = Callable[..., Awaitable[Hall]]


@pytest.fixture
async def make_hall() -> AsyncIterator[MakeHall]:
    """Make conferences: ``await make_hall(server)``; whoever connected leaves at the end."""
    halls: list[Hall] = []

    async def make(server: Server, file: dict[str, Any] = CONFERENCE) -> Hall:
        halls.append(await Hall.make(server, file))
        return halls[-1]

    yield make
    for hall in halls:
        await hall.leave()


@pytest.fixture
async def draft_hall(server, make_hall) -> Hall:
    """A conference of the test's own, in which nothing has begun."""
    return await make_hall(server)


@pytest.fixture
async def hall(draft_hall) -> Hall:
    """A conference of the test's own, whose first session is live."""
    await draft_hall.do("start")
    return draft_hall


@pytest.fixture
async def hub(each_database) -> AsyncIterator[Hub]:
    """The hub of this process, on one database and the other."""
    await runtime.start()
    yield runtime.current().hub
    await asyncio.wait_for(runtime.drain(), PATIENCE)
