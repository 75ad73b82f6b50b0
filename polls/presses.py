"""Presses of keypads, made into votes.

A press is a keypad's number, a round, the version of its ballot and the keys that were pressed;
what the keys mean, the kind of question says. Who may vote is decided here, what becomes of the
vote in the ballot box.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from polls.errors import Invalid, NotAllowed
from polls.keypads import delegate_of, hold_back
from polls.lost_keypads import note_lost
from polls.models import Channel, Keypad
from polls.voting import RoundFacts, Vote, read_mine, round_facts

NOT_ADMITTED = "This keypad is not admitted here. Admit it on the page of keypads."
LOST = "This keypad was reported lost."


@dataclass(frozen=True, slots=True)
class Press:
    """What a bridge tells of one keypad: ``keys`` as its kind reads them, "" withdraws.

    ``battery`` is a share in per cent, or None where the keypad does not tell.
    """

    keypad: str
    round_id: str
    rev: int
    keys: str
    battery: int | None = None


@dataclass(frozen=True, slots=True)
class PressedVote:
    """A press as a vote; ``mistake`` says why its keys fit no answer, or is ""."""

    vote: Vote
    mistake: str = ""


def read_presses(conference_id: str, presses: Sequence[Press]) -> list[PressedVote | NotAllowed]:
    """Make votes of presses, in their order; ``NotAllowed`` for a keypad that may not vote.

    A keypad that nobody knows is noted, to be admitted or not; its press counts nowhere.
    """
    serials = {press.keypad for press in presses}
    known = _find(conference_id, serials)
    if strangers := serials - set(known):
        hold_back(conference_id, strangers)
    if lost := {serial for serial, (_, state) in known.items() if state == Keypad.State.LOST}:
        note_lost(conference_id, lost)
    facts = round_facts(press.round_id for press in presses)
    return [
        _refusal_of(known.get(press.keypad)) or _vote_of(conference_id, press, known, facts)
        for press in presses
    ]


def read_revs(conference_id: str, round_id: str) -> dict[str, int]:
    """The version of each keypad's ballot in a round, for a bridge that has lost count.

    Says who voted, as the bridge has heard itself, and nothing of what.
    """
    keypads = Keypad.objects.filter(conference=UUID(conference_id), state=Keypad.State.KNOWN)
    serials = dict(keypads.values_list("serial", "pk"))
    facts = round_facts([round_id]).get(round_id)
    if facts is None or facts.conference_id != conference_id:
        return {}
    mine = read_mine([(round_id, delegate_of(pk)) for pk in serials.values()])
    return {serial: m.rev for serial, m in zip(serials, mine, strict=True) if m.rev}


def _find(conference_id: str, serials: set[str]) -> dict[str, tuple[UUID, str]]:
    keypads = Keypad.objects.filter(conference=UUID(conference_id), serial__in=serials)
    return {
        serial: (pk, state) for serial, pk, state in keypads.values_list("serial", "pk", "state")
    }


def _refusal_of(keypad: tuple[UUID, str] | None) -> NotAllowed | None:
    if keypad is None or keypad[1] == Keypad.State.HELD:
        return NotAllowed(NOT_ADMITTED)
    return NotAllowed(LOST) if keypad[1] == Keypad.State.LOST else None


def _vote_of(
    conference_id: str,
    press: Press,
    known: Mapping[str, tuple[UUID, str]],
    facts: Mapping[str, RoundFacts],
) -> PressedVote:
    answer, mistake = None, ""
    of_round = facts.get(press.round_id)
    if of_round is not None:
        try:
            answer = of_round.kind.read_keys(of_round.wording, press.keys)
        except Invalid as error:
            mistake = error.detail
    delegate_id = delegate_of(known[press.keypad][0])
    vote = Vote(
        conference_id,
        delegate_id,
        press.round_id,
        press.rev,
        answer,
        channel=Channel.KEYPAD,
    )
    return PressedVote(vote, mistake)
