"""The list of a topic: an upvoting round of its own, beside what is on screen.

It is an ordinary round, so that upvotes are votes: the same box, pseudonyms, counters,
revisions and seal. Its choices are the entries that are shown. They are added at the end while
it is open; what is merged or withdrawn is taken out of the ballots too, in the same
transaction, so that whoever chose both parts of a whole counts once. Each change raises the
round's ``edition``, and under the round's lock no vote is counted by an older one.

Everything here works on a round and a session that the caller holds locked, in that order.
"""

import json
from collections import Counter as Totals
from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from polls import clock
from polls.channels import only_channels
from polls.errors import Invalid, WrongPhase
from polls.keys import make_key
from polls.kinds import BALLOTS, KINDS, Upvotes
from polls.models import Ballot, Conference, Counter, Remedy, Round, Session, Tallies, Topic
from polls.sealing import refuse_if_sealed
from polls.sparing import counters_at_close, read_counters
from polls.voting import key_is_lost, sql
from polls.wording import Option, Wording

Phase = Round.Phase

#: Entries that one list shows: an answer that takes up all of them is still one message.
MOST_LISTED = 150


def list_of(topic: Topic) -> Round | None:
    """The upvoting round of a topic, if there is one."""
    return Round.objects.filter(topic=topic).first()


def open_list(*, session: Session, topic: Topic) -> Round:
    """Let delegates put forward and upvote under a topic, or do so again.

    Raises ``WrongPhase`` where that is going on, or its upvotes are sealed.
    """
    round = list_of(topic)
    if round is None:
        round = _make_round(session, topic)
    elif round.phase == Phase.OPEN:
        raise WrongPhase(f"The list of “{topic}” is open already.")
    else:
        _open_again(round)
    note_listed(session)
    return round


def freeze_list(*, session: Session, topic: Topic) -> Round:
    """Take no more entries and upvotes under a topic; from now on its list stands by votes.

    Raises ``WrongPhase``.
    """
    round = list_of(topic)
    if round is None or round.phase != Phase.OPEN:
        raise WrongPhase(f"The list of “{topic}” is not open.")
    _close(round, session)
    note_listed(session)
    return round


def freeze_all(*, session: Session) -> None:
    """Freeze every open list of a session, as its end does."""
    for round in Round.objects.filter(session=session, phase=Phase.OPEN, topic__isnull=False):
        _close(round, session)
        note_listed(session)


def list_entry(*, round: Round, remedy: Remedy) -> None:
    """Put an entry at the end of the list; raises ``Invalid`` where that is full."""
    wording = Wording.from_json(round.wording)
    if len(wording.options) >= MOST_LISTED:
        raise Invalid(
            f"The list shows {MOST_LISTED} entries, and no more. Merge or reject some of them."
        )
    name = str(remedy.pk)
    gone = tuple(each for each in wording.gone if each[0] != name)
    options = (*wording.options, Option(name, remedy.text))
    _reword(round, replace(wording, options=options, gone=gone))


def unlist_entry(*, round: Round, remedy: Remedy, into: Remedy | None = None) -> None:
    """Take an entry from the list: its upvotes count for ``into``, or for nothing.

    Once the round is sealed no ballot can change: then only its words go. Raises ``WrongPhase``
    for an entry that would have to count for another one then.
    """
    if round.sealed_at is not None and into is not None:
        raise WrongPhase("The upvotes are sealed, so that none can be added up any more.")
    wording = Wording.from_json(round.wording)
    name, heir = str(remedy.pk), str(into.pk) if into else None
    gone = {of: heir if to == name else to for of, to in wording.gone} | {name: heir}
    options = tuple(option for option in wording.options if option.id != name)
    after = replace(wording, options=options, gone=tuple(gone.items()))
    _reword(round, after)
    if round.sealed_at is None:
        _recast(round, after)


def note_listed(session: Session) -> None:
    """The lists that everybody sees have changed; saving is left to the caller."""
    session.remedies_listed += 1
    note_entered(session)


def note_entered(session: Session) -> None:
    """What moderators see has changed; saving is left to the caller.

    Phones are not told: like a vote, it raises the number of tallies alone.
    """
    session.remedies_entered += 1
    session.tally_seq += 1


#: What ``note_listed`` and ``note_entered`` change.
NOTED = ("remedies_listed", "remedies_entered", "tally_seq")


def _make_round(session: Session, topic: Topic) -> Round:
    conference: Conference = session.conference
    # Where a count that moves by one must not be seen, it is seen after the close.
    tallies = Tallies.CLOSED if conference.sensitive else Tallies.EACH
    words = Wording(str(topic.pk), Upvotes.name, topic.title, "", 0, MOST_LISTED, ())
    round_id = uuid4()
    return Round.objects.create(
        id=round_id,
        key=make_key(round_id),
        session=session,
        topic=topic,
        number=1,
        live=False,
        tallies=tallies,
        practice=False,
        rehearsal=session.rehearsal,
        personal=conference.door == Conference.Door.PERSONAL,
        wording=words.as_json(),
        opened_at=clock.now(),
    )


def _open_again(round: Round) -> None:
    refuse_if_sealed(round)
    if key_is_lost(round):
        raise WrongPhase("These upvotes stand as they were in a backup.")
    round.phase = Phase.OPEN
    round.closed_at = round.joined = None
    round.save()
    round.late_voters.all().delete()


def _close(round: Round, session: Session) -> None:
    round.phase = Phase.CLOSED
    round.closed_at = clock.now()
    round.joined = session.joined
    round.shown = counters_at_close(round)
    round.save()


def _reword(round: Round, wording: Wording) -> None:
    round.wording = wording.as_json()
    round.edition += 1
    round.save(update_fields=["wording", "edition"])


def _recast(round: Round, wording: Wording) -> None:
    """Let every ballot say what it says in the new wording, and count anew."""
    kind = KINDS[wording.kind]
    changed: sql.Standing = {}
    totals: Totals[str] = Totals()
    ballots = Ballot.objects.filter(round=round).order_by("voter")
    for voter, rev, text, channel in ballots.values_list("voter", "rev", "answer", "channel"):
        answer = kind.read_answer(wording, json.loads(text))
        if answer:
            totals.update(kind.counter_keys(answer))
            totals[BALLOTS] += 1
        written = json.dumps(answer, separators=(",", ":"))
        if written != text:
            changed[voter] = (rev, written, channel)
    sql.write_ballots(str(round.pk), changed)
    _count_anew(round, totals)


def _count_anew(round: Round, totals: Mapping[str, int]) -> None:
    by_channel = only_channels(read_counters(round.pk))
    Counter.objects.filter(round=round).delete()
    sql.add_to_counters(str(round.pk), {**totals, **by_channel})
    if round.shown is not None:
        round.shown = read_counters(round.pk)
        round.save(update_fields=["shown"])
