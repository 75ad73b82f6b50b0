"""The one seam where a write meets its announcement.

Sockets, plain forms, the API and whatever comes later vote and steer through here.
"""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

from live import runtime
from live.limits import Bucket, Buckets, Guesses, PerMinute
from live.protocol import incoming
from live.reading import AWAY
from live.rooms import Room
from polls.admissions import make_admission, spend_admission
from polls.chairing import MOVES, UNSEEN, Done, Order, carry_out
from polls.codes import SERIES_LENGTH, normalise_personal_code
from polls.doors import change_code
from polls.errors import Invalid, PollError, Stale, TooFast, Unavailable
from polls.models import Channel, Conference, Remedy, User
from polls.personal_codes import (
    Card,
    Holder,
    NoSuchCode,
    enter_personal_code,
    make_personal_codes,
    replace_personal_codes,
)
from polls.preparing import set_door
from polls.remedies import entering
from polls.remedies.entering import Entry
from polls.tokens import DelegateToken, make_token
from polls.voting import Accepted, Outcome, Vote

#: Seconds that a chair waits for a command at most.
PATIENCE = 5.0

_callers: Buckets[UUID] = Buckets()
_guesses = Guesses()
#: People who begin with a new delegate on a tablet: a burst, then one in two seconds.
_helpers: Buckets[int] = Buckets(make=partial(Bucket, burst=10, rate=0.5))
#: Entries that one delegate may put forward in a minute, on each process.
_entries: PerMinute[UUID] = PerMinute(6)


def put_vote(vote: Vote, answer: Callable[[Outcome | PollError], None]) -> None:
    """Put a socket's vote into the ballot box; ``answer`` is called once it is decided."""
    try:
        runtime.current().hub.box.vote(vote, answer)
    except Unavailable as error:
        answer(error)


async def cast_vote(
    token: DelegateToken,
    *,
    round_id: str,
    rev: int | None,
    answer: object,
    channel: str = Channel.PHONE,
) -> Outcome | PollError:
    """Cast one vote of a delegate without a socket; return what became of it."""
    if not _callers.take(token.delegate_id):
        return incoming.too_fast()
    hub = runtime.current().hub
    vote = Vote(
        token.conference_id, token.delegate_id, round_id, rev, answer, token.rehearses, channel
    )
    try:
        outcome = await hub.box.cast(vote)
    except Unavailable as error:
        return error
    if isinstance(outcome, Accepted) and outcome.changed:
        hub.news.tell_sockets_of(token.delegate_id)
    return outcome


async def cast_presses(votes: Sequence[Vote]) -> list[Outcome | PollError]:
    """Put the votes of keypads into the ballot box, all at once; return what became of each."""
    loop = asyncio.get_running_loop()
    decided = [loop.create_future() for _ in votes]
    for vote, outcome in zip(votes, decided, strict=True):
        put_vote(vote, partial(_settle, outcome))
    return await asyncio.gather(*decided)


def _settle(decided: asyncio.Future[Any], outcome: Any) -> None:
    """Hand out an outcome, unless whoever asked has gone."""
    if not decided.done():
        decided.set_result(outcome)


def ask_for_more_time(
    room: Room, delegate_id: UUID, round_id: str, *, with_socket: bool = True
) -> None:
    """Let the chairs know that one more delegate wants time; who, nobody learns.

    Raises ``Invalid`` where the room is not voting on that round, ``TooFast`` for too many calls
    without a socket, whose own bucket counts.
    """
    if not with_socket and not _callers.take(delegate_id):
        raise incoming.too_fast()
    if room.round_id != round_id or room.state_message["phase"] != "open":
        raise Invalid("The room is not voting on this now.")
    runtime.current().hub.news.plead(room, delegate_id, round_id)


async def put_forward(
    token: DelegateToken, *, topic_id: UUID, entry: Entry, ticket: UUID | None = None
) -> Remedy:
    """Put an entry forward as a delegate, and let everybody know; raises ``PollError``.

    Who it was, the rule is not told: that is forgotten here.
    """
    if not _entries.take(token.delegate_id):
        raise TooFast(
            f"You have put forward {_entries.most} entries within a minute. Wait a little, then "
            "send this one again."
        )
    room = runtime.current()
    remedy = await room.desk.write(
        entering.put_forward,
        topic_id=topic_id,
        entry=entry,
        conference_id=token.conference_id,
        ticket=ticket,
        rehearses=token.rehearses,
    )
    await room.hub.news.announce(str(remedy.topic.agenda.session_id))
    return remedy


