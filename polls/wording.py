"""The words of a question, frozen: what a round was voted on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from polls.models import Question

#: One letter a choice, so that phones and projector can name it alike.
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: ``id`` as canonical text, and its words."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as voters see it; ``options`` stand in the order of their letters."""

    question_id: str
    kind: str
    prompt: str
    help: str
    min_choices: int
    max_choices: int
    options: tuple[Option, ...]
    #: Choices that are offered no more, with the choice that they are part of, if any.
    gone: tuple[tuple[str, str | None], ...] = ()

    @classmethod
    def of(cls, question: Question) -> Wording:
        """Take the words of a question as they stand now."""
        return cls(
            question_id=str(question.pk),
            kind=question.kind,
            prompt=question.prompt,
            help=question.help,
            min_choices=question.min_choices,
            max_choices=question.max_choices,
            options=tuple(Option(str(c.pk), c.text) for c in question.choices.all()),
        )

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Wording:
        """Read what ``as_json`` wrote."""
        return cls(
            question_id=data["id"],
            kind=data["kind"],
            prompt=data["prompt"],
            help=data["help"],
            min_choices=data["min_choices"],
            max_choices=data["max_choices"],
            options=tuple(Option(c["id"], c["text"]) for c in data["choices"]),
            gone=tuple(data.get("gone", {}).items()),
        )

    def texts(self) -> Iterator[tuple[str, str]]:
        """Everything that is read, by ``prompt``, ``help`` and the letters of the choices."""
        yield "prompt", self.prompt
        yield "help", self.help
        yield from ((letter(index), option.text) for index, option in enumerate(self.options))

    def as_json(self) -> dict[str, Any]:
        """The protocol's ``question``; a round keeps the same."""
        return {
            "id": self.question_id,
            "kind": self.kind,
            "prompt": self.prompt,
            "help": self.help,
            "min_choices": self.min_choices,
            "max_choices": self.max_choices,
            "choices": [{"id": o.id, "text": o.text} for o in self.options],
            **({"gone": dict(self.gone)} if self.gone else {}),
        }


def letter(index: int) -> str:
    """The letter of the choice at ``index``, counted from 0; AA comes after Z."""
    more, place = divmod(index, len(LETTERS))
    return (letter(more - 1) if more else "") + LETTERS[place]


@dataclass(frozen=True, slots=True)
class Correction:
    """One text that was corrected while the vote was open.

    ``of`` is ``prompt``, ``help`` or the letter of a choice; ``at`` an ISO time.
    """

    at: str
    of: str
    before: str
    after: str

    def as_json(self) -> dict[str, Any]:
        """As its round keeps it."""
        return asdict(self)

    @property
    def words(self) -> str:
        """What was said, and what is said since."""
        named = {"prompt": "the question", "help": "the help"}.get(self.of, f"choice {self.of}")
        return f"{named} was “{self.before}”, is “{self.after}”"


def tell_corrections(corrections: Iterable[Correction]) -> str:
    """The corrections of a round, one after the other; "" where there are none."""
    return "; ".join(each.words for each in corrections)
