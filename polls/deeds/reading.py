"""Reading the log: what an organiser may see of it, the latest first, page by page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from polls.models import Conference, Deed, User
from polls.people import may_make_link_for

PAGE = 50


@dataclass(frozen=True, slots=True)
class LogPage:
    """Some lines; ``older`` is the key to go on with, or None at the end."""

    deeds: Sequence[Deed]
    older: int | None


def log_of(conference: Conference, *, by: User) -> QuerySet[Deed]:
    """What was done in a conference, and about the accounts of those with a part in it.

    Of accounts that may do more than ``by`` (or have a part elsewhere) only what was done here.
    """
    people = User.objects.filter(
        Q(conferences=conference)
        | Q(chaired_sessions__conference=conference)
        | Q(session_roles__session__conference=conference)
    ).distinct()
    accounts = [user.pk for user in people if user == by or may_make_link_for(by, user)]
    of_accounts = Q(conference_id=None, about_id__in=accounts)
    return Deed.objects.filter(Q(conference_id=conference.pk) | of_accounts)


def who_did(log: QuerySet[Deed]) -> list[str]:
    """The names of everybody who did something, in order."""
    return list(
        log.exclude(person="").order_by("person").values_list("person", flat=True).distinct()
    )


def read_page(
    log: QuerySet[Deed],
    *,
    person: str = "",
    kind: str = "",
    before: int | None = None,
    size: int = PAGE,
) -> LogPage:
    """The latest lines before the key ``before``, of one person or kind if these are named."""
    chosen = log.order_by("-pk")
    if person:
        chosen = chosen.filter(person=person)
    if kind:
        chosen = chosen.filter(kind=kind)
    if before is not None:
        chosen = chosen.filter(pk__lt=before)
    lines = list(chosen[: size + 1])
    more = len(lines) > size
    return LogPage(lines[:size], lines[size - 1].pk if more else None)


def read_all(log: QuerySet[Deed], *, size: int = 500) -> Iterator[Deed]:
    """Every line, the latest first; between two pages no query runs."""
    page = read_page(log, size=size)
    yield from page.deeds
    while page.older is not None:
        page = read_page(log, before=page.older, size=size)
        yield from page.deeds
