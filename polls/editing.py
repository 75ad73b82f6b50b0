"""A question's choices, and its place among others: what organiser and chair change."""

from typing import TypeVar

from django.db.models import Max, QuerySet

from polls.models import Choice, Question, Session

Ordered = TypeVar("Ordered", Session, Question)


def next_position(siblings: QuerySet[Ordered]) -> int:
    """The place after the last of ``siblings``."""
    last = siblings.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def move(item: Ordered, siblings: QuerySet[Ordered], steps: int) -> None:
    """Move ``item`` among ``siblings`` by ``steps`` (negative: up), as far as there is room."""
    order = list(siblings)
    place = order.index(item)
    order.insert(min(max(place + steps, 0), len(order) - 1), order.pop(place))
    for position, each in enumerate(order):
        each.position = position
    siblings.model.objects.bulk_update(order, ["position"])


def save_choices(question: Question, texts: tuple[str, ...]) -> None:
    """Give a question the choices ``texts``, keeping those that remain."""
    old = list(question.choices.order_by("position", "id"))
    by_text = {choice.text: choice for choice in old}
    reworded = {i: choice for i, choice in enumerate(old) if choice.text not in texts}
    kept = []
    for position, text in enumerate(texts):
        choice = by_text.get(text) or reworded.get(position) or Choice(question=question)
        choice.text, choice.position = text, position
        choice.save()
        kept.append(choice.pk)
    question.choices.exclude(pk__in=kept).delete()
