"""The organiser's forms. What a rule checks is checked by the rule, and said beside its field."""

import re
import zoneinfo
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm

from polls.conference_files import LANGUAGE
from polls.file_values import Place
from polls.kinds import ASKED, PRESETS
from polls.models import Conference, Question, Session
from polls.question_files import QuestionFile, read_question
from polls.texts import check_readable

#: ``choices[2]``: a field, and which line of it.
MISTAKE_PLACE = re.compile(r"(?P<field>\w+)(?:\[(?P<index>\d+)\])?")


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


#: How the form asks for a yes, a no, or neither.
LIVE_CHOICES = {"": None, "yes": True, "no": False}


class QuestionForm(PlainForm):
    """A question with its choices, one a line; its kind checks it as it checks a file's."""

    SHOWN_HIDDEN = (
        ("yes", "The room: projector and chair show them"),
        ("no", "The chair alone, while a button is held; the room sees only the turnout"),
    )
    MOVING = (
        ("each", "With every vote: lively, but whoever watches a neighbour may see their tap move"),
        (
            "steps",
            "In steps: from 10 votes on, by at least 5 new ones at a time; the last few show "
            "at the close",
        ),
        (
            "closed",
            "Not before the close: nobody sees counts, not even the chair, whatever is chosen "
            "above; only the turnout moves",
        ),
    )

    kind = forms.ChoiceField(
        label="Kind",
        choices=lambda: (
            [(kind.name, kind.label) for kind in ASKED.values()]
            + [(name, preset.label) for name, preset in PRESETS.items()]
        ),
    )
    prompt = forms.CharField(
        label="Question", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    help = forms.CharField(
        label="Help", required=False, help_text="One line below the question. May be left empty."
    )
    choices = forms.CharField(
        label="Choices",
        required=False,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text="One a line, in the order of their letters. Move a line to move the choice. "
        "For “Yes or no”, “Agree or disagree” and “1 to 5” this may be left empty.",
    )
    min_choices = forms.IntegerField(
        label="Fewest choices",
        required=False,
        min_value=1,
        help_text="For “Several choices”. Empty: one.",
    )
    max_choices = forms.IntegerField(
        label="Most choices",
        required=False,
        min_value=1,
        help_text="For “Several choices”. Empty: as many as there are.",
    )
    live = forms.ChoiceField(
        label="Who sees counts while the vote is open",
        required=False,
        widget=forms.RadioSelect,
    )
    tallies = forms.ChoiceField(
        label="How counts move while the vote is open",
        required=False,
        widget=forms.RadioSelect,
    )
    practice = forms.BooleanField(
        label="Practice", required=False, help_text="Stays out of results and downloads."
    )

    def __init__(self, *args: Any, conference: Conference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        as_usual = "As the conference has it (%s)"
        seen_by = as_usual % ("the room" if conference.live else "the chair alone")
        moving = as_usual % ("in steps" if conference.sensitive else "with every vote")
        set_choices(self, "live", ("", seen_by), *self.SHOWN_HIDDEN)
        set_choices(self, "tallies", ("", moving), *self.MOVING)
        self.file: QuestionFile | None = None

    def clean(self) -> dict[str, Any]:
        """Read the fields as a conference file's question; ``self.file`` holds it."""
        data = super().clean() or {}
        failed = set(self.errors)
        mistakes: list[tuple[str, str]] = []
        values: Mapping[str, Any] = {
            **{key: data.get(key) for key in ("kind", "prompt", "help", "practice")},
            **{key: data.get(key) for key in ("min_choices", "max_choices")},
            "choices": [line for line in data.get("choices", "").splitlines() if line.strip()],
            "live": LIVE_CHOICES.get(data.get("live", "")),
            "tallies": data.get("tallies", ""),
        }
        self.file = read_question(Place(values, "", mistakes))
        for place, what in mistakes:
            self.note(place, what, failed)
        return data

    def note(self, place: str, what: str, failed: set[str]) -> None:
        """Put a mistake beside its field, unless the field itself ``failed`` already."""
        match = MISTAKE_PLACE.fullmatch(place)
        field = match["field"] if match else None
        if field in failed:
            return
        index = match["index"] if match else None
        sentence = f"Line {int(index) + 1}: {what}." if index else f"{what[:1].upper()}{what[1:]}."
        self.add_error(field if field in self.fields else None, sentence)


def question_initial(question: Question) -> dict[str, Any]:
    """What the form of an existing question starts with; usual bounds are left empty."""
    texts = [choice.text for choice in question.choices.all()]
    usual = ASKED[question.kind].usual_max(len(texts))
    return {
        "kind": question.kind,
        "prompt": question.prompt,
        "help": question.help,
        "choices": "\n".join(texts),
        "min_choices": None if question.min_choices == 1 else question.min_choices,
        "max_choices": None if question.max_choices == usual else question.max_choices,
        "live": {True: "yes", False: "no", None: ""}[question.live],
        "tallies": question.tallies,
        "practice": question.practice,
    }


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
