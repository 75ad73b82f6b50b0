"""What clients send: parsed, and checked for its form."""

import json
import re
from dataclasses import dataclass
from typing import Any

from polls.chairing import Order
from polls.errors import Malformed, TooFast
from polls.looks import MOST_PROJECTORS, THEMES
from polls.models import HIGHEST_REV

#: A message of a client may have so many bytes.
LONGEST_MESSAGE = 8 * 1024
LONGEST_REF = 64

#: What can be chosen at a projector itself.
CHOSEN_THEMES = tuple(theme for theme in THEMES if theme)

_SURROGATE_OR_NUL = re.compile("[\ud800-\udfff\x00]")


class Unreadable(Malformed):
    """A malformed message, with its ``ref`` where that could be read."""

    def __init__(self, detail: str, ref: str | None = None) -> None:
        super().__init__(detail)
        self.ref = ref


@dataclass(frozen=True, slots=True)
class VoteMessage:
    """A delegate's ``vote``."""

    ref: str
    round_id: str
    rev: int
    answer: Any


def read_message(text: str | bytes | None) -> dict[str, Any]:
    """Parse one frame into an object with a ``type``; raise ``Unreadable``."""
    if not isinstance(text, str):
        raise Unreadable("Messages are text, not binary.")
    message = read_object(text)
    if not isinstance(message.get("type"), str):
        raise Unreadable("“type” must be the name of a message.", read_ref(message))
    return message


def is_too_large(event: dict[str, Any]) -> bool:
    """Whether a received frame has more bytes than a message may."""
    frame = event.get("text")
    if frame is None:
        return len(event.get("bytes") or b"") > LONGEST_MESSAGE
    # Most frames are short enough whatever their characters are.
    if len(frame) * 4 <= LONGEST_MESSAGE:
        return False
    return len(frame.encode("utf-8", "surrogatepass")) > LONGEST_MESSAGE


def too_fast() -> TooFast:
    """The refusal of a message over the limit; a new one, since a raised error keeps its trace."""
    return TooFast("You are sending too fast. Please wait a moment.")


def unknown(message: dict[str, Any]) -> Unreadable:
    """The refusal of a message whose ``type`` is not for this socket."""
    return Unreadable(f"There is no message “{str(message['type'])[:40]}” here.", read_ref(message))


def read_body(body: bytes) -> dict[str, Any]:
    """Parse the body of a call as one frame would be; raise ``Unreadable``.

    Bytes are not left to the JSON parser: it also takes UTF-16, and surrogates in UTF-8.
    """
    try:
        return read_object(body.decode())
    except UnicodeDecodeError:
        raise Unreadable("The message is not UTF-8.") from None


def read_object(text: str) -> dict[str, Any]:
    """Parse JSON into an object without NUL or lone surrogates; raise ``Unreadable``."""
    try:
        message = _decode(text)
    except (ValueError, RecursionError):
        raise Unreadable("The message is not JSON.") from None
    if not isinstance(message, dict):
        raise Unreadable("The message is not an object.")
    # Only an escape can hide either: the frame itself is valid UTF-8, and JSON bars raw NULs.
    if "\\u" in text and _is_tainted(message):
        raise Unreadable("The message has characters that are not text.", read_ref(message))
    return message


def read_vote(message: dict[str, Any]) -> VoteMessage:
    """Check the form of a ``vote``; raise ``Unreadable``."""
    ref, round_id, rev = message.get("ref"), message.get("round"), message.get("rev")
    if type(ref) is not str or len(ref) > LONGEST_REF:
        raise Unreadable(f"“ref” must be text of up to {LONGEST_REF} characters.")
    if type(round_id) is not str:
        raise Unreadable("“round” must be the id of a round.", ref)
    if type(rev) is not int or not 1 <= rev <= HIGHEST_REV:
        raise Unreadable(f"“rev” must be a whole number from 1 to {HIGHEST_REV}.", ref)
    if "answer" not in message:
        raise Unreadable("“answer” is missing.", ref)
    return VoteMessage(ref, round_id, rev, message["answer"])


def read_plea(message: dict[str, Any]) -> tuple[str, str]:
    """Check the form of a ``more_time``; return its ``ref`` and round, or raise ``Unreadable``."""
    ref, round_id = read_ref(message), message.get("round")
    if ref is None:
        raise Unreadable(f"“ref” must be text of up to {LONGEST_REF} characters.")
    if type(round_id) is not str:
        raise Unreadable("“round” must be the id of a round.", ref)
    return ref, round_id


def read_seen(message: dict[str, Any]) -> int:
    """Check the form of a ``seen``; return its ``tally_seq``, or raise ``Unreadable``."""
    tally_seq = message.get("tally_seq")
    if type(tally_seq) is not int:
        raise Unreadable("“tally_seq” must be a whole number.", read_ref(message))
    return tally_seq


def read_projector(message: dict[str, Any]) -> tuple[str, int | None, str | None]:
    """Check the form of a ``projector``; return its key, the number that it wants, its theme."""
    key, number, theme = message.get("key"), message.get("number"), message.get("theme")
    if type(key) is not str or not 1 <= len(key) <= LONGEST_REF:
        raise Unreadable(f"“key” must be text of 1 to {LONGEST_REF} characters.")
    if number is not None and (type(number) is not int or not 1 <= number <= MOST_PROJECTORS):
        raise Unreadable(f"“number” must be a number from 1 to {MOST_PROJECTORS}, or null.")
    if theme is not None and theme not in CHOSEN_THEMES:
        raise Unreadable("“theme” must be the name of one, or null.")
    return key, number, theme


def read_order(message: dict[str, Any], *, ref_needed: bool = True) -> Order:
    """Check the form of a chair's ``command``; raise ``Unreadable``."""
    ref = read_ref(message)
    if ref is None and (ref_needed or message.get("ref") is not None):
        raise Unreadable(f"“ref” must be text of up to {LONGEST_REF} characters.")
    do, seq = message.get("do"), message.get("seq")
    if not isinstance(do, str):
        raise Unreadable("“do” must be the name of a command.", ref)
    if seq is not None and type(seq) is not int:
        raise Unreadable("“seq” must be a whole number.", ref)
    return Order(do=do, args=message, ref=ref, seq=seq)


def read_ref(message: dict[str, Any]) -> str | None:
    """The ``ref`` of a message, or None where there is none that could be answered with."""
    ref = message.get("ref")
    if not isinstance(ref, str) or len(ref) > LONGEST_REF or _is_tainted(ref):
        return None
    return ref


def _is_tainted(value: Any) -> bool:
    """Whether NUL or a lone surrogate stands anywhere inside, however deep."""
    unseen = [value]
    while unseen:
        part = unseen.pop()
        if isinstance(part, str):
            if _SURROGATE_OR_NUL.search(part):
                return True
        elif isinstance(part, dict):
            unseen += [*part.keys(), *part.values()]
        elif isinstance(part, list):
            unseen += part
    return False


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


# Made once: with options, json.loads makes a new one at every call.
_decode = json.JSONDecoder(parse_constant=_refuse_constant).decode
