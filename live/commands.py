"""The one seam where a write meets its announcement.

Sockets, plain forms, the API and whatever comes later vote and steer through here.
"""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID

from live import runtime
from live.limits import Buckets
from live.protocol import too_fast
from polls.chairing import MOVES, Done, Order, carry_out
from polls.errors import PollError, Unavailable
from polls.models import User
from polls.tokens import DelegateToken
from polls.voting import Accepted, Outcome, Vote

_callers: Buckets[UUID] = Buckets()


def put_vote(vote: Vote, answer: Callable[[Outcome | PollError], None]) -> None:
    """Put a socket's vote into the ballot box; ``answer`` is called once it is decided."""
    try:
        runtime.current().hub.box.vote(vote, answer)
    except Unavailable as error:
        answer(error)


async def cast_vote(
    token: DelegateToken, *, round_id: str, rev: int | None, answer: object
) -> Outcome | PollError:
    """Cast one vote of a delegate without a socket; return what became of it."""
    if not _callers.take(token.delegate_id):
        return too_fast()
    hub = runtime.current().hub
    vote = Vote(token.conference_id, token.delegate_id, round_id, rev, answer)
    try:
        outcome = await hub.box.cast(vote)
    except Unavailable as error:
        return error
    if isinstance(outcome, Accepted) and outcome.changed:
        hub.tell_sockets_of(token.delegate_id)
    return outcome


async def command(*, session_id: str, by: User, order: Order) -> Done:
    """Carry out a chair's command and let everybody know.

    Raises ``PollError`` of the command, or ``Session.DoesNotExist``.
    """
    room = runtime.current()
    done = await room.desk.write(carry_out, session_id=session_id, by=by, order=order)
    await room.hub.announce(done.session_id, done.conference_id if order.do in MOVES else None)
    return done


async def announce_edit() -> None:
    """Let everybody know of what an organiser has just committed.

    Where the process serves no rooms there is nobody to tell; where the database cannot be
    read, the next pulse makes up for it.
    """
    with suppress(runtime.NotStarted, Unavailable):
        await runtime.current().hub.announce_edit()
