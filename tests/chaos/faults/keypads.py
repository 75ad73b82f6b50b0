"""Keypads at four base stations at once, a bridge killed, the network cut."""

import asyncio
import random
import tempfile
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import chain
from pathlib import Path
from time import perf_counter

from tests.chaos.audit import found_in, totals_of
from tests.chaos.bases import Base, press_in_time
from tests.chaos.checker import check
from tests.chaos.faults.cut import wires_to
from tests.chaos.history import Ballot
from tests.chaos.houses import House, Site, house
from tests.chaos.report import Report
from tests.chaos.scale import Scale
from tests.chaos.waiting import until
from tests.servers.wire import Wire
from tests.stations import make_station

BASES = 4
#: Seconds after which it is given up, and the figures say what was missing.
GIVEN_UP = 60.0
#: Presses a second of a real base station, and what its bridge may use meanwhile.
RATE = 200
MEMORY = 60.0
KEYS = "1234"


async def keypads(site: Site, report: Report) -> None:
    """Press; then with faults; then at the rate of a real base station."""
    async with house(site, report) as home:
        with wires_to(home) as wires, tempfile.TemporaryDirectory() as folder:
            urls = [wire.url for wire in wires]
            async with bases_of(home, urls, Path(folder)) as bases:
                hand = Hand(home, bases)
                await _burst(hand)
                await _burst_with_faults(hand, wires)
                await _steady(hand)
            await _audit(hand)


class Hand:
    """Whoever presses the keypads, and keeps which key was the last of each."""

    def __init__(self, home: House, bases: list[Base]) -> None:
        self.home = home
        self.bases = bases
        self.latest: dict[str, str] = {}
        self._dice = random.Random(7)

    @property
    def scale(self) -> Scale:
        """How large the run is."""
        return self.home.scale

    def everybody(self) -> list[tuple[Base, str, str]]:
        """Each keypad once, in any order, with any key."""
        turns = [
            (base, keypad, self._dice.choice(KEYS))
            for base in self.bases
            for keypad in base.serials
        ]
        self._dice.shuffle(turns)
        return turns

    def press(self, base: Base, keypad: str, key: str) -> None:
        """Press, and write it down."""
        choices = self.home.question["choices"]
        ballot = Ballot.of(base.press(keypad, key), [choices[KEYS.index(key)]["id"]])
        self.home.history.ask(keypad, self.home.round, ballot)
        # Every press of an open vote must be acknowledged; a refusal is looked for in the logs.
        self.home.history.tell(keypad, self.home.round, ballot, "ack")
        self.latest[keypad] = key

    async def open(self) -> None:
        """Open a round, and wait until every bridge knows, and hears its base station."""
        before = [sum(e["event"] == "vote open" for e in base.events()) for base in self.bases]
        await self.home.open()
        await until(
            lambda: all(
                base.takes_votes(number + 1)
                for base, number in zip(self.bases, before, strict=True)
            ),
            within=GIVEN_UP,
        )

    async def counts(self) -> tuple[int, list[int]]:
        """Ballots and counts as the API tells them."""
        path = f"/api/v1/rounds/{self.home.round}/result"
        result = (await self.home.ask("GET", path, token=self.home.token)).json()
        return result["ballots"], [row["count"] for row in result["counts"]]

    async def all_in(self) -> float:
        """Wait until the latest key of every keypad is counted; return when (perf_counter)."""
        keys = Counter(self.latest.values())
        wanted = (len(self.latest), [keys[key] for key in KEYS])
        began = perf_counter()
        while await self.counts() != wanted:
            if perf_counter() - began > GIVEN_UP:
                now = await self.counts()
                self.home.report.expect(False, f"all in: {wanted}, but there were {now}")
                break
            await asyncio.sleep(0.05)
        return perf_counter()


async def _burst(hand: Hand) -> None:
    """Every keypad within some seconds: how long the slowest ballot takes."""
    await hand.open()
    seen: list[tuple[float, int]] = []
    watching = asyncio.create_task(_watch(hand, seen))
    await press_in_time(hand.everybody(), hand.scale.keypads_within, hand.press)
    await hand.all_in()
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    seen.append((perf_counter(), len(hand.latest)))
    moments = sorted(chain.from_iterable(base.pressed for base in hand.bases))
    slowest = max(
        next(at for at, ballots in seen if ballots > place) - pressed
        for place, pressed in enumerate(moments)
    )
    report = hand.home.report
    report.note(f"{len(moments)} keypads at {BASES} bases within {hand.scale.keypads_within:g} s")
    report.at_most(slowest, hand.scale.keypads_answered, "the slowest press was counted after")


