"""The forms of the organiser's door."""

import re

from django import forms

from polls.forms import PlainForm
from polls.personal_codes import MOST_AT_ONCE


class DoorForm(PlainForm):
    """Who gets in."""

    door = forms.ChoiceField(
        label="From now on",
        widget=forms.RadioSelect,
        choices=(
            ("open", "Open: whoever has the join code. One person may join on several devices."),
            ("shut", "Shut: nobody new. Those inside keep voting, and helpers admit latecomers."),
            ("personal", "Personal codes alone: one vote a person, whatever the device."),
        ),
    )


#: Cards on a page of A4.
CARDS_CHOICES = (
    ("8", "8 to a page: cards to hand out"),
    ("15", "15 to a page"),
    ("24", "24 to a page: labels for badges"),
)


class CardsForm(PlainForm):
    """What both forms of personal codes ask; ``seen`` is the codes that they were made for."""

    per_page = forms.ChoiceField(label="Sheets of A4", choices=CARDS_CHOICES, initial="8")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=40)


class MakeCodesForm(CardsForm):
    """Personal codes for further people."""

    field_order = ("count", "per_page", "seen")
    count = forms.IntegerField(
        label="How many",
        min_value=1,
        max_value=MOST_AT_ONCE,
        help_text=f"Up to {MOST_AT_ONCE} at a time; as often as you like. A few spare ones help.",
    )


class ReplaceCodesForm(CardsForm):
    """Fresh codes for the same people."""

    field_order = ("numbers", "per_page", "seen")
    numbers = forms.CharField(
        label="Numbers of the cards",
        max_length=500,
        help_text="Such as 17, or 17, 20, 31–40.",
    )

    def clean_numbers(self) -> list[int]:
        """Return the numbers, in order."""
        numbers: set[int] = set()
        for part in re.split(r"[,;\s]+", self.cleaned_data["numbers"].strip()):
            match = re.fullmatch(r"(\d{1,5})(?:[-–](\d{1,5}))?", part)
            if match is None:
                raise forms.ValidationError(f"“{part[:20]}” is no number of a card, such as 17.")
            first, last = int(match[1]), int(match[2] or match[1])
            numbers.update(range(first, last + 1))
        return sorted(numbers)
