"""Questions of a conference file: read with every mistake named, made, and written."""

from dataclasses import dataclass
from typing import Any

from polls.file_values import Place, longest
from polls.kinds import ASKED, PRESETS
from polls.models import Choice, Question, Session, Tallies

#: Upper bound of a list that is read at all; the kind of question says what it takes.
MOST_CHOICES = 100
#: Keys of a question, and those of the API's answers, as of a whole file.
QUESTION_KEYS = (
    "kind", "prompt", "help", "choices", "min_choices", "max_choices", "live", "tallies",
    "practice",
)  # fmt: skip
TOLD_OF_QUESTION = ("id", "rounds")


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """A question of a conference file.

    ``live`` None and ``tallies`` "" mean as the conference has it.
    """

    kind: str
    prompt: str
    help: str
    choices: tuple[str, ...]
    min_choices: int
    max_choices: int
    live: bool | None
    tallies: str
    practice: bool


def read_question(place: Place) -> QuestionFile:
    """Read one question, and let its kind check it."""
    place.warn_of_unknown(QUESTION_KEYS, TOLD_OF_QUESTION)
    name = place.text("kind", longest(Question, "kind"), required=True)
    preset = PRESETS.get(name)
    kind = ASKED.get(preset.kind if preset else name)
    if name and not kind:
        place.note("kind", f"“{name}” is none of {', '.join([*ASKED, *PRESETS])}")
    prompt = place.text("prompt", longest(Question, "prompt"), required=True)
    help_text = place.text("help", longest(Question, "help"))
    choices = read_choices(place) or (preset.choices if preset else ())
    fewest = place.number("min_choices", MOST_CHOICES) or 1
    usual = kind.usual_max(len(choices)) if kind else fewest
    most = place.number("max_choices", MOST_CHOICES) or max(usual, fewest)
    if kind and place.readable:
        place.note_all(kind.check_question(choices=choices, min_choices=fewest, max_choices=most))
    return QuestionFile(
        kind=preset.kind if preset else name,
        prompt=prompt,
        help=help_text,
        choices=choices,
        min_choices=fewest,
        max_choices=most,
        live=place.flag("live"),
        tallies=read_tallies(place),
        practice=place.flag("practice", usual=False),
    )


def read_tallies(place: Place) -> str:
    """Read how tallies move while a round is open; "" where it is not said."""
    name = place.text("tallies", longest(Question, "tallies"))
    if name and name not in Tallies.values:
        place.note("tallies", f"“{name}” is none of {', '.join(Tallies.values)}")
        return ""
    return name


def read_choices(place: Place) -> tuple[str, ...]:
    """Read the texts of the choices; each wrong one is noted, and stands for itself alone.

    A choice is its text, or as the API tells it: ``{"id": "…", "text": "…"}``.
    """
    values = place.items("choices", required=False, most=MOST_CHOICES)
    texts = []
    for index, value in enumerate(values):
        key = f"choices[{index}]"
        if isinstance(value, dict):
            told = Place(value, place.at(key), place.mistakes, place.warnings)
            told.warn_of_unknown(["text"], ["id"])
            key, value = f"{key}.text", value.get("text")
        text = place.check_text(key, value, longest(Choice, "text"))
        if text == "":
            place.note(key, "a text is needed")
        texts.append(text or f"\0{index}")
    return tuple(texts)


def new_question(session: Session, file: QuestionFile, position: int) -> Question:
    """A question as the file has it, not yet saved."""
    return Question(
        session=session,
        position=position,
        kind=file.kind,
        prompt=file.prompt,
        help=file.help,
        min_choices=file.min_choices,
        max_choices=file.max_choices,
        live=file.live,
        tallies=file.tallies,
        practice=file.practice,
    )


def export_question(question: Question) -> dict[str, Any]:
    """One question as a file has it; ``live`` and ``tallies`` only where it says so itself."""
    return {
        "kind": question.kind,
        "prompt": question.prompt,
        "help": question.help,
        "min_choices": question.min_choices,
        "max_choices": question.max_choices,
        "choices": [choice.text for choice in question.choices.all()],
        **({} if question.live is None else {"live": question.live}),
        **({"tallies": question.tallies} if question.tallies else {}),
        "practice": question.practice,
    }
