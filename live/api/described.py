"""What calls answer, as the API's description publishes it; further keys may stand beside these.

Answers are written as the protocol has them, not made from these classes: the tests hold what
is really answered against the description.
"""

from typing import Any, Literal

from ninja import Schema


class Problem(Schema):
    """Why a call was refused: a code for programs, a sentence for people."""

    code: str
    detail: str


class Mistake(Schema):
    """One mistake of a conference file, with its place."""

    place: str
    what: str


class Mistaken(Problem):
    """Why a conference file was refused, with every mistake in it."""

    mistakes: list[Mistake] = []
    warnings: list[Mistake] = []


class VoteRefused(Problem):
    """The socket's `refused`; `rev` and `answer` are what stands, where that is known."""

    type: Literal["refused"] = "refused"
    ref: str | None = None
    rev: int = 0
    answer: Any = None
    sealed: bool = False


class VoteTaken(Schema):
    """The socket's `ack`: the ballot is in the database."""

    type: Literal["ack"]
    ref: str
    round: str
    rev: int


class TokenMade(Schema):
    """The delegate's only proof."""

    token: str


class StateAndMine(Schema):
    """The messages `state` and `mine` of the live protocol."""

    state: dict[str, Any]
    mine: dict[str, Any]


class ChoiceTold(Schema):
    """One choice of a question."""

    id: str
    text: str


class RoundTold(Schema):
    """One vote on a question."""

    id: str
    number: int
    phase: str


class QuestionTold(Schema):
    """A question with its choices and votes."""

    id: str
    kind: str
    prompt: str
    choices: list[ChoiceTold]
    rounds: list[RoundTold]


class SessionTold(Schema):
    """A session with its questions, in order."""

    id: str
    title: str
    state: Literal["draft", "live", "ended"]
    questions: list[QuestionTold]


class ConferenceTold(Schema):
    """A conference, whole."""

    id: str
    code: str
    name: str
    expected: int | None
    door: Literal["open", "shut", "personal"]
    sessions: list[SessionTold]


class ConferenceMade(ConferenceTold):
    """A new conference, and keys of its file that were left out."""

    warnings: list[Mistake] = []


class Done(Schema):
    """Where a command led."""

    seq: int
    phase: str
    round: str | None


class DoorNow(Schema):
    """How the door stands."""

    door: Literal["open", "shut", "personal"]


class Admission(Schema):
    """What admits one latecomer, once, for so many seconds."""

    admission: str
    path: str
    seconds: int


class Card(Schema):
    """A personal code and the number of its card."""

    number: int
    code: str


class Cards(Schema):
    """Personal codes, shown this once."""

    codes: list[Card]


class Count(Schema):
    """How often a choice was chosen."""

    choice: str
    count: int


class ResultTold(Schema):
    """The votes of a round; null where nobody may see them yet."""

    round: str
    phase: str
    ballots: int
    joined: int
    counted: int | None
    counts: list[Count] | None
    figures: dict[str, Any] | None
    sentence: str | None
    entry: Literal["open", "personal"]
    expected: int | None
    turnout: str
    as_of_backup: bool
    rehearsal: bool


class PressAnswered(Schema):
    """What became of one press: the `ack` or `refused` of a vote, without what stands."""

    type: Literal["ack", "refused"]
    round: str | None = None
    rev: int | None = None
    code: str | None = None
    detail: str | None = None


class BatchTaken(Schema):
    """The answers to a batch of presses, in their order."""

    sequence: int
    answers: list[PressAnswered]
    #: Rounds whose held presses wait no longer, with the number of the last to be brought in.
    bring: dict[str, int]


class RoundToKey(Schema):
    """The round on screen, as far as a base station needs it."""

    id: str
    number: int
    kind: str
    choices: int
    max_choices: int
    sealed: bool


class SessionToChoose(Schema):
    """A session, where several are live at once and the station has chosen none."""

    id: str
    title: str
    room: str


class SessionOnScreen(Schema):
    """The session that the station is in."""

    id: str
    title: str


class RoundOnScreen(Schema):
    """What a base station may bring votes for; `mark` is another with every change."""

    station: str
    mark: str
    session: SessionOnScreen | None
    sessions: list[SessionToChoose]
    phase: Literal["waiting", "open", "closed", "revealed", "ended"]
    round: RoundToKey | None
    revs: dict[str, int] | None
    #: Everybody is asked to press any key: which one, nobody asks.
    roll_call: bool


#: Any call may come by a foreign Host, or while the database is away.
ALWAYS = (400, 503)


def answers(status: int, told: type[Schema] | None, *refusals: int) -> dict[int, Any]:
    """The answers of a call: what ``status`` tells, and which refusals there are."""
    return {status: told, **dict.fromkeys(sorted({*refusals, *ALWAYS}), Problem)}


def files(*content_types: str) -> dict[str, Any]:
    """The description of a download: what it may be sent as."""
    binary = {"type": "string", "format": "binary"}
    content = {
        sent: {"schema": {"type": "object"} if sent == "application/json" else binary}
        for sent in content_types
    }
    return {"responses": {200: {"content": content}}}


#: Delegates' calls look at the token themselves, after the code: an unknown one is 404 to all.
DELEGATES_TOKEN = {
    "type": "http",
    "scheme": "bearer",
    "description": "A delegate's token, as joining answers it.",
}
#: Calls of base stations are signed, each by itself.
STATIONS_SIGNATURE = {
    "type": "http",
    "scheme": "Station",
    "description": "HMAC-SHA256 of the request by the secret of the station: docs/keypads.md.",
}
NEEDS_DELEGATES_TOKEN: dict[str, Any] = {"security": [{"DelegatesToken": []}]}
