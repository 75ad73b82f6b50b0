"""The faults, each on a house of its own: ``await fault(site, report)``."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.chaos.faults.arriving import arriving
from tests.chaos.faults.clocks import clocks
from tests.chaos.faults.cut import cut
from tests.chaos.faults.disk import disk
from tests.chaos.faults.fuzz import fuzz
from tests.chaos.faults.keypads import keypads
from tests.chaos.faults.kill import kill
from tests.chaos.faults.race import race
from tests.chaos.faults.repeats import repeats
from tests.chaos.faults.rolling import rolling
from tests.chaos.faults.services import postgres_crash, redis_away
from tests.chaos.faults.silent import silent
from tests.chaos.houses import Site
from tests.chaos.report import Report

BOTH = ("full", "embedded")


@dataclass(frozen=True, slots=True)
class Fault:
    """A row of the table: what happens, what must hold, and on which sizes."""

    what: str
    must_hold: str
    happen: Callable[[Site, Report], Awaitable[None]]
    sizes: tuple[str, ...] = BOTH


FAULTS = {
    "kill": Fault(
        "`kill -9` of a server process in mid-burst",
        "0 lost, 0 doubled; 99 % acknowledged within 15 s of the restart",
        kill,
    ),
    "rolling": Fault(
        "rolling restart (SIGTERM one after the other) while voting",
        "0 lost, nobody sees an error, all back within 40 s; sockets are told `restart` and "
        "closed with 4412, and come back spread out",
        rolling,
    ),
    "redis": Fault(
        "Redis killed, and restarted empty",
        "votes acknowledged throughout; projector right within 6 s after, and never longer behind",
        redis_away,
        sizes=("full",),
    ),
    "postgres": Fault(
        "PostgreSQL crashed (immediate), and down for a while",
        "0 lost; `unavailable`, then acknowledged, never falsely; no process needs a restart",
        postgres_crash,
        sizes=("full",),
    ),
    "cut": Fault(
        "connections of half the phones cut",
        "all have the true state within 20 s of healing",
        cut,
    ),
    "repeats": Fault(
        "a frame sent 100 times; old answers replayed after a change; two devices with one token",
        "1 ballot, the highest revision stands",
        repeats,
    ),
    "race": Fault("votes race the close of their round", "acknowledged ⇔ counted", race),
    "arriving": Fault(
        "thousands of phones of one address reconnect within seconds",
        "99 % live within 30 s; no 429; other votes' p99 at most 2 s",
        arriving,
    ),
    "silent": Fault(
        "a projector that reads 1 KB/s, and phones that never read",
        "memory grows by less than 50 MB; others are unaffected",
        silent,
    ),
    "disk": Fault(
        "the disk full (SQLite; the tables of PostgreSQL)",
        "refused as `unavailable`, never falsely acknowledged; the chair sees a banner within 5 s; "
        "votes again when there is room",
        disk,
    ),
    "fuzz": Fault(
        "fuzzed frames, from hypothesis and of raw bytes",
        "no traceback, no 5xx, the process alive",
        fuzz,
    ),
    "keypads": Fault(
        "keypads at four base stations at once, a bridge killed, the network cut",
        "0 lost, 0 doubled; each press answered within 2 s, or of healing; a bridge at 200 presses "
        "a second uses at most 60 MB and 5 % of a core",
        keypads,
    ),
    "clocks": Fault(
        "clocks: servers an hour ahead and behind, phones a day",
        "no vote accepted or refused because of a clock",
        clocks,
    ),
}

__all__ = ["FAULTS", "Fault"]
