"""``manage.py rehearse CODE``: simulated delegates fill a session with votes."""

import asyncio
import sys
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from live import addresses
from live.load import Venue, WebClient
from live.origins import host_is_ours
from live.rehearsing.crowd import Plan, RehearsalCrowd, Stopped
from polls.chairing import MOST_DELEGATES, begin_rehearsal
from polls.codes import normalise_code
from polls.doors import find_conference
from polls.errors import FileMistakes, WrongPhase
from polls.models import Session
from polls.proportions import (
    Proportions,
    check_proportions,
    read_proportions,
    reported_proportions,
)
from polls.tokens import make_simulated_token

LONGEST_WITHIN = 3600
HIGHEST_SEED = 2**31 - 1


class Command(BaseCommand):
    """Put a session into rehearsal, and let simulated delegates vote in whatever is opened.

    They come through the sockets of a running server, with tokens signed here, so that neither
    a shut door nor personal codes keep them out. The chair steers, and clears it all away.
    """

    help = (
        "Rehearse a session: simulated delegates vote in whatever the chair opens, through the "
        "sockets of the running server. Nothing of it counts; the chair clears it away."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Which session, and how they vote."""
        parser.add_argument("code", nargs="?", help="the conference's join code")
        parser.add_argument(
            "--session",
            help="its number in the programme, or its id; needed where several could be meant",
        )
        parser.add_argument("--delegates", type=int, default=100)
        parser.add_argument("--seed", type=int, default=0, help="the same seed, the same votes")
        parser.add_argument("--within", type=float, default=20.0, help="seconds to vote in")
        parser.add_argument("--proportions", type=Path, help="a file: how many vote for what")
        parser.add_argument("--url", default=addresses.own_url(), help="where the server is")
        parser.add_argument(
            "--owned", action="store_true", help="end with the standard input (for the server)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Rehearse until the rehearsal is over, or until interrupted."""
        self._check_numbers(**options)
        session = _find_session(options["code"], options["session"])
        plan = Plan(_shares(options["proportions"], session), options["seed"], options["within"])
        venue = _venue(options["url"].rstrip("/"), session)
        _refuse_unless_served(venue)
        self._begin(session, owned=options["owned"])
        conference_id, session_id = str(session.conference_id), str(session.pk)
        tokens = [
            make_simulated_token(conference_id, session_id, number)
            for number in range(options["delegates"])
        ]
        crowd = RehearsalCrowd(venue, plan, say=self._say)
        try:
            self._say(asyncio.run(_rehearse(crowd, tokens, owned=options["owned"])))
        except Stopped as stopped:
            raise CommandError(str(stopped)) from None
        except KeyboardInterrupt:
            self._say("\nStopped. The session stays in rehearsal until the chair clears it away.")

    def _check_numbers(self, **options: Any) -> None:
        bounds = (
            ("delegates", 1, MOST_DELEGATES),
            ("seed", 0, HIGHEST_SEED),
            ("within", 0, LONGEST_WITHIN),
        )
        for name, least, most in bounds:
            if not least <= options[name] <= most:
                raise CommandError(f"--{name} is from {least} to {most}, not {options[name]}.")

    def _begin(self, session: Session, *, owned: bool) -> None:
        if owned and not session.rehearsal:
            raise CommandError("The rehearsal was cleared away already.")
        try:
            begin_rehearsal(session_id=session.pk)
        except WrongPhase as error:
            raise CommandError(f"“{session.title}”: {error.detail}") from None
        self._say(f"“{session.title}” is in rehearsal: nothing counts.")

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


async def _rehearse(crowd: RehearsalCrowd, tokens: list[str], *, owned: bool) -> str:
    """Let the crowd rehearse; an ``owned`` one ends with whatever started it."""
    rehearsal = asyncio.ensure_future(crowd.rehearse(tokens))
    if owned:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), rehearsal.cancel)
    try:
        return await rehearsal
    except asyncio.CancelledError:
        if owned:
            return "The server has ended it."
        raise


def _find_session(code: str | None, wanted: str | None) -> Session:
    """The session that is meant; raises ``CommandError`` where none can be."""
    if code is None:
        return _by_id(Session.objects.select_related("conference"), wanted or "")
    conference = find_conference(normalise_code(code))
    if conference is None:
        raise CommandError(f"There is no conference with the code “{code}”.")
    sessions = list(conference.sessions.select_related("conference"))
    if wanted is None:
        return _next_to_rehearse(sessions)
    if wanted.isdecimal():
        if not 1 <= int(wanted) <= len(sessions):
            raise CommandError(f"The conference has sessions 1 to {len(sessions)}, not {wanted}.")
        return sessions[int(wanted) - 1]
    return _by_id(conference.sessions.select_related("conference"), wanted)


def _by_id(sessions: Any, wanted: str) -> Session:
    try:
        return sessions.get(pk=UUID(wanted))
    except (ValueError, Session.DoesNotExist):
        raise CommandError(f"There is no session “{wanted}”. Give the join code.") from None


def _next_to_rehearse(sessions: list[Session]) -> Session:
    """The one session that can be meant: in rehearsal, or else not begun."""
    rehearsed = [session for session in sessions if session.rehearsal]
    fitting = rehearsed or [s for s in sessions if s.state == Session.State.DRAFT]
    if not fitting:
        raise CommandError("Every session of this conference has begun: none can be rehearsed.")
    if len(fitting) > 1:
        named = "\n".join(
            f"  --session {number}   {session.title}"
            for number, session in enumerate(sessions, start=1)
            if session in fitting
        )
        raise CommandError(f"Several sessions could be meant. Say which:\n{named}")
    return fitting[0]


def _shares(file: Path | None, session: Session) -> Proportions:
    """The proportions of a file, or those that the demo conference reports of itself."""
    if file is None:
        return reported_proportions(session)
    try:
        proportions = read_proportions(file.read_bytes())
        check_proportions(proportions, session)
    except OSError as error:
        raise CommandError(f"{file} cannot be read ({error.strerror}).") from None
    except FileMistakes as error:
        raise CommandError(f"{file} has mistakes:\n{error.detail}") from None
    return proportions


def _venue(url: str, session: Session) -> Venue:
    """Where to go; a full-size server is reached here, and answers to its public name alone."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise CommandError(f"“{url}” is no address such as http://127.0.0.1:8000")
    host = "" if host_is_ours(parts.netloc) else settings.ALLOWED_HOSTS[0].lstrip(".")
    return Venue(url, session.conference.code, session=str(session.pk), host=host)


def _refuse_unless_served(venue: Venue) -> None:
    async def look() -> None:
        with closing(WebClient(venue.url)) as web:
            await web.request("GET", "/healthz")

    try:
        asyncio.run(asyncio.wait_for(look(), 5))
    except (OSError, EOFError, TimeoutError):
        raise CommandError(
            f"No server answers at {venue.url}: start it, or say where it is with --url."
        ) from None
