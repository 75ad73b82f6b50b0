"""Reading a session's results in the order of its questions, a page at a time.

Between two pages no query runs and no cursor is open, so that whoever iterates may
give the connection back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models.fields.json import KT

from polls.models import COUNTS_IN_RESULTS, Round, Session
from polls.percent import percent
from polls.tallies import Result, read_result
from polls.wording import Wording, letter

PAGE = 100
BLOCK = 32 * 1024


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of a session, and the ids of its rounds in order.

    ``number`` counts the session's questions from 1, practice left out; it is None,
    like ``wording``, for a question that was deleted: its rounds keep the words.
    """

    id: str
    number: int | None
    wording: Wording | None
    rounds: tuple[UUID, ...]


def read_asked(session: Session) -> list[Asked]:
    """The questions of a session with their rounds, deleted questions last."""
    rounds: dict[str, list[UUID]] = {}
    kept = Round.objects.filter(COUNTS_IN_RESULTS, session=session).order_by("opened_at", "pk")
    for question_id, pk in kept.annotate(asked=KT("wording__id")).values_list("asked", "pk"):
        rounds.setdefault(question_id, []).append(pk)
    asked, number = [], 0
    for question in session.questions.prefetch_related("choices"):
        number += not question.practice
        mine = tuple(rounds.pop(str(question.pk), ()))
        if mine or not question.practice:
            shown = None if question.practice else number
            asked.append(Asked(str(question.pk), shown, Wording.of(question), mine))
    return [*asked, *(Asked(pk, None, None, tuple(of)) for pk, of in rounds.items())]


def read_pages(rounds: tuple[UUID, ...]) -> Iterator[Result]:
    """The results of rounds, read a page at a time; those deleted meanwhile are left out."""
    for start in range(0, len(rounds), PAGE):
        page = Round.objects.select_related("session__conference").in_bulk(
            rounds[start : start + PAGE]
        )
        for pk in rounds[start : start + PAGE]:
            if pk in page:
                yield read_result(page[pk])


def read_shares(result: Result) -> list[dict[str, Any]] | None:
    """The counts of a result with letter, words and whole percentage of the ballots counted.

    None where nobody may see counts yet.
    """
    if result.counts is None:
        return None
    base = result.counted or 0
    return [
        {
            "choice": counted["choice"],
            "letter": letter(index),
            "text": result.wording.options[index].text,
            "count": counted["count"],
            "percent": percent(counted["count"], base),
        }
        for index, counted in enumerate(result.counts)
    ]


def in_blocks(pieces: Iterable[str]) -> Iterator[bytes]:
    """Join pieces of text to blocks of about 32 KB in UTF-8."""
    block = bytearray()
    for piece in pieces:
        block += piece.encode()
        if len(block) >= BLOCK:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
