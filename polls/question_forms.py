"""The form of a question. What its kind checks is said beside its field."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from polls.file_values import Place
from polls.forms import PlainForm, set_choices
from polls.kinds import ASKED, PRESETS
from polls.models import Conference, Question
from polls.question_files import QuestionFile, read_question

#: ``choices[2]``: a field, and which line of it.
MISTAKE_PLACE = re.compile(r"(?P<field>\w+)(?:\[(?P<index>\d+)\])?")
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
