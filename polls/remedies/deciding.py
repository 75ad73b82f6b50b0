"""What a moderator makes of an entry. The log says which number it was, and never its words."""

from uuid import UUID

from django.db import transaction

from polls.deeds import note_in, quoted
from polls.errors import Invalid, NotAllowed, Stale, WrongPhase
from polls.models import Remedy, Round, Session, User
from polls.models.remedies import LONGEST_TEXT
from polls.remedies.entering import BadEntry, lock_topic
from polls.remedies.lists import NOTED, list_entry, note_entered, note_listed, unlist_entry
from polls.texts import mistake_in

State = Remedy.State

#: From where each decision leads where.
LEADS = {
    "approve": (State.SHOWN, {State.HELD, State.PARKED, State.REJECTED}),
    "merge": (State.MERGED, {State.HELD, State.SHOWN, State.PARKED}),
    "answer": (State.SHOWN, {State.HELD, State.SHOWN, State.PARKED}),
    "park": (State.PARKED, {State.HELD, State.SHOWN, State.REJECTED}),
    "reject": (State.REJECTED, {State.HELD, State.SHOWN, State.PARKED}),
    "set_aside": (
        State.SET_ASIDE,
        {State.HELD, State.SHOWN, State.PARKED, State.REJECTED, State.MERGED},
    ),
}
DONE = {
    "approve": "Approved",
    "merge": "Merged",
    "answer": "Answered",
    "park": "Parked",
    "reject": "Rejected",
    "set_aside": "Set aside",
}


@transaction.atomic
def decide(
    *, remedy_id: UUID, by: User, version: int, do: str, text: str = "", into: UUID | None = None
) -> Remedy:
    """Approve, merge (``into`` another), answer or reject (``text``), park or set aside an entry.

    ``version`` is the one that was seen: where it is no longer current, ``Stale``. Raises
    ``NotAllowed``, ``WrongPhase``, ``BadEntry`` or ``Invalid``.
    """
    remedy, round, session = _lock(remedy_id, by)
    if do not in LEADS:
        raise Invalid(f"There is no decision “{do[:20]}”.")
    if version != remedy.version:
        raise Stale("Somebody else has decided on this entry since you saw it. Look at it again.")
    state, start = LEADS[do]
    if remedy.state not in start:
        raise WrongPhase(f"This entry is {remedy.get_state_display()}.")
    was_shown = remedy.state == State.SHOWN
    _fill_in(remedy, do, text, into)
    remedy.state = state
    remedy.version += 1
    remedy.save()
    _change_list(round, session, remedy, was_shown)
    session.save(update_fields=["seq", *NOTED])
    _note(do, remedy, session, by)
    return remedy


def _lock(remedy_id: UUID, by: User) -> tuple[Remedy, Round, Session]:
    topic = Remedy.objects.filter(pk=remedy_id).values_list("topic", flat=True).first()
    if topic is None:
        raise Invalid("There is no such entry here.")
    round, session, _ = lock_topic(topic)
    if not by.has_perm("polls.moderate_session", session):
        raise NotAllowed("You do not moderate this session.")
    return Remedy.objects.select_related("topic").get(pk=remedy_id), round, session


def _fill_in(remedy: Remedy, do: str, text: str, into: UUID | None) -> None:
    remedy.merged_into = _heir(remedy, into) if do == "merge" else None
    remedy.reason = ""
    if do == "answer":
        remedy.answer = _words(text, "Type the answer.")
    elif do == "reject":
        empty = "Say why, in a few words: whoever wrote it reads them."
        remedy.reason = _words(text, empty)


def _heir(remedy: Remedy, into: UUID | None) -> Remedy:
    """The entry that this one becomes a part of: one that is shown, under the same topic."""
    shown = Remedy.objects.filter(topic=remedy.topic_id, state=State.SHOWN)
    heir = shown.filter(pk=into).first() if into else None
    if heir is None or heir.pk == remedy.pk:
        raise BadEntry("into", "Choose an entry of this topic that is shown.")
    return heir


def _words(text: str, empty: str) -> str:
    line = " ".join(text.split())
    if not line:
        raise BadEntry("text", empty)
    if len(line) > LONGEST_TEXT:
        raise BadEntry("text", f"This has {len(line)} characters, and {LONGEST_TEXT} are the most.")
    mistake = mistake_in(line)
    if mistake:
        raise BadEntry("text", f"This {mistake}.")
    return line


def _change_list(round: Round, session: Session, remedy: Remedy, was_shown: bool) -> None:
    """Let the list say what was decided; what was merged into an entry that goes, goes with it."""
    shown = remedy.state == State.SHOWN
    if not shown and not was_shown:
        note_entered(session)
        return
    if shown and not was_shown:
        list_entry(round=round, remedy=remedy)
    elif was_shown and not shown:
        unlist_entry(round=round, remedy=remedy, into=remedy.merged_into)
        # Whoever wrote a part of it is told of the entry that it is a part of now.
        if remedy.merged_into:
            remedy.merged.update(merged_into=remedy.merged_into)
    note_listed(session)
    session.seq += 1


def _note(do: str, remedy: Remedy, session: Session, by: User) -> None:
    words = f"{DONE[do]} number {remedy.number} under {quoted(remedy.topic)}"
    if remedy.merged_into:
        words += f" into number {remedy.merged_into.number}"
    note_in(session, words, by=by)
