"""The organiser's forms. What a rule checks is checked by the rule, and said beside its field."""

import zoneinfo
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from polls.conference_files import LANGUAGE
from polls.models import Conference, Session
from polls.texts import check_readable


class Plain(forms.BaseForm):
    """Errors come from the server alone, in one manner.

    No browser's own bubbles, and no text cut without a word as it is pasted.
    """

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("maxlength", None)


class PlainForm(Plain, forms.Form):
    """A form that is no model's."""


def set_choices(form: forms.Form, field: str, *choices: tuple[str, str]) -> None:
    """Offer ``choices`` (value, label) in a field whose choices depend on the conference."""
    chosen = form.fields[field]
    if isinstance(chosen, forms.ChoiceField):
        chosen.choices = choices


class SignInForm(Plain, AuthenticationForm):
    """Username and password."""


def time_zones() -> list[tuple[str, str]]:
    """The names of places, as the time zone database has them."""
    names = {name for name in zoneinfo.available_timezones() if "/" in name}
    kept = sorted(name for name in names if not name.startswith(("Etc/", "SystemV/", "US/")))
    return [(name, name.replace("_", " ")) for name in ["UTC", *kept]]


class ConferenceForm(Plain, forms.ModelForm):
    """A conference without its programme."""

    time_zone = forms.ChoiceField(choices=time_zones)

    class Meta:
        model = Conference
        fields = (
            "name", "starts_on", "ends_on", "expected", "time_zone", "languages", "live",
            "sensitive",
            "stage_is_public",
        )  # fmt: skip
        labels = {
            "name": "Name",
            "starts_on": "First day",
            "ends_on": "Last day",
            "expected": "People expected",
            "time_zone": "Time zone",
            "languages": "Languages",
            "live": "Show counts while a vote is open",
            "sensitive": "Sensitive: counts move in steps",
            "stage_is_public": "Anybody with the code may open the projector’s page",
        }
        help_texts = {
            "starts_on": "May be left empty.",
            "ends_on": "May be left empty.",
            "expected": "May be left empty. The chair is warned when more devices join, and every "
            "result says how many were expected.",
            "languages": "Codes of the delegates’ languages, the first is the default: en, cy",
            "live": "Otherwise only the turnout moves until the result is revealed. "
            "Each question may differ.",
            "sensitive": "A count that moves with each vote can tell a neighbour what was just "
            "tapped. With this, counts of an open vote are shown from 10 votes on, and move "
            "by at least 5 new ones at a time; without it, they move with every vote. Each "
            "question may differ.",
            "stage_is_public": "Otherwise only chairs and organisers, signed in.",
        }
        widgets = {
            "starts_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "ends_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }

    def clean_languages(self) -> str:
        """Codes such as ``en`` or ``pt-BR``, separated by commas."""
        codes = [code.strip() for code in self.cleaned_data["languages"].split(",")]
        wrong = [code for code in codes if not LANGUAGE.fullmatch(code)]
        if wrong:
            raise forms.ValidationError(f"“{wrong[0]}” is no code of a language such as en.")
        return ", ".join(codes)


class SessionForm(Plain, forms.ModelForm):
    """A session without its questions."""

    class Meta:
        model = Session
        fields = ("title", "room")
        labels = {"title": "Title", "room": "Room"}
        help_texts = {"room": "May be left empty."}


class ImportForm(PlainForm):
    """A conference file to import."""

    file = forms.FileField(
        label="Conference file", help_text="A JSON file of up to 1 MB, as the download gives it."
    )

    def clean_file(self) -> bytes:
        """Return the content of the file."""
        file = self.cleaned_data["file"]
        if file.size > 1024 * 1024:
            raise forms.ValidationError("The file is larger than 1 MB.")
        return bytes(file.read())


class PersonForm(PlainForm):
    """Somebody who gets a part in a conference."""

    username = forms.CharField(
        label="Username",
        max_length=150,
        validators=[check_readable],
        help_text="Somebody new gets an account without a password, "
        "and signs in by a link that you make on this page.",
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    part = forms.ChoiceField(label="Part")

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        set_choices(
            self,
            "part",
            ("chair", "Chair of every session"),
            *((str(s.pk), f"Chair of “{s.title}”") for s in conference.sessions.all()),
            ("organiser", "Organiser of this conference"),
        )


class TokenForm(PlainForm):
    """A program's token."""

    label = forms.CharField(
        label="What it is for",
        max_length=80,
        validators=[check_readable],
        help_text="Such as “keypads of the main hall”.",
    )


class NameForm(PlainForm):
    """The name of a conference, typed before it is deleted."""

    name = forms.CharField(label="Name of the conference", required=False)

    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = name

    def clean_name(self) -> str:
        """It must be the very name."""
        if self.cleaned_data["name"].strip() != self.wanted:
            raise forms.ValidationError(f"Type the name as it stands: {self.wanted}")
        return self.wanted
