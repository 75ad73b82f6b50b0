"""Phones in a process of their own, whose clock may be wrong.

``python -m tests.chaos.far_phones``: reads ``{"urls", "code", "round", "tokens", "votes"}``
from standard input, votes so often on every phone, and prints their history.
"""

import asyncio
import json
import sys
import time

from live.load import Pace
from tests.chaos.audience import Audience
from tests.chaos.delegates import Doors, WitnessPhone
from tests.chaos.history import History


async def vote(asked: dict) -> History:
    """Join, vote, leave."""
    history = History()
    doors = Doors(asked["urls"][0], asked["code"], urls=tuple(asked["urls"]))
    phones = [
        WitnessPhone(doors, token=token, history=history, name=f"far-{number}", pace=Pace())
        for number, token in enumerate(asked["tokens"])
    ]
    audience = Audience(phones)
    await audience.connect()
    for _ in range(asked["votes"]):
        await audience.everybody_votes()
    await audience.leave()
    return history


if __name__ == "__main__":
    found = asyncio.run(vote(json.load(sys.stdin)))
    print(json.dumps({"clock": time.time(), "history": found.dump()}))
