"""What a projector shows besides question, result and agenda, and how it looks.

None of it while a vote is open; and every step that shows a question, a vote, a result or an
agenda takes it away, so that no vote is ever hidden behind something.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from polls import clock, looks, screens
from polls.chairing.agenda_steps import BACK_TO_QUESTIONS
from polls.chairing.ground import refuse_if_open
from polls.deeds import quoted
from polls.durations import counted
from polls.errors import Invalid, Malformed, WrongPhase
from polls.models import Screen, Session

#: Steps after which the room sees what they brought, whatever covered it.
UNCOVERING = BACK_TO_QUESTIONS | {
    "hide", "agenda_show", "agenda_hide", "agenda_next", "agenda_previous", "remedies_show", "end",
    "clear",
}  # fmt: skip

_TIME = re.compile("([01][0-9]|2[0-3]):([0-5][0-9])")
MOST_MINUTES = int(screens.LONGEST_BREAK / screens.MINUTE)


def uncovers(do: str, args: Mapping[str, Any]) -> bool:
    """Whether a step takes away what covers the picture."""
    return do in UNCOVERING or (do == "correct" and args.get("void") is True)


def join(session: Session, args: Mapping[str, Any]) -> None:
    """Show address, code and QR code over the whole projector, as in the foyer."""
    refuse_if_open(session)
    screens.cover(session, Screen.JOIN)


def message(session: Session, args: Mapping[str, Any]) -> str:
    """Show the room a short text; told as the log has it."""
    typed = args.get("text")
    if not isinstance(typed, str):
        raise Malformed("“text” must be the message.")
    refuse_if_open(session)
    text = screens.read_text(typed)
    screens.cover(session, Screen.MESSAGE, text=text)
    return f"Showed the room the message {quoted(text)}"


def begin_break(session: Session, args: Mapping[str, Any]) -> str:
    """Show the room until when there is a break: in ``minutes``, or ``until`` a time of day."""
    refuse_if_open(session)
    now = clock.now()
    zone = session.conference.time_zone
    if args.get("until") is None:
        ends_at = screens.end_after(now, _minutes(args))
    else:
        ends_at = screens.end_at(_time(args), zone, now)
        if ends_at - now > screens.LONGEST_BREAK:
            raise Invalid("This time is past, or more than 12 hours away.")
    screens.cover(session, Screen.BREAK, until=ends_at)
    return f"Announced a break until {screens.time_told(ends_at, zone)}"


def extend(session: Session, args: Mapping[str, Any]) -> str:
    """Let the break end later: than it would, or than now, if it is over."""
    refuse_if_open(session)
    if session.screen != Screen.BREAK or session.screen_until is None:
        raise WrongPhase("There is no break on screen.")
    minutes = _minutes(args)
    now = clock.now()
    ends_at = screens.end_after(max(session.screen_until, now), minutes)
    if ends_at - now > screens.LONGEST_BREAK:
        raise Invalid("A break ends within 12 hours.")
    screens.cover(session, Screen.BREAK, until=ends_at)
    told = screens.time_told(ends_at, session.conference.time_zone)
    return f"Gave the break {counted(minutes, 'minute')} more, until {told}"


def clear(session: Session, args: Mapping[str, Any]) -> str:
    """Let the room see again what was covered."""
    refuse_if_open(session)
    if not session.screen:
        raise WrongPhase("There is nothing to take off the screen.")
    what = {
        Screen.JOIN: "how to join",
        Screen.MESSAGE: "the message",
        Screen.BREAK: "the break",
    }[Screen(session.screen)]
    screens.take_off(session)
    return f"Took {what} off the screen"


def look(session: Session, args: Mapping[str, Any]) -> str:
    """Set ``size`` or ``theme`` of all projectors, or of the one with a number."""
    projector = _projector(args)
    wanted = {key: args[key] for key in ("size", "theme") if key in args}
    if not wanted:
        raise Malformed("“size” or “theme” must say how projectors look.")
    for key, choices in (("size", looks.SIZES), ("theme", looks.THEMES)):
        value = wanted.get(key)
        if key in wanted and value not in choices and (projector is None or value is not None):
            offered = ", ".join(f"“{choice}”" for choice in choices)
            raise Malformed(f"“{key}” must be one of {offered}.")
    session.look = looks.change_look(session.look, projector, wanted)
    said = ", ".join(f"{key} {_named(value)}" for key, value in wanted.items())
    return f"Set {_which(projector)} to {said}"


def identify(session: Session, args: Mapping[str, Any]) -> str:
    """Let one projector, or each, show its number for some seconds."""
    projector = _projector(args)
    session.look = looks.ask_for_number(session.look, projector, clock.now())
    return f"Let {_which(projector)} show {'its number' if projector else 'their numbers'}"


SCREEN_STEPS: dict[str, Callable[[Session, Mapping[str, Any]], str | None]] = {
    "screen_join": join,
    "screen_message": message,
    "screen_break": begin_break,
    "screen_extend": extend,
    "screen_clear": clear,
    "look": look,
    "identify": identify,
}


def _minutes(args: Mapping[str, Any]) -> int:
    minutes = args.get("minutes")
    if type(minutes) is not int or not 1 <= minutes <= MOST_MINUTES:
        raise Malformed(f"“minutes” must be a whole number from 1 to {MOST_MINUTES}.")
    return minutes


def _time(args: Mapping[str, Any]) -> tuple[int, int]:
    until = args.get("until")
    found = _TIME.fullmatch(until) if isinstance(until, str) else None
    if found is None:
        raise Malformed("“until” must be a time of day such as 14:30.")
    return int(found[1]), int(found[2])


def _projector(args: Mapping[str, Any]) -> int | None:
    number = args.get("projector")
    if number is not None and (type(number) is not int or not 1 <= number <= looks.MOST_PROJECTORS):
        raise Malformed(f"“projector” must be a number from 1 to {looks.MOST_PROJECTORS}.")
    return number


def _which(projector: int | None) -> str:
    return "all projectors" if projector is None else f"projector {projector}"


def _named(value: str | None) -> str:
    if value is None:
        return "as all have it"
    return value or "as its browser has it"
