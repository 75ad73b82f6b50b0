"""Registering keypads: what the pages of organisers and technicians share."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest

from polls.durations import counted
from polls.errors import PollError
from polls.keypad_forms import FoundForm, HeldForm, ListForm, LostForm
from polls.keypad_turnout import join_where_others_did
from polls.keypads import admit_held, forget_held, list_keypads
from polls.lost_keypads import find_again, lose_keypad, replace_keypad
from polls.models import Conference, Keypad
from polls.roll_calls import LOW, in_counting_order, read_found
from polls.views.pages import posted

Forms = dict[str, Any]

#: Keypads that a page lists; of more it tells the number.
SHOWN = 1000
#: Keypads that a sentence names.
FEW = 10


def forms_of(request: HttpRequest) -> Forms:
    """The forms by their names; the one that was sent is bound."""
    return {
        "list": ListForm(
            sent(request, "list"), request.FILES if sent(request, "list") else None, prefix="list"
        ),
        "held": HeldForm(sent(request, "held")),
        "lost": LostForm(sent(request, "lost"), prefix="lost"),
        "found": FoundForm(sent(request, "found")),
    }


def sent(request: HttpRequest, name: str) -> Any:
    """The form of this name, if it is the one that was sent."""
    return posted(request) if request.POST.get("form") == name else None


def is_taken(request: HttpRequest, conference: Conference, forms: Mapping[str, Any]) -> bool:
    """Whether the form that was sent was valid, and was carried out; what was done is said."""
    name = request.POST.get("form", "")
    if name not in STEPS or not forms[name].is_valid():
        return False
    try:
        said = STEPS[name](request, conference, forms[name])
    except PollError as error:
        forms[name].add_error(None, error.detail)
        return False
    messages.success(request, said)
    return True


def registered(conference: Conference) -> dict[str, Any]:
    """The keypads of a conference and their numbers, for a page."""
    counts = conference.keypads.order_by().values_list("state").annotate(many=Count("*"))
    numbers: dict[str, int] = dict(counts)
    held = numbers.get(Keypad.State.HELD, 0)
    admitted = conference.keypads.exclude(state=Keypad.State.HELD).select_related(
        "station", "replaced_by"
    )
    return {
        "keypads": sorted(admitted, key=lambda keypad: in_counting_order(keypad.serial))[:SHOWN],
        "held": conference.keypads.filter(state=Keypad.State.HELD)[:SHOWN],
        "found": read_found(conference) if numbers.get(Keypad.State.LOST) else (),
        "number": sum(numbers.values()) - held,
        "number_lost": numbers.get(Keypad.State.LOST, 0),
        "number_held": held,
        "shown": SHOWN,
        "low": LOW,
    }


def _list(request: HttpRequest, conference: Conference, form: Any) -> str:
    taken = list_keypads(conference=conference, listed=form.listed)
    join_where_others_did(conference)
    parts = (("added", taken.new), ("admitted", taken.admitted), ("had been there", taken.there))
    done = [f"{counted(number, 'keypad')} {what}" for what, number in parts if number]
    if taken.lost:
        done.append(f"reported lost, and left as they are: {_in_short(taken.lost)}")
    return f"{'; '.join(done)}."


def _in_short(serials: Sequence[str]) -> str:
    """The first few of these serials, and how many more there are."""
    more = len(serials) - FEW
    return ", ".join(serials[:FEW]) + (f" and {more} more" if more > 0 else "")


def _decide_on_held(request: HttpRequest, conference: Conference, form: Any) -> str:
    if request.POST.get("do") == "forget":
        return f"{counted(forget_held(conference=conference), 'keypad')} turned away."
    admitted = admit_held(conference=conference, seen=form.cleaned_data["seen"])
    join_where_others_did(conference)
    return f"{counted(admitted, 'keypad')} admitted."


def _lose(request: HttpRequest, conference: Conference, form: Any) -> str:
    serial, by = form.cleaned_data["serial"], form.cleaned_data["by"]
    if by:
        replace_keypad(conference=conference, serial=serial, by=by)
        return f"Keypad {by} votes in the place of {serial}."
    lose_keypad(conference=conference, serial=serial)
    return f"Keypad {serial} votes no more."


def _find_again(request: HttpRequest, conference: Conference, form: Any) -> str:
    serial = form.cleaned_data["serial"]
    find_again(conference=conference, serial=serial)
    join_where_others_did(conference)
    return f"Keypad {serial} votes again, as the delegate that it was."


STEPS: dict[str, Callable[..., str]] = {
    "found": _find_again,
    "list": _list,
    "held": _decide_on_held,
    "lost": _lose,
}
