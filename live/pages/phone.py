"""What a delegate's page shows for a state: the server's half of ``static/js/screens.js``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from live.pages.agenda import AgendaRow, agenda_lead, agenda_rows
from live.pages.phone_pieces import BLANKS, MODULES
from live.pages.phone_rows import Row, rows_of
from live.pages.phone_words import (
    OVER,
    RESTORED,
    SEALED,
    STOPPED,
    WAIT,
    countdown_to,
    hint_of,
    note_of,
)
from live.pages.place import Place
from live.pages.screen import screen_line
from live.pages.tablet import Tablet
from polls import clock


@dataclass(frozen=True, slots=True)
class Phone:
    """Everything that the templates of a delegate's page show."""

    place: Place
    state: Mapping[str, Any]
    mine: Mapping[str, Any]
    error: str = ""
    notice: str = ""
    #: Whether this delegate asked for more time in the round on screen.
    asked: bool = False
    #: Set on a device that goes from hand to hand.
    tablet: Tablet | None = None
    #: What was sent in a form that could not be taken, in place of what stands.
    ticked: Sequence[str] | None = None
    blanks: list[tuple[str, str]] = field(default_factory=lambda: BLANKS)
    modules: list[str] = field(default_factory=lambda: MODULES)

    @property
    def view(self) -> str:
        """The name of the template of this phase."""
        if self.state["phase"] == "ended":
            return "ended"
        if self.state.get("sessions"):
            return "rooms"
        if self.state.get("agenda"):
            return "agenda"
        if not self.state["question"]:
            return "waiting"
        if self._round_is("as_of_backup") and self.state["phase"] == "open":
            return "still"
        return {"open": "vote", "revealed": "result"}.get(self.state["phase"], "still")

    @property
    def key(self) -> str:
        """Marks this view as the script does, so that it is not drawn twice."""
        ids = ((self.state[name] or {}).get("id", "") for name in ("session", "question", "round"))
        return " ".join([self.state["phase"], *ids])

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script begins with."""
        return {
            "code": self.place.code,
            "conference": self.place.conference,
            "keep": self.place.conference_id,
            "address": self.place.address,
            "here": f"{self.place.address}{self.place.query}",
            "vote_address": self.vote_address,
            "asked": self.asked,
            "tablet": self.tablet and self.tablet.data,
            "socket": f"/ws/delegate/{self.place.code}/{self.place.query}",
            "state": self.state,
            "mine": self.mine,
        }

    @property
    def conference(self) -> str:
        """The conference's name."""
        return self.place.conference

    @property
    def address(self) -> str:
        """This page, without the chosen session."""
        return self.place.address

    @property
    def session(self) -> str | None:
        """The chosen session's id."""
        return self.place.session

    @property
    def vote_address(self) -> str:
        """Where the plain form goes."""
        return f"{self.place.address}vote{self.place.query}"

    @property
    def more_time_address(self) -> str:
        """Where the plain form that asks for more time goes."""
        return f"{self.place.address}more-time{self.place.query}"

    @property
    def timed(self) -> bool:
        """Whether the vote closes by a timer."""
        return bool(self.state["round"] and self.state["round"]["closes_at"])

    @property
    def secrecy_address(self) -> str:
        """The page that says how a vote is kept secret."""
        return f"{self.place.address}secrecy{self.place.query}"

    @property
    def session_title(self) -> str:
        """The title of the session, or nothing."""
        return self.state["session"]["title"] if self.state["session"] else ""

    @property
    def banner(self) -> str:
        """The session's title, unless it only repeats the conference's name."""
        return "" if self.session_title == self.conference else self.session_title

    @property
    def title(self) -> str:
        """The document's title: what a screen reader says first, so the vote's fate leads."""
        told = self.mood == "in" and self.view != "agenda"
        lead = self.notice or (self.status if told else "")
        whole = " – ".join(part for part in (lead, self.heading) if part)
        return whole if self.conference in whole else f"{whole} – {self.conference}"

    @property
    def over(self) -> bool:
        """Whether the conference has ended, so that nothing will follow."""
        return self.state.get("over", False)

    @property
    def practice(self) -> bool:
        """Whether this vote is for practice."""
        return self.state["practice"]

    @property
    def rehearsal(self) -> bool:
        """Whether the session is only tried out."""
        return self.state["rehearsal"]

    @property
    def heading(self) -> str:
        """The page's heading."""
        if self.view == "ended":
            return OVER
        if self.view == "rooms":
            return "Which room are you in?"
        if self.view == "waiting":
            return self.session_title or f"Welcome to {self.conference}"
        if self.view == "agenda":
            return str(self.state["agenda"]["title"])
        return self.state["question"]["prompt"]

    @property
    def lead(self) -> str:
        """The sentence below the heading."""
        if self.view == "ended":
            ended = f"“{self.session_title}”" if self.session_title else "The conference"
            return f"{ended} has ended."
        if self.view == "waiting":
            return WAIT
        if self.view == "agenda":
            return agenda_lead(self.state["agenda"], datetime.now(UTC))
        if self.state["stopped"]:
            return STOPPED
        if self._round_is("as_of_backup"):
            return RESTORED
        closed = self.state["phase"] == "closed"
        return "Voting has closed." if closed else "Voting has not opened yet."

    @property
    def line(self) -> str:
        """What the room is told beside all this: a message, or until when there is a break."""
        return screen_line(self.state.get("screen"), clock.last_known())

    @property
    def topics(self) -> list[AgendaRow]:
        """The topics of the agenda on screen."""
        return agenda_rows(self.state["agenda"], datetime.now(UTC))

    @property
    def remedies_page(self) -> str:
        """The page on which delegates put forward and upvote."""
        return f"{self.place.address}remedies/{self.place.query}"

    @property
    def collecting(self) -> bool:
        """Whether there is something on that page."""
        return bool(self.state.get("remedies") and self.state["phase"] != "ended")

    @property
    def help(self) -> str:
        """The question's help text."""
        return self.state["question"]["help"]

    @property
    def hint(self) -> str:
        """How many to choose, in words."""
        return hint_of(self.state["question"])

    @property
    def input_type(self) -> str:
        """Radios for one choice, checkboxes for several."""
        return "checkbox" if self.state["question"]["kind"] == "multiple" else "radio"

    @property
    def round(self) -> str:
        """The round's id."""
        return self.state["round"]["id"]

    @property
    def has_voted(self) -> bool:
        """Whether a ballot stands."""
        return bool(self._standing)

    @property
    def status(self) -> str:
        """Where the vote stands."""
        if self.state["round"] is None:
            return ""
        if self._is_sealed:
            return SEALED
        if self._round_is("as_of_backup"):
            return ""
        if self.has_voted:
            letters = (row.letter for row in self.rows if row.id in self._standing)
            return f"Your vote is in: {', '.join(letters)}"
        return "You have not voted yet" if self.view == "vote" else "You did not vote"

    @property
    def mood(self) -> str:
        """The status's look: ``in`` or ``none``."""
        return "in" if self.status and self.has_voted else "none"

    @property
    def rows(self) -> list[Row]:
        """The choices in the order of their letters."""
        marked = self._standing if self.ticked is None else self.ticked
        return rows_of(self.state["question"], self.state["results"], marked)

    @property
    def sentence(self) -> str:
        """The result as one sentence with its base."""
        return self.state["results"]["sentence"]

    @property
    def note(self) -> str:
        """What a reader must know about the percentages."""
        counts = [row.count for row in self.rows]
        return note_of(self.state["question"], counts, self.state["results"]["ballots"])

    @property
    def countdown(self) -> str:
        """The time left, as it stood when the page was made."""
        return countdown_to(self.state["round"]["closes_at"])

    @property
    def rooms(self) -> list[dict[str, str]]:
        """The sessions to choose from, with the address that chooses each."""
        return [
            {**session, "address": f"{self.address}?{urlencode({'session': session['id']})}"}
            for session in self.state["sessions"]
        ]

    def _round_is(self, what: str) -> bool:
        """Whether the round on screen is ``sealed``, or stands ``as_of_backup``."""
        return bool(self.state["round"] and self.state["round"].get(what))

    @property
    def _is_sealed(self) -> bool:
        """Whether nobody can tell any more; the ballot and the state are read one by one."""
        return bool(self.mine.get("sealed")) or self._round_is("sealed")

    @property
    def _standing(self) -> Sequence[str]:
        return [] if self._is_sealed else self.mine["answer"] or []