async def command(*, session_id: str, by: User, order: Order) -> Done:
    """Carry out a chair's command and let everybody know.

    Raises ``PollError`` of the command (``Unavailable``: not begun, or it is unknown whether it
    was done, as the state will tell), or ``Session.DoesNotExist``.
    """
    room = runtime.current()
    try:
        async with asyncio.timeout(PATIENCE):
            done = await room.desk.write(carry_out, session_id=session_id, by=by, order=order)
    except TimeoutError:
        raise Unavailable(AWAY) from None
    if order.do in UNSEEN:
        await announce_edit()
        return done
    await room.hub.news.announce(done.session_id, done.conference_id if order.do in MOVES else None)
    _send_for_crowd(done.session_id, order)
    return done


def _send_for_crowd(session_id: str, order: Order) -> None:
    """Let simulated delegates come to a rehearsal, and leave it with its end."""
    crowds = runtime.current().crowds
    if order.do == "rehearse" and order.args.get("delegates"):
        seed = order.args.get("seed") or 0
        crowds.start(session_id, delegates=order.args["delegates"], seed=seed)
    elif order.do in ("clear", "end"):
        crowds.end(session_id)


async def announce_edit() -> None:
    """Let everybody know of what an organiser has just committed.

    Where the process serves no rooms there is nobody to tell; where the database cannot be
    read, the next pulse makes up for it.
    """
    with suppress(runtime.NotStarted, Unavailable):
        await runtime.current().hub.news.announce_edit()


async def move_door(*, conference: Conference, door: str) -> None:
    """Open or shut a conference's door, or let in personal codes alone; raises ``PollError``."""
    await runtime.current().desk.write(set_door, conference=conference, door=door)
    await _announce(conference)


async def renew_code(*, conference: Conference) -> str:
    """Give a conference a fresh join code, and return it; those inside stay inside."""
    code = await runtime.current().desk.write(change_code, conference=conference)
    await _announce(conference)
    return code


async def make_codes(*, conference: Conference, count: int, seen: str | None = None) -> list[Card]:
    """Make personal codes for so many further people; raises ``PollError``."""
    return await runtime.current().desk.write(
        make_personal_codes, conference=conference, count=count, seen=seen
    )


async def replace_codes(
    *, conference: Conference, numbers: Iterable[int], seen: str | None = None
) -> list[Card]:
    """Replace the personal codes with these numbers; raises ``PollError``.

    When this returns, no device that came by the old ones can vote here any more.
    """
    cards = await runtime.current().desk.write(
        replace_personal_codes, conference=conference, numbers=numbers, seen=seen
    )
    await _announce(conference)
    return cards


async def enter_code(typed: str) -> Holder:
    """Return who a personal code is the key to; raises ``PollError``.

    Wrong codes are counted for each conference, never by address: a venue shares one.
    """
    series = (normalise_personal_code(typed) or "")[:SERIES_LENGTH]
    if not _guesses.may_try(series):
        raise TooFast("Too many wrong codes were tried just now. Wait a moment and try again.")
    try:
        return await runtime.current().hub.desk.read(enter_personal_code, typed)
    except NoSuchCode:
        _guesses.note_wrong(series)
        raise


async def admit(*, conference: Conference, by: User, secret: str = "") -> str:
    """Return a secret that admits one latecomer; raises ``PollError``."""
    return await runtime.current().desk.write(
        make_admission, conference=conference, by=by, secret=secret
    )


async def be_admitted(secret: str) -> Conference:
    """Spend the secret of an admission; return its conference. Raises ``PollError``."""
    return await runtime.current().desk.write(spend_admission, secret)


async def begin_with_next_person(*, conference: Conference, door: str, by: User) -> str | None:
    """Return the token of a delegate who is new, for a tablet that goes from hand to hand.

    Through a shut door each is admitted as any latecomer is. None where only personal codes
    are let in: the person types theirs. ``door`` is how the helper saw it; raises ``Stale``
    where it has moved since, ``TooFast``, and what ``admit`` raises.
    """
    if conference.door != door:
        raise Stale("The door has moved since you looked.")
    if not _helpers.take(by.pk):
        raise TooFast("That was many people in a short time. Wait a moment and try again.")
    if door == Conference.Door.PERSONAL:
        return None
    if door == Conference.Door.SHUT:
        await be_admitted(await admit(conference=conference, by=by))
    return make_token(str(conference.pk))


async def part_with_revoked() -> None:
    """Close the sockets of whoever lost a right, here at once; elsewhere within seconds."""
    with suppress(runtime.NotStarted, Unavailable):
        await runtime.current().revocation.look()


async def _announce(conference: Conference) -> None:
    await runtime.current().hub.news.announce_conference(str(conference.pk))
