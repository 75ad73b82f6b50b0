"""Votes that a helper enters: hands counted in the room, or the ballot of one person.

They go through the same ballot box, as ballots of delegates that are made for the session: the
first place is the same delegate in each of its votes, so that ten hands are ten people whatever
is voted on.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from polls.access import rights_in
from polls.chairing import lock_session
from polls.deeds import note, quoted
from polls.durations import counted
from polls.errors import Invalid, NotAllowed, Stale, WrongPhase
from polls.kinds import KINDS
from polls.models import LONGEST_REASON, Channel, Deed, Round, Session, StewardEntry, User
from polls.roles import STEWARD
from polls.texts import read_line
from polls.turnout import Arrival, record_arrivals
from polls.voting import Accepted, Vote, cast
from polls.wording import Wording

#: Hands that one entry may count.
MOST_HANDS = 2000


@transaction.atomic
def enter_hands(
    *,
    entry_id: UUID,
    session_id: UUID,
    round_id: str,
    counts: Mapping[str, int],
    reason: str,
    by: User,
) -> StewardEntry:
    """Enter how many hands were raised for each choice, while the vote is open.

    An entry of this id that is there already is returned, and nothing entered twice. Raises
    ``NotAllowed``, ``Stale``, ``WrongPhase`` or ``Invalid``; then nothing is entered.
    """
    session, round = _open_round(session_id, round_id, by)
    if before := _entered_before(entry_id, round):
        return before
    wording = Wording.from_json(round.wording)
    if not KINDS[wording.kind].counts_hands:
        raise Invalid("Each person may choose several: enter ballots one by one.")
    if not set(counts) <= {option.id for option in wording.options}:
        raise Invalid("One of the choices is not offered here.")
    total = sum(counts.values())
    if min(counts.values(), default=0) < 0 or not 1 <= total <= MOST_HANDS:
        raise Invalid(f"Enter from 1 to {MOST_HANDS} hands.")
    answers = [[choice] for choice, number in sorted(counts.items()) for _ in range(number)]
    entry = StewardEntry(
        pk=entry_id, round=round, hands=dict(counts), reason=_read_reason(reason), by=by
    )
    return _enter(entry, session, answers, Channel.HANDS, f"{counted(total, 'hand')} counted")


@transaction.atomic
def enter_ballot(
    *, entry_id: UUID, session_id: UUID, round_id: str, answer: Any, reason: str, by: User
) -> StewardEntry:
    """Enter the ballot of one person who has no device, while the vote is open.

    Raises as ``enter_hands`` does.
    """
    session, round = _open_round(session_id, round_id, by)
    if before := _entered_before(entry_id, round):
        return before
    if not answer:
        raise Invalid("Choose what the person votes for.")
    entry = StewardEntry(pk=entry_id, round=round, reason=_read_reason(reason), by=by)
    return _enter(entry, session, [answer], Channel.STEWARD, "one ballot")


@transaction.atomic
def take_back(*, entry_id: UUID, session_id: UUID, by: User) -> StewardEntry:
    """Withdraw the ballots of an entry, while its vote is open; the log keeps both.

    Raises ``NotAllowed``, ``WrongPhase``, or ``Invalid`` where there is no such entry.
    """
    of_session = StewardEntry.objects.filter(round__session=session_id)
    entry = of_session.filter(pk=entry_id).first()
    if entry is None:
        raise Invalid("There is no such entry here.")
    session, round = _open_round(session_id, str(entry.round_id), by)
    entry.refresh_from_db()
    if entry.taken_back_at is not None:
        raise WrongPhase("This entry was taken back already.")
    entry.taken_back_at = timezone.now()
    entry.save(update_fields=["taken_back_at"])
    channel = Channel.STEWARD if entry.hands is None else Channel.HANDS
    _cast(session, round, entry.places, [[] for _ in entry.places], channel)
    words = f"Took back {counted(entry.ballots, 'ballot')} entered in the vote on {_named(round)}"
    _note(words, session, by)
    return entry


def read_entries(round: Round) -> Sequence[StewardEntry]:
    """What was entered in a round, in order, with what was taken back."""
    return list(round.steward_entries.all())


def delegate_at(session_id: UUID, place: int) -> UUID:
    """The delegate of a place, from 1, in a session."""
    named = salted_hmac(
        "show-of-hands.steward-delegate", f"{session_id.hex}:{place}", algorithm="sha256"
    )
    return UUID(bytes=named.digest()[:16])


def _open_round(session_id: UUID, round_id: str, by: User) -> tuple[Session, Round]:
    """The session and its open round, both locked."""
    session = lock_session(session_id)
    rights = rights_in(by, session)
    if rights is None or STEWARD not in rights.pages:
        raise NotAllowed("You may enter no votes in this session.")
    round = session.round
    if round is None or str(round.pk) != round_id:
        raise Stale("Another vote is on screen by now. Nothing was entered.")
    if round.phase != Round.Phase.OPEN:
        raise WrongPhase("Voting is closed. The chair can reopen it.")
    return session, round


def _entered_before(entry_id: UUID, round: Round) -> StewardEntry | None:
    """The entry of this id in a round; raises ``Stale`` where it is of another."""
    before = StewardEntry.objects.filter(pk=entry_id).first()
    if before is not None and before.round_id != round.pk:
        raise Stale("This was entered in another vote. Load the page again, and enter it there.")
    if before is not None and before.taken_back_at is not None:
        raise Stale("This was entered and taken back since. Load the page again to enter it anew.")
    return before


def _enter(
    entry: StewardEntry, session: Session, answers: Sequence[Any], channel: str, what: str
) -> StewardEntry:
    entry.ballots = len(answers)
    entry.places = _free_places(entry.round, len(answers))
    entry.who = entry.by.shown_name if entry.by else ""
    entry.save(force_insert=True)
    of = str(session.conference_id)
    arrivals = [
        Arrival(of, str(session.pk), delegate_at(session.pk, place), connected=False)
        for place in entry.places
    ]
    _cast(session, entry.round, entry.places, answers, channel)
    record_arrivals(arrivals)
    words = f"Entered {what} in the vote on {_named(entry.round)}"
    _note(words, session, entry.by)
    return entry


def _cast(
    session: Session, round: Round, places: Sequence[int], answers: Sequence[Any], channel: str
) -> None:
    votes = [
        Vote(
            str(session.conference_id),
            delegate_at(session.pk, place),
            str(round.pk),
            None,
            answer,
            channel=channel,
        )
        for place, answer in zip(places, answers, strict=True)
    ]
    for outcome in cast(votes).outcomes:
        if not isinstance(outcome, Accepted):
            raise Invalid(outcome.detail)


def _free_places(round: Round, many: int) -> list[int]:
    """The lowest places that no entry of the round has."""
    standing = round.steward_entries.filter(taken_back_at=None).values_list("places", flat=True)
    taken = {place for places in standing for place in places}
    free: list[int] = []
    place = 1
    while len(free) < many:
        if place not in taken:
            free.append(place)
        place += 1
    return free


def _read_reason(text: str) -> str:
    empty = "Give the reason, such as “balcony: no signal”."
    return read_line(text, name="reason", most=LONGEST_REASON, empty=empty)


def _named(round: Round) -> str:
    return f"{quoted(round.wording['prompt'])} (vote {round.number})"


def _note(words: str, session: Session, by: User | None) -> None:
    """Log it. The reason may name a person: it stands with the entry, which can be deleted."""
    where = f"{words}, in {quoted(session)}; its reason stands with the entry"
    note(Deed.Kind.STEERING, where, conference=session.conference, by=by)
