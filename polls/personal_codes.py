"""Personal codes: each is the key to one delegate, on whatever device.

A code is shown once, when it is made. The database keeps a hash of it under the server's
secret, and the delegate's id is made of that secret too: whoever reads the database alone
can neither vote in somebody's name nor tell whose card a delegate has.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Max, Sum
from django.utils.crypto import salted_hmac

from polls.codes import grouped, make_personal_code, normalise_personal_code, series_of
from polls.deeds import note
from polls.durations import counted
from polls.errors import Invalid, NotAllowed, Stale
from polls.models import Conference, Deed, PersonalCode
from polls.tokens import make_personal_token

#: Codes made at a time, and of one conference.
MOST_AT_ONCE = 500
MOST = 10_000


class NoSuchCode(NotAllowed):
    """Not a personal code, or one that was replaced."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed for one person: the number, and the code in groups."""

    number: int
    code: str


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever entered a personal code: the conference with its join code, and the token."""

    conference_id: str
    join_code: str
    token: str


def codes_seen(conference: Conference) -> str:
    """Names the codes as they stand: a form that was made for others must not be sent again."""
    codes = conference.personal_codes.aggregate(last=Max("number"), total=Sum("generation"))
    return f"{codes['last'] or 0}.{codes['total'] or 0}"


@transaction.atomic
def make_personal_codes(
    *, conference: Conference, count: int, seen: str | None = None
) -> list[Card]:
    """Make ``count`` codes for as many further people.

    ``seen`` is what ``codes_seen`` said when it was asked for. Raises ``Stale``, ``Invalid``.
    """
    if not 1 <= count <= MOST_AT_ONCE:
        raise Invalid(f"From 1 to {MOST_AT_ONCE} codes can be made at a time.")
    held = _hold(conference, seen)
    last = held.personal_codes.aggregate(last=Max("number"))["last"] or 0
    if last + count > MOST:
        raise Invalid(f"A conference has {MOST} personal codes at most.")
    cards = [Card(last + place, _new_code(held)) for place in range(1, count + 1)]
    PersonalCode.objects.bulk_create(
        PersonalCode(conference=held, number=card.number, digest=_digest(card.code))
        for card in cards
    )
    numbers = f"{last + 1} to {last + count}" if count > 1 else str(last + 1)
    words = f"Made {counted(count, 'personal code')}: {numbers}"
    note(Deed.Kind.CONFERENCE, words, conference=held)
    return cards


@transaction.atomic
def replace_personal_codes(
    *, conference: Conference, numbers: Iterable[int], seen: str | None = None
) -> list[Card]:
    """Make fresh codes for the same people; the old ones, and their devices, are dead.

    The delegates remain who they are, so that a vote that stands in an open round is theirs
    to change, not to double. ``seen`` as above. Raises ``Stale``, and ``Invalid`` for a
    number that there is not.
    """
    wanted = set(numbers)
    if len(wanted) > MOST_AT_ONCE:
        raise Invalid(f"At most {MOST_AT_ONCE} codes can be replaced at a time.")
    held = _hold(conference, seen)
    found = list(held.personal_codes.filter(number__in=wanted))
    missing = sorted(wanted - {code.number for code in found})
    if missing:
        raise Invalid(f"There is no personal code with the number {missing[0]}.")
    cards = []
    for code in found:
        cards.append(Card(code.number, _new_code(held)))
        code.generation += 1
        code.digest = _digest(cards[-1].code)
    PersonalCode.objects.bulk_update(found, ["generation", "digest"])
    Conference.objects.filter(pk=held.pk).update(seq=F("seq") + 1)
    replaced = ", ".join(str(number) for number in sorted(wanted))
    words = f"Replaced {counted(len(wanted), 'personal code')}: {replaced}"
    note(Deed.Kind.CONFERENCE, words, conference=held)
    return cards


def enter_personal_code(typed: str) -> Holder:
    """Return who a code is the key to; raises ``NoSuchCode``. Writes nothing."""
    code = PersonalCode.objects.select_related("conference").filter(digest=_digest(typed)).first()
    if code is None:
        raise NoSuchCode("This code is not known here. Check it on your card and type it again.")
    conference_id = str(code.conference_id)
    token = make_personal_token(conference_id, _delegate_of(code.pk), code.generation)
    return Holder(conference_id, code.conference.code, token)


def read_replaced(conference: Conference) -> dict[uuid.UUID, int]:
    """The generation of each delegate whose personal code was replaced: older tokens are dead."""
    replaced = conference.personal_codes.filter(generation__gt=1)
    return {_delegate_of(pk): now for pk, now in replaced.values_list("pk", "generation")}


def check_cards(conference: Conference, cards: Iterable[Card]) -> bool:
    """Whether these cards are of this conference, and their codes good still."""
    shown = {_digest(card.code): card.number for card in cards}
    known = conference.personal_codes.filter(digest__in=shown)
    return dict(known.values_list("digest", "number")) == shown


def _hold(conference: Conference, seen: str | None) -> Conference:
    """Lock a conference, so that its cards are numbered one after another."""
    held = Conference.objects.select_for_update(no_key=True).get(pk=conference.pk)
    if seen is not None and seen != codes_seen(held):
        raise Stale(
            "The codes have changed since you looked, so nothing was done. Each is shown once: "
            "if the page with new ones is gone, replace them as lost cards."
        )
    return held


def _new_code(conference: Conference) -> str:
    return grouped(make_personal_code(series_of(conference.pk)))


def _digest(typed: str) -> str:
    """The keyed hash of a code, however it was typed."""
    code = normalise_personal_code(typed) or ""
    return salted_hmac("show-of-hands.personal-code", code, algorithm="sha256").hexdigest()


def _delegate_of(personal_code_id: uuid.UUID) -> uuid.UUID:
    """The id of the delegate to whom a personal code is the key."""
    name = salted_hmac("show-of-hands.personal-delegate", personal_code_id.hex, algorithm="sha256")
    return uuid.UUID(bytes=name.digest()[:16])
