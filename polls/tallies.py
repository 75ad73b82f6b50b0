"""Reading what the room voted."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from polls.channels import NO_CHANNELS, read_channels, tell_channels, tell_entered
from polls.doors import tell_turnout
from polls.kinds import BALLOTS, KINDS, Kind
from polls.models import COUNTS_IN_RESULTS, Round, Session
from polls.sparing import counters_to_see, read_counters
from polls.voting import key_is_lost
from polls.wording import Correction, Wording, tell_corrections

AS_OF_BACKUP = "As of the backup, no further changes."
FROM_CHAIR = "Asked from the chair."
#: What is told of a void round.
STOPPED: dict[str, Any] = {
    "counts": [],
    "figures": {},
    "sentence": "This vote was stopped and counts nowhere.",
}


@dataclass(frozen=True, slots=True)
class Result:
    """Votes of one round. ``counts`` are ``{"choice", "count"}`` in the order of the choices.

    ``ballots`` counts the people who voted, ``joined`` those who could have; ``sentence``
    tells it with its base. A void round has no counts and no ballots. ``counted`` is the
    number of ballots that the counts are of: fewer while tallies move in steps. Where
    nobody may see counts yet, it is None, and so are ``counts``, ``figures`` and ``sentence``.
    ``personal`` says that only personal codes could vote: with the open code a ballot is a
    browser, not a person.
    ``as_of_backup`` marks a round whose key was lost with the server: its votes are those of
    the backup. ``rehearsal`` marks one that counts nowhere and will be cleared away.
    ``corrections`` are words that were changed while people voted.
    """

    round_id: str
    question_id: str
    number: int
    phase: str
    practice: bool
    tallies: str
    wording: Wording
    ballots: int
    joined: int
    counted: int | None
    counts: list[dict[str, Any]] | None
    figures: dict[str, Any] | None
    sentence: str | None
    personal: bool
    expected: int | None
    as_of_backup: bool = False
    rehearsal: bool = False
    from_chair: bool = False
    corrections: tuple[Correction, ...] = ()
    #: ``ballots`` by what they were cast.
    channels: Mapping[str, int] = field(default_factory=NO_CHANNELS.copy)

    @property
    def corrected(self) -> str:
        """What the words were before they were corrected during the vote, or ""."""
        told = tell_corrections(self.corrections)
        return f"Wording corrected during the vote: {told}." if told else ""

    @property
    def note(self) -> str:
        """What a reader must know beside the counts, in sentences; "" for nothing."""
        backup = AS_OF_BACKUP if self.as_of_backup else ""
        asked = FROM_CHAIR if self.from_chair else ""
        return " ".join(filter(None, (backup, asked, self.entered, self.corrected)))

    @property
    def entered(self) -> str:
        """Which ballots nobody cast with a device, or ""."""
        return tell_entered(self.channels)

    @property
    def entry(self) -> str:
        """By which codes people came: ``open`` or ``personal``."""
        return "personal" if self.personal else "open"

    @property
    def turnout(self) -> str:
        """How many were expected, joined and voted, and by which codes they came."""
        return tell_turnout(
            personal=self.personal,
            expected=self.expected,
            joined=self.joined,
            ballots=self.ballots,
            channels=tell_channels(self.channels),
        )


def read_result(round: Round) -> Result:
    """The votes of a round as they stand."""
    return result_of(round, read_counters(round.pk), round.session)


def read_results(session: Session) -> Iterable[Result]:
    """Every round of a session that counts, in the order of opening; void ones without counts."""
    rounds = session.rounds.filter(COUNTS_IN_RESULTS).order_by("opened_at", "pk")
    rounds = rounds.prefetch_related("counters")
    return [
        result_of(round, {c.key: c.total for c in round.counters.all()}, session)
        for round in rounds
    ]


def result_of(round: Round, counters: Mapping[str, int], session: Session) -> Result:
    """The votes of a round of ``session``, as ``counters`` have them."""
    wording = Wording.from_json(round.wording)
    kind = KINDS[wording.kind]
    void = round.phase == Round.Phase.VOID
    seen = {} if void else counters_to_see(round, counters)
    turnout = counters if round.phase == Round.Phase.OPEN else seen or {}
    ballots = turnout.get(BALLOTS, 0)
    counted = None if seen is None else seen.get(BALLOTS, 0)
    # The counters are read after the session: who joined and voted between must not make
    # 60 voters of 57.
    could_vote = session.joined if round.joined is None else round.joined
    joined = max(could_vote, ballots, counted or 0)
    as_of_backup = not void and (round.as_of_backup or key_is_lost(round))
    return Result(
        round_id=str(round.pk),
        question_id=wording.question_id,
        number=round.number,
        phase=round.phase,
        practice=round.practice,
        tallies=round.tallies,
        wording=wording,
        ballots=ballots,
        joined=joined,
        counted=counted,
        personal=round.personal,
        expected=session.conference.expected,
        as_of_backup=as_of_backup,
        rehearsal=round.rehearsal,
        from_chair=round.from_chair,
        corrections=tuple(Correction(**each) for each in round.corrections),
        channels=read_channels(turnout),
        **(
            STOPPED
            if void
            else _told(kind, wording, seen, joined, note=AS_OF_BACKUP if as_of_backup else "")
        ),
    )


def _told(
    kind: Kind, wording: Wording, seen: Mapping[str, int] | None, joined: int, *, note: str
) -> dict[str, Any]:
    """What the kind of question makes of the counters that may be seen."""
    if seen is None:
        return {"counts": None, "figures": None, "sentence": None}
    return {
        "counts": kind.counts(wording, seen),
        "figures": kind.figures(wording, seen),
        "sentence": " ".join(
            filter(
                None,
                (kind.sentence(wording, seen, joined), note, tell_entered(read_channels(seen))),
            )
        ),
    }
