"""What a delegate's page shows for a state: the server's half of ``static/js/screens.js``."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from live.pages.agenda import AgendaRow, agenda_lead, agenda_rows
from live.pages.screen import screen_line
from live.pages.tablet import Tablet
from polls import clock
from polls.percent import adds_up, percent
from polls.wording import letter

LATE = "Voting closed before your vote reached us. It was not counted"
OVER = "This session is over. Thank you for taking part."
WAIT = "Nothing to vote on just yet. The next question will appear on this page."
SEALED = "Your answer can no longer be traced, even by us"
RESTORED = "This vote was restored from a backup. It takes no further answers."
STOPPED = "This vote was stopped; we will vote again."

VIEWS = ("waiting", "rooms", "vote", "still", "result", "ended", "agenda")
ROWS = ("choice", "offered", "result", "room", "topic")

#: Markup that the page's script copies: ``(name, template)``.
BLANKS = [
    *((name, f"delegate/views/{name}.html") for name in VIEWS),
    *((f"{name}-row", f"delegate/rows/{name}.html") for name in ROWS),
]

#: The modules that the page's own imports, so that a phone fetches them in one go.
MODULES = [
    f"js/{name}.js"
    for name in (
        "agenda", "agenda_view", "backoff", "ballot", "clock", "figures", "keep", "last_calls",
        "order", "post", "retry", "screen", "screens", "socket", "tablet", "view", "words",
    )
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where a delegate is: the conference, and the session chosen by ``?session=`` or None.

    ``conference_id`` outlives the join code: by it a phone keeps votes that are under way.
    """

    code: str
    conference: str
    address: str
    session: str | None = None
    conference_id: str = ""

    @property
    def query(self) -> str:
        """What keeps the chosen session in an address."""
        return f"?{urlencode({'session': self.session})}" if self.session else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One choice, with its votes once they are revealed."""

    id: str
    letter: str
    text: str
    checked: bool
    count: int = 0
    percent: int = 0


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
        question = self.state["question"]
        least, most = question["min_choices"], question["max_choices"]
        everything = most >= len(question["choices"])
        if question["kind"] != "multiple":
            return "Choose one."
        if least == most:
            return f"Choose exactly {least}."
        if least == 1:
            return "Choose as many as you like." if everything else f"Choose up to {most}."
        return f"Choose at least {least}." if everything else f"Choose from {least} to {most}."

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
        results = self.state["results"] or {"ballots": 0, "counts": []}
        counts = {entry["choice"]: entry["count"] for entry in results["counts"]}
        marked = self._standing if self.ticked is None else self.ticked
        return [
            Row(
                id=choice["id"],
                letter=letter(place),
                text=choice["text"],
                checked=choice["id"] in marked,
                count=counts.get(choice["id"], 0),
                percent=percent(counts.get(choice["id"], 0), results["ballots"]),
            )
            for place, choice in enumerate(self.state["question"]["choices"])
        ]

    @property
    def sentence(self) -> str:
        """The result as one sentence with its base."""
        return self.state["results"]["sentence"]

    @property
    def note(self) -> str:
        """What a reader must know about the percentages."""
        ballots = self.state["results"]["ballots"]
        if self.state["question"]["kind"] == "multiple":
            several = "Percentages are of the people who voted."
            return several if ballots else ""
        rounded = "Percentages are rounded and do not add up to 100."
        return "" if adds_up([row.count for row in self.rows], ballots) else rounded

    @property
    def countdown(self) -> str:
        """The time left, as it stood when the page was made."""
        closes_at = self.state["round"]["closes_at"]
        if closes_at is None:
            return ""
        left = (datetime.fromisoformat(closes_at) - datetime.now(UTC)).total_seconds()
        return f"About {round(left)} seconds are left to vote" if left > 0 else "Time is up"

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
