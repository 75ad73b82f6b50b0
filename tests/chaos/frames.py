"""Frames that nobody should send: made by hypothesis, and by damaging good ones."""

import json
import random
from collections.abc import Iterator
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

#: Frames made of one example.
GROUP = 20

_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=True)
    | st.text(max_size=40)
    | st.text(st.characters(categories=["Cs", "Cc", "Cf"]), max_size=5)
)
_json = st.recursive(
    _scalars,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
_types = st.sampled_from(["vote", "ping", "sync", "seen", "command", "tally", "ack"]) | _json
_keys = {"ref": _json, "round": _json, "rev": _json, "answer": _json, "do": _json, "seq": _json}


def imagined(number: int, *, key: int) -> list[bytes]:
    """So many frames of JSON that is nearly, or not at all, a message; the same for a key."""
    frames: list[bytes] = []

    @seed(key)
    @settings(
        max_examples=-(-number // GROUP),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(
        st.lists(
            st.fixed_dictionaries({}, optional={"type": _types, **_keys}) | _json,
            min_size=GROUP,
            max_size=GROUP,
        )
    )
    def collect(messages: list[Any]) -> None:
        frames.extend(json.dumps(message).encode() for message in messages)

    collect()
    return frames[:number]


def damaged(good: list[dict[str, Any]], number: int, *, key: int) -> Iterator[bytes]:
    """So many copies of good messages, each with a few of its bytes changed, cut or doubled."""
    chance = random.Random(key)
    texts = [json.dumps(message).encode() for message in good]
    for _ in range(number):
        frame = bytearray(chance.choice(texts))
        for _ in range(chance.randint(1, 4)):
            _damage(frame, chance)
        yield bytes(frame)


def _damage(frame: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(frame) + 1)
    end = min(len(frame), start + chance.randint(1, 12))
    match chance.randrange(5):
        case 0:
            frame[start:start] = chance.randbytes(chance.randint(1, 6))
        case 1:
            del frame[start:end]
        case 2:
            frame[start:start] = frame[start:end] * chance.choice((1, 1, 1, 50))
        case 3:
            frame[start:start] = chance.choice(
                (b"\\u0000", b"\\ud800", b"1e999", b"[" * 40, b"{}", b"null", b'"', b"9" * 30)
            )
        case _:
            frame[start:end] = bytes(byte ^ 1 << chance.randrange(8) for byte in frame[start:end])
