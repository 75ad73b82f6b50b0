"""The forms of the organiser's page of keypads."""

from typing import Any

from django import forms

from polls.errors import FileMistakes
from polls.forms import PlainForm
from polls.keypad_lists import Listed, decode_list, read_list
from polls.models import LONGEST_SERIAL
from polls.texts import check_readable

#: Bytes of a list: ten thousand keypads with long labels.
LARGEST_LIST = 1024 * 1024


class StationForm(PlainForm):
    """A base station."""

    name = forms.CharField(
        label="Name",
        max_length=80,
        validators=[check_readable],
        help_text="Such as Base 1. The chair reads it where the station is away.",
    )


class ListForm(PlainForm):
    """A list of keypads, as a file or pasted."""

    file = forms.FileField(
        label="List (CSV)",
        required=False,
        help_text="The first line names the columns: serial, and label and seat if you like. "
        "The label is the number that people see. Any other column is kept with the keypad.",
    )
    text = forms.CharField(
        label="Or paste it here", required=False, strip=False, widget=forms.Textarea
    )

    def clean(self) -> dict[str, Any]:
        """Read the list; every mistake with its line."""
        data = super().clean() or {}
        file = data.get("file")
        if not file and not (data.get("text") or "").strip():
            raise forms.ValidationError("Choose a file, or paste a list.")
        if file and file.size > LARGEST_LIST:
            raise forms.ValidationError("The list is larger than 1 MiB.")
        try:
            text = decode_list(file.read()) if file else data["text"]
            data["listed"] = read_list(text)
        except FileMistakes as error:
            told = [f"{place}: {what}" for place, what in error.mistakes]
            raise forms.ValidationError([forms.ValidationError(each) for each in told]) from None
        return data

    @property
    def listed(self) -> list[Listed]:
        """The keypads of the list, once the form is valid."""
        return self.cleaned_data["listed"]


class HeldForm(PlainForm):
    """What is done with keypads that were heard: ``seen`` is how many the page showed."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class LostForm(PlainForm):
    """A keypad that is lost, and the one in its place, if any."""

    serial = forms.CharField(label="Serial of the lost keypad", max_length=LONGEST_SERIAL)
    by = forms.CharField(
        label="Serial of the one in its place",
        max_length=LONGEST_SERIAL,
        required=False,
        help_text="Left empty, the holder votes no more until there is one.",
    )


class FoundForm(PlainForm):
    """A lost keypad that is here again."""

    serial = forms.CharField(
        label="Serial", max_length=LONGEST_SERIAL, strip=False, widget=forms.HiddenInput
    )
