"""Every step by the name of its command.

A step may return words: what the log tells beyond the name of the command.
"""

from collections.abc import Callable, Mapping
from typing import Any

from polls.chairing import asking, correcting, ordering, rehearsing, steps, timing
from polls.chairing.agenda_steps import AGENDA_STEPS
from polls.chairing.leaving_out import leave_out
from polls.chairing.note_steps import NOTE_STEPS
from polls.chairing.remedy_steps import REMEDY_STEPS
from polls.chairing.screen_steps import SCREEN_STEPS
from polls.chairing.tiles import show_tiles
from polls.chairing.trying import try_out
from polls.models import Session

Step = Callable[[Session, Mapping[str, Any]], str | None]

STEPS: dict[str, Step] = {
    "start": steps.start,
    "show": steps.show,
    "next": steps.show_next,
    "previous": steps.show_previous,
    "ask": asking.ask,
    "correct": correcting.correct,
    "respell": correcting.respell,
    "skip": ordering.skip,
    "move": ordering.move_question,
    "open": steps.open_round,
    "close": steps.close,
    "reopen": steps.reopen,
    "leave_out": leave_out,
    "extend": timing.extend,
    "timer": timing.timer,
    "reveal": steps.reveal,
    "hide": steps.hide,
    "void": steps.void,
    "recall": steps.recall,
    "seal": steps.seal,
    "blank": steps.blank,
    "end": steps.end,
    "door": steps.door,
    "code": steps.code,
    "test_vote": try_out,
    "keypad_tiles": show_tiles,
    "rehearse": rehearsing.rehearse,
    "clear": rehearsing.clear,
    **AGENDA_STEPS,
    **SCREEN_STEPS,
    **NOTE_STEPS,
    **REMEDY_STEPS,
}

#: Steps that touch more rounds than the one on screen.
MANY_ROUNDS = {"clear", "end", *REMEDY_STEPS}

#: Steps that the whole conference hears of: its delegates may have to go elsewhere.
MOVES = {"start", "end", "door", "code", "rehearse", "clear"}

#: Steps that the room sees nothing of: they leave ``seq`` as it is, so that whoever writes
#: something down makes nobody's next step stale.
UNSEEN = set(NOTE_STEPS)
