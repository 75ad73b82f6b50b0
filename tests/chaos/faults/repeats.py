"""Frames come many times, answers come again after a change, a delegate has two devices."""

import asyncio
import json
import random
from collections import Counter
from dataclasses import dataclass

from picows import WSMsgType

from tests.chaos.audit import audit
from tests.chaos.delegates import WitnessPhone
from tests.chaos.history import Ballot
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report

#: Seconds in which everything that was sent is answered.
ANSWERED = 60.0
#: Versions of one ballot that are replayed, and that two devices send.
VERSIONS = 5


@dataclass(frozen=True, slots=True)
class Frame:
    """A vote as it goes over the wire, and what it asks for."""

    ballot: Ballot
    payload: bytes


async def repeats(site: Site, report: Report) -> None:
    """A frame sent 100 times; an old answer replayed after a change; two devices, one token."""
    number = max(3, site.scale.delegates // 10)
    async with house(site, report) as home:
        repeating = await _phones(home, number)
        replaying = await _phones(home, number)
        devices = await _phones(home, number, devices=2)
        await home.open()
        await asyncio.gather(
            *(_repeat(home, phone) for (phone,) in repeating),
            *(_replay(home, phone) for (phone,) in replaying),
            *(_compete(home, pair) for pair in devices),
        )
        report.note(f"{site.scale.copies} copies of {number} frames, {number} replays")
        report.note(f"{number} pairs of devices")
        _check_copies(home, [phone for (phone,) in repeating])
        await _check_highest(home)
        await audit(home)


async def _phones(home: House, number: int, *, devices: int = 1) -> list[list[WitnessPhone]]:
    """So many delegates, each with this many phones."""
    delegates = [
        [home.phone(token, name=f"{token[-6:]}-{device}") for device in range(devices)]
        for token in await home.join(number)
    ]
    phones = [phone for of_one in delegates for phone in of_one]
    home.audience.phones += phones
    await asyncio.gather(*(phone.connect() for phone in phones))
    return delegates


async def _repeat(home: House, phone: WitnessPhone) -> None:
    """One frame, a hundred times."""
    frame = _frame(home, phone, rev=1)
    await _send(home, phone, [frame] * home.scale.copies)


async def _replay(home: House, phone: WitnessPhone) -> None:
    """Versions in order, and then the old ones again."""
    frames = [_frame(home, phone, rev=rev) for rev in range(1, VERSIONS + 1)]
    await _send(home, phone, frames)
    await _send(home, phone, random.sample(frames, len(frames)))


async def _compete(home: House, devices: list[WitnessPhone]) -> None:
    """Two devices send versions of their own under the same numbers, at once."""
    await asyncio.gather(
        *(
            _send(home, phone, [_frame(home, phone, rev=rev) for rev in range(1, VERSIONS + 1)])
            for phone in devices
        )
    )


def _frame(home: House, phone: WitnessPhone, *, rev: int) -> Frame:
    answer = [random.choice(home.question["choices"])["id"]]
    ballot = Ballot.of(rev, answer)
    ref = phone.note_asked(home.round, ballot)
    message = {"type": "vote", "ref": ref, "round": home.round, "rev": rev, "answer": answer}
    return Frame(ballot, json.dumps(message).encode())


async def _send(home: House, phone: WitnessPhone, frames: list[Frame]) -> None:
    """Send frames in one go, and wait until as many answers came."""
    wanted = phone.answers + len(frames)
    for frame in frames:
        phone._transport.send(WSMsgType.TEXT, frame.payload)
    await asyncio.wait_for(phone.until(lambda: phone.answers >= wanted), ANSWERED)


async def _check_highest(home: House) -> None:
    """The highest revision that was acknowledged is what each delegate is told."""
    for delegate, entry in home.history.of_round(home.round).items():
        told = await home.mine(delegate)
        highest = max(ballot.rev for ballot in entry.asked)
        home.report.expect(
            told is not None and told.rev == highest,
            f"the highest revision stands: {highest} was sent, {told} stands",
        )


def _check_copies(home: House, phones: list[WitnessPhone]) -> None:
    """Each of the hundred copies is acknowledged, since the first of them stands."""
    for phone in phones:
        entry = home.history.of_round(home.round)[phone.token]
        told = sum(entry.told.values(), Counter())
        home.report.expect(
            told == Counter(ack=home.scale.copies), f"every copy is acknowledged, not {dict(told)}"
        )
