"""Join codes that nobody has: how many of them an address may try.

A right code that is let in at once is an answer too, so a limit on wrong codes alone would
limit nobody who only waits for a right one. An address that has used up its wrong codes is
therefore answered 429 whatever it tries, except a code that was right for it before and what
comes with a delegate's token of that conference. A venue behind one address has used its
own code, and never feels it.

Kept in memory, by each process for itself; no address is written anywhere.
"""

import ipaddress
import threading
import time
from collections import OrderedDict
from typing import Any

from django.conf import settings

from live import runtime
from live.sockets.headers import Scope, bearer, cookie
from live.venue import Venue
from polls.errors import TooFast
from polls.tokens import read_token

#: Different wrong codes that an address may try at once; then ``WRONG_CODES_PER_MINUTE``.
BURST = 100.0
#: The same, and how many a second, for all addresses together; beyond it, each wrong code
#: costs an address more.
BURST_OF_ALL = 2000.0
RATE_OF_ALL = 10.0
DEARER = 10.0
#: So many addresses, and pairs of address and code, are remembered; the oldest are forgotten.
MOST = 20_000

RETRY_AFTER = 30
TOO_MANY = "Too many wrong codes came from your network. Wait half a minute, then try again"


class TooManyGuesses(TooFast):
    """This address has used up its wrong codes."""

    def __init__(self) -> None:
        super().__init__(f"{TOO_MANY}.")


class Budget:
    """Wrong codes that are left: a burst, then a steady rate."""

    __slots__ = ("_at", "_burst", "_left", "_rate")

    def __init__(self, burst: float, rate: float) -> None:
        self._left = self._burst = burst
        self._rate = rate
        self._at = time.monotonic()

    def left(self) -> float:
        """How many there are now."""
        now = time.monotonic()
        self._left = min(self._left + (now - self._at) * self._rate, self._burst)
        self._at = now
        return self._left

    def spend(self, cost: float) -> None:
        """Take some away; never below none."""
        self._left = max(self.left() - cost, 0.0)


class Guesses:
    """Who tried which codes, right and wrong; safe to use on any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all = Budget(BURST_OF_ALL, RATE_OF_ALL)
        self._budgets: OrderedDict[str, Budget] = OrderedDict()
        self._right: OrderedDict[tuple[str, str], None] = OrderedDict()
        self._wrong: OrderedDict[tuple[str, str], None] = OrderedDict()

    def may_try(self, address: str, code: str) -> bool:
        """Whether this address is told about this code."""
        with self._lock:
            budget = self._budgets.get(address)
            return budget is None or budget.left() >= 1.0 or (address, code) in self._right

    def note_right(self, address: str, code: str) -> None:
        """There is such a conference: for this address, there always will be."""
        with self._lock:
            _remember(self._right, (address, code), None)

    def note_wrong(self, address: str, code: str) -> None:
        """There is none. The same wrong code again tells nothing new, and costs nothing."""
        with self._lock:
            if (address, code) in self._wrong:
                return
            _remember(self._wrong, (address, code), None)
            cost = 1.0 if self._all.left() >= 1.0 else DEARER
            self._all.spend(1.0)
            budget = self._budgets.get(address) or Budget(
                BURST, settings.WRONG_CODES_PER_MINUTE / 60
            )
            budget.spend(cost)
            _remember(self._budgets, address, budget)


def _remember(kept: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > MOST:
        kept.popitem(last=False)


#: Of this process.
guesses = Guesses()


def network_of(address: str | None) -> str:
    """What counts as one address: an IPv4 number, or an IPv6 network of /64."""
    try:
        number = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    if isinstance(number, ipaddress.IPv4Address):
        return str(number)
    if number.ipv4_mapped:
        return str(number.ipv4_mapped)
    return str(ipaddress.ip_network((number, 64), strict=False))


async def _find_own(scope: Scope, code: str) -> Venue:
    """The conference of a code, for who bears a token of it; raises ``TooManyGuesses``.

    Nothing is looked up for others: how long it takes would tell whether the code is right.
    """
    token = read_token(bearer(scope) or cookie(scope, f"delegate_{code}") or "")
    venue = await runtime.current().hub.directory.venue_of_any(code) if token else None
    if token is None or venue is None or not venue.lets_in(token):
        raise TooManyGuesses
    return venue


async def find_conference(scope: Scope, code: str) -> Venue | None:
    """The conference of a code in its normal form, or None.

    Raises ``TooManyGuesses`` where this address is told nothing more, and ``Unavailable``.
    """
    client = scope.get("client")
    address = network_of(client[0] if client else None)
    if not guesses.may_try(address, code):
        return await _find_own(scope, code)
    venue = await runtime.current().hub.directory.venue_of_any(code)
    if venue is None:
        guesses.note_wrong(address, code)
    else:
        guesses.note_right(address, code)
    return venue
