"""The form of an outcome, decision or action."""

from typing import Any

from django import forms

from polls.forms import PlainForm
from polls.models import Note
from polls.record.writing import one_paragraph
from polls.texts import check_readable

Kind = Note.Kind


class OneParagraph(forms.CharField):
    """Text in which the end of a line counts as a space."""

    default_validators = [check_readable]

    def to_python(self, value: Any) -> str:
        """The text as one paragraph."""
        return one_paragraph(super().to_python(value) or "")


class NoteForm(PlainForm):
    """What is written down, and of an action who does it by when."""

    kind = forms.ChoiceField(
        label="What it is",
        widget=forms.RadioSelect,
        choices=[
            (Kind.OUTCOME, "Outcome: what came out of the discussion"),
            (Kind.DECISION, "Decision: what was decided"),
            (Kind.ACTION, "Action: what somebody does next"),
        ],
    )
    text = OneParagraph(label="In words", max_length=1000, widget=forms.Textarea(attrs={"rows": 4}))
    who = OneParagraph(label="Who does it (of an action)", max_length=120, required=False)
    by_when = OneParagraph(
        label="By when (of an action)",
        max_length=120,
        required=False,
        help_text="In your words: “by the spring”, “31 March”.",
    )

    def clean(self) -> dict[str, Any]:
        """Who and by when are an action's alone; nothing that was typed is dropped unsaid."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") not in (None, Kind.ACTION):
            for name in ("who", "by_when"):
                if cleaned.get(name):
                    self.add_error(name, "Only an action has this. Empty it, or choose “Action”.")
        return cleaned

    @property
    def words(self) -> dict[str, str]:
        """What was typed, once it is valid."""
        return dict(self.cleaned_data)


def form_of(note: Note) -> NoteForm:
    """The form that a note is opened with."""
    names = ("kind", "text", "who", "by_when")
    return NoteForm(initial={name: getattr(note, name) for name in names})
