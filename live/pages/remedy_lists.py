"""What the delegate's page of remedies shows: the lists, the form, and what became of one's own."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from live.pages.place import Place
from live.pages.tablet import Tablet
from polls.models.remedies import LONGEST_NAME, LONGEST_TEXT
from polls.remedies.fates import Own, read_own
from polls.remedies.order import place_of
from polls.remedies.reading import Shown, by_votes, read_list
from polls.voting import Mine, read_mine


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed in a form that could not be taken, and why; ``field`` is where."""

    topic: str = ""
    kind: str = "way"
    text: str = ""
    signed: str = ""
    error: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a list; ``mine`` where this delegate upvoted it."""

    shown: Shown
    mine: bool


@dataclass(frozen=True, slots=True)
class TopicLines:
    """One topic: its list in this delegate's order, or by votes once it is frozen."""

    topic: str
    title: str
    round: str
    open: bool
    rev: int
    lines: list[Line]

    @property
    def told(self) -> str:
        """Where the list stands."""
        if not self.open:
            return "The list is frozen. The most upvotes stand first."
        if not self.lines:
            return "Nothing stands here yet."
        return "Tick everything that we should take up."

    @property
    def status(self) -> str:
        """Where this delegate's upvotes stand, in the words of the page's script."""
        many = sum(line.mine for line in self.lines)
        if many:
            return f"Your upvotes are in: {many}"
        return "You upvote nothing here" if self.rev else ""

    @property
    def mood(self) -> str:
        """The status's look: ``in`` or ``none``."""
        return "in" if any(line.mine for line in self.lines) else "none"


@dataclass(frozen=True, slots=True)
class Read:
    """What the database knows for one look at the page."""

    shown: list[Shown]
    mine: list[Mine]
    own: list[Own]


@dataclass(frozen=True, slots=True)
class Page:
    """Everything that the template shows."""

    place: Place
    state: dict[str, Any]
    seed: str
    read: Read
    typed: Typed = field(default_factory=Typed)
    notice: str = ""
    #: Set on a device that goes from hand to hand.
    tablet: Tablet | None = None
    ticket: str = field(default_factory=lambda: str(uuid4()))
    longest: int = LONGEST_TEXT
    longest_name: int = LONGEST_NAME

    @property
    def topics(self) -> list[TopicLines]:
        """The topics with a list, in the order of the agenda."""
        mine = {each.round_id: each for each in self.read.mine}
        return [self._topic(each, mine[each["round"]]) for each in lists_of(self.state)]

    def _topic(self, told: dict[str, Any], mine: Mine) -> TopicLines:
        shown = [s for s in self.read.shown if s.topic_id == told["topic"]]
        frozen = told["phase"] == "frozen"
        if frozen:
            shown = by_votes(shown, {s.id: s.votes or 0 for s in shown})
        else:
            shown.sort(key=lambda s: place_of(self.seed, s.id))
        chosen = mine.answer or []
        return TopicLines(
            topic=told["topic"],
            title=told["title"],
            round=told["round"],
            open=not frozen,
            rev=mine.rev,
            lines=[Line(each, each.id in chosen) for each in shown],
        )

    @property
    def open_topics(self) -> list[TopicLines]:
        """The topics under which something can be put forward."""
        return [topic for topic in self.topics if topic.open]

    @property
    def chosen_topic(self) -> str:
        """The topic that the form begins with: the one that was chosen, or is on now."""
        on = [
            t["id"]
            for t in (self.state["agenda"] or {"topics": []})["topics"]
            if t["standing"] == "now"
        ]
        return next(iter([self.typed.topic] * bool(self.typed.topic) + on), "")

    @property
    def own(self) -> list[dict[str, str]]:
        """What became of this browser's entries."""
        titles = {each["topic"]: each["title"] for each in lists_of(self.state)}
        return [
            {
                "id": o.id,
                "text": o.text,
                "fate": o.fate,
                "about": o.about,
                "title": titles.get(o.topic_id, ""),
            }
            for o in self.read.own
        ]

    @property
    def held(self) -> bool:
        """Whether a moderator looks at everything first."""
        return bool(self.state["remedies"] and self.state["remedies"]["held"])

    @property
    def voting(self) -> bool:
        """Whether the room votes on a question just now."""
        return self.state["phase"] == "open"

    @property
    def address(self) -> str:
        """This page."""
        return f"{self.place.address}remedies/{self.place.query}"

    @property
    def put_address(self) -> str:
        """Where the form goes that puts forward."""
        return f"{self.place.address}remedies/put{self.place.query}"

    @property
    def upvote_address(self) -> str:
        """Where the forms go that upvote."""
        return f"{self.place.address}remedies/upvote{self.place.query}"

    @property
    def back_address(self) -> str:
        """The page of the room."""
        return f"{self.place.address}{self.place.query}"

    @property
    def data(self) -> dict[str, Any]:
        """What the page's script begins with."""
        joint = "&" if self.place.query else "?"
        return {
            "socket": f"/ws/delegate/{self.place.code}/{self.place.query}{joint}remedies=1",
            "tablet": self.tablet and self.tablet.data,
            "seed": self.seed,
            "state": self.state,
            "entries": [shown.as_json() for shown in self.read.shown],
            "mine": [
                {"round": m.round_id, "rev": m.rev, "answer": m.answer} for m in self.read.mine
            ],
        }


def lists_of(state: dict[str, Any]) -> list[dict[str, Any]]:
    """The lists that a state tells of."""
    return (state["remedies"] or {"lists": []})["lists"]


def read_all(state: dict[str, Any], delegate_id: UUID, tickets: list[UUID]) -> Read:
    """Read the lists of a room, and what is a delegate's in them."""
    rounds = [each["round"] for each in lists_of(state)]
    shown = read_list(state["session"]["id"]) if rounds else []
    mine = read_mine([(round_id, delegate_id) for round_id in rounds])
    return Read(shown, mine, read_own(tickets) if tickets else [])
