"""Everybody comes in at once."""

import asyncio
from dataclasses import dataclass
from time import perf_counter

from live.load import Crowd, Phone, WebClient, dial
from tests.bench.houses import Builder, House, running
from tests.bench.scale import Scale
from tests.bench.table import Findings, Row, at_least


@dataclass(frozen=True, slots=True)
class Arrival:
    """Seconds until the last socket was greeted; who never was, and attempts that failed."""

    seconds: float
    missing: int
    failures: int

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s" + (f", {self.missing:,} not in" if self.missing else "")


async def arrive(crowd: Crowd, *, pages: bool, limit: float) -> Arrival:
    """Let every phone open its page (if ``pages``) and its socket at once."""
    began = perf_counter()
    failed_pages = 0
    last = began
    for phone, line in zip(crowd.phones, dial(crowd.venue.url, len(crowd.phones)), strict=True):
        phone.line = line
    lines = iter(dial(crowd.venue.url, len(crowd.phones) if pages else 0))

    async def open_page(phone: Phone) -> None:
        nonlocal failed_pages
        web = WebClient(phone.venue.url, line=next(lines))
        try:
            answer = await web.request("GET", phone.venue.page, headers=phone.headers)
            failed_pages += answer.status != 200
        except (OSError, EOFError):
            failed_pages += 1
        finally:
            web.close()

    async def open_socket(phone: Phone) -> None:
        nonlocal last
        await phone.connect()
        last = max(last, perf_counter())

    tasks = [asyncio.ensure_future(open_socket(phone)) for phone in crowd.phones]
    if pages:
        tasks += [asyncio.ensure_future(open_page(phone)) for phone in crowd.phones]
    _, late = await asyncio.wait(tasks, timeout=limit)
    for task in late:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    missing = sum(not phone.connected for phone in crowd.phones)
    if missing:
        last = perf_counter()
    return Arrival(last - began, missing, failed_pages + crowd.record.failures.total())


async def measure_arriving(builder: Builder, scale: Scale, findings: Findings) -> None:
    """Page and socket at once, and many sockets at once; against stock Daphne."""
    findings.rows.append(await compare(builder, scale.arriving, pages=True, times=scale.arrivals))
    findings.rows.append(await compare(builder, scale.joining, pages=False, times=1))


async def compare(builder: Builder, number: int, *, pages: bool, times: int) -> Row:
    """Time the product and stock Daphne in turn, each so many times, on fresh servers.

    Stock Daphne is given up after eleven times as long as the product took: whether a phone's
    first packet is dropped there, to come again after a second or three, is a matter of luck.
    """
    products, plains = [], []
    for _ in range(times):
        product = await timed(builder.product(), number, pages=pages, limit=60)
        limit = max(10.5 * product.seconds, 5)
        products.append(product)
        plains.append(await timed(builder.stock(), number, pages=pages, limit=limit))
    product, plain = (sorted(runs, key=by_time)[times // 2] for runs in (products, plains))
    what = "open page and socket at once" if pages else "join one process at once"
    failures = [sum(run.failures for run in runs) for runs in (products, plains)]
    row = at_least(
        10,
        f"{number:,} phones {what}: sockets, sooner than stock Daphne",
        str(product),
        ("> " if plain.missing else "") + str(plain),
        plain.seconds / product.seconds,
        (f"median of {times}, in turn; " if times > 1 else "")
        + f"failures: {failures[0]} and {failures[1]}",
    )
    if failures[0] or any(run.missing for run in products):
        return Row(row.what, row.product, row.yardstick, row.ratio, row.target, False, row.note)
    return row


async def timed(house: House, number: int, *, pages: bool, limit: float) -> Arrival:
    """How long ``number`` phones take to come in to a fresh server, after a first one did."""
    async with running(house):
        first = house.crowd(1, browser=pages)
        await arrive(first, pages=pages, limit=limit)
        await first.leave()
        crowd = house.crowd(number, browser=pages)
        arrival = await arrive(crowd, pages=pages, limit=limit)
        await crowd.leave()
    return arrival


def by_time(arrival: Arrival) -> float:
    """Arrivals are sorted by how long they took."""
    return arrival.seconds
