"""What the bridge shows: a screen that is drawn anew, or plain lines; never a key."""

import json
import sys
import time
from typing import Any, TextIO

from live.keypads.contact import Contact
from live.keypads.spool import Spool

CLEAR = "\x1b[H\x1b[J"


class Log:
    """Plain lines of JSON: what happened and when, with numbers alone."""

    def __init__(self, to: TextIO | None) -> None:
        self._to = to

    def say(self, event: str, **told: Any) -> None:
        """Write one line."""
        if self._to is not None:
            at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
            self._to.write(json.dumps({"at": at, "event": event, **told}) + "\n")
            self._to.flush()


def draw(contact: Contact, spool: Spool, complaint: str, prompt: str = "") -> str:
    """The screen as text; ``prompt`` is its end, where the cursor stays."""
    now, known, tally = time.monotonic(), contact.known, contact.tally
    waiting, held, unknown = spool.count()
    lines = [f"Server    {contact.trouble or 'reached'}", f"Base      {complaint or 'reached'}"]
    if tally.missing:
        lines.append(f"          {tally.missing}")
    lines += _on_screen(contact)
    in_second = sum(moment > now - 1 for moment in list(tally.moments))
    last = (
        f"keypad {tally.last_keypad}, {now - tally.last_at:.0f} s ago" if tally.last_at else "none"
    )
    lines += [
        f"Presses   {tally.presses}, {in_second} in the last second; last: {last}",
        f"Keypads   {len(tally.keypads)} heard",
        f"Spool     {waiting} waiting, {held} held"
        + (f", {unknown} of them of no known vote" if unknown else ""),
        "Answers   " + (", ".join(f"{n} {c}" for c, n in sorted(tally.answers.items())) or "none"),
    ]
    aside = {
        "while no vote was on screen, or in a roll-call": tally.idle,
        "of no known vote, given up": tally.unknown,
        "lines that were no press": tally.noise,
        "rows were there before: not taken": tally.before,
    }
    lines += [f"          {number} {what}" for what, number in aside.items() if number]
    if held > unknown and known and not contact.trouble:
        lines.append(
            "          Held presses wait for the chair, who reopens their vote or leaves them out."
        )
    return "\n".join([*lines, "", prompt]) if prompt else "\n".join(lines) + "\n"


def _on_screen(contact: Contact) -> list[str]:
    known = contact.known
    if known is None:
        return ["Vote      unknown"]
    if known.choose:
        choices = "\n".join(f"          --session {each}" for each in known.choose)
        return [f"Vote      several sessions are live; choose one:\n{choices}"]
    if known.roll_call and known.phase != "open":
        return ["Vote      roll-call: any key tells that a keypad is there"]
    if known.round is None:
        return [f"Vote      none; {known.title or 'no session'} ({known.phase})"]
    return [f"Vote      {known.number}, {known.phase}; {known.title}"]


def show(contact: Contact, spool: Spool, complaint: str, prompt: str = "") -> None:
    """Draw the screen."""
    sys.stdout.write(CLEAR + draw(contact, spool, complaint, prompt))
    sys.stdout.flush()
