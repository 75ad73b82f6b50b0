"""By what ballots were cast: phones, keypads, the plain form, or somebody who entered them.

Each channel but phones has a counter of a round, beside those of its choices; what no other
counter names came by phone.
"""

from collections.abc import Mapping

from polls.kinds import BALLOTS
from polls.models import Channel

#: Of keys of counters: no kind of question names a choice so.
_PREFIX = "by:"
#: Of a round without ballots.
NO_CHANNELS = dict.fromkeys(Channel.values, 0)


def counter_of(channel: str) -> tuple[str, ...]:
    """The counters, one or none, that a ballot of this channel adds one to."""
    return () if channel == Channel.PHONE else (f"{_PREFIX}{channel}",)


def read_channels(counters: Mapping[str, int]) -> dict[str, int]:
    """Ballots by channel, of the running totals of a round."""
    others = {channel: counters.get(f"{_PREFIX}{channel.value}", 0) for channel in Channel}
    phones = counters.get(BALLOTS, 0) - sum(others.values())
    return {channel.value: number for channel, number in others.items()} | {
        # Totals that were read one after the other may be of two moments.
        Channel.PHONE.value: max(phones, 0)
    }


def only_channels(counters: Mapping[str, int]) -> dict[str, int]:
    """Of the running totals of a round, those by channel."""
    return {key: total for key, total in counters.items() if key.startswith(_PREFIX)}


def tell_channels(channels: Mapping[str, int]) -> str:
    """How many ballots came by which channel, or "" where all came by phone."""
    if not any(channels[channel] for channel in Channel if channel is not Channel.PHONE):
        return ""
    return ", ".join(f"{channels[c]} {c.label}" for c in Channel if channels[c])


def tell_entered(channels: Mapping[str, int]) -> str:
    """Which ballots nobody cast with a device, as a sentence, or ""."""
    told = [
        f"{number} {words}"
        for number, words in (
            (channels[Channel.HANDS], Channel.HANDS.label),
            (channels[Channel.STEWARD], Channel.STEWARD.label),
        )
        if number
    ]
    return f"Among the ballots: {', '.join(told)}." if told else ""