async def _watch(hand: Hand, seen: list[tuple[float, int]]) -> None:
    while True:
        ballots, _ = await hand.counts()
        seen.append((perf_counter(), ballots))
        await asyncio.sleep(0.05)


async def _burst_with_faults(hand: Hand, wires: list[Wire]) -> None:
    """The same while the network is cut and a bridge is killed: what is in after healing."""
    turns = hand.everybody()
    third = len(turns) // 3
    within = hand.scale.keypads_within / 3
    await press_in_time(turns[:third], within, hand.press)
    cut_at = perf_counter()
    for wire in wires:
        wire.cut()
    hand.bases[0].kill()
    await press_in_time(turns[third : 2 * third], within, hand.press)
    hand.bases[0].start()
    await press_in_time(turns[2 * third :], within, hand.press)
    await asyncio.sleep(max(0.0, cut_at + hand.scale.keypads_cut - perf_counter()))
    for wire in wires:
        wire.mend()
    healed = perf_counter()
    report = hand.home.report
    report.note(f"a bridge killed, the network cut for {healed - cut_at:.0f} s")
    seconds = await hand.all_in() - healed
    report.at_most(seconds, hand.scale.keypads_answered, "all in after healing within")


async def _steady(hand: Hand) -> None:
    """One base at the rate of a real one: what its bridge uses."""
    base = hand.bases[-1]
    number = int(RATE * hand.scale.keypads_steady)
    turns = [
        (base, base.serials[n % len(base.serials)], KEYS[n // len(base.serials) % len(KEYS)])
        for n in range(number)
    ]
    used, began = base.use()[0], perf_counter()
    await press_in_time(turns, hand.scale.keypads_steady, hand.press)
    await hand.all_in()
    seconds = perf_counter() - began
    after, memory = base.use()
    share = 100 * (after - used) / seconds
    report = hand.home.report
    report.note(f"{number / seconds:.0f} presses a second on one base")
    report.at_most(share, hand.scale.bridge_share, "the bridge used", "% of a core")
    report.at_most(memory, MEMORY, "and", "MB")


async def _audit(hand: Hand) -> None:
    """Hold what stands against what was pressed; the bridges have ended."""
    home = hand.home
    await home.command("close")
    held = sum(base.waiting() for base in hand.bases)
    home.report.expect(held == 0, f"the spools are empty, but {held} presses lie there")
    refused = sum((base.refused() for base in hand.bases), Counter())
    home.report.expect(not refused, f"no press is refused, but {dict(refused)}")
    path = f"/api/v1/rounds/{home.round}/result"
    result = (await home.ask("GET", path, token=home.token)).json()
    ledger = await asyncio.to_thread(
        home.ledger, [home.round], [], conference=home.conference["id"]
    )
    totals = {"the counters": ledger[home.round]["counters"], "the API": totals_of(result)}
    entries = home.history.of_round(home.round)
    broken = check(home.round, entries, found_in(ledger[home.round], totals, {}))
    presses = sum(len(base.pressed) for base in hand.bases)
    home.report.note(f"{presses:,} presses, {len(broken)} violations")
    for violation in broken[:5]:
        home.report.expect(False, f"{violation.kind}: {violation.what}")
    home.report.expect(len(broken) <= 5, f"{len(broken)} violations in all")


@asynccontextmanager
async def bases_of(home: House, urls: list[str], folder: Path) -> AsyncIterator[list[Base]]:
    """Base stations with equal shares of the keypads, their bridges running."""
    each = home.scale.keypads // BASES
    bases = []
    try:
        for place in range(BASES):
            serials = [str(n) for n in range(place * each + 1, (place + 1) * each + 1)]
            token = await make_station(
                home.servers[0], home.conference["id"], serials, name=f"Base {place + 1}"
            )
            url = urls[place % len(urls)]
            bases.append(Base(folder / str(place), token, url, serials, file=place == 0))
            bases[-1].start()
        yield bases
    finally:
        await asyncio.gather(*(asyncio.to_thread(base.stop) for base in bases))
