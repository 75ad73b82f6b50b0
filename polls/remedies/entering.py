"""Putting forward: a way to overcome a topic, or a question for the panel.

The rule is told which conference somebody is a delegate of, and never who it is.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Max

from polls.deeds import note_in, quoted
from polls.errors import Invalid, NotAllowed, WrongPhase
from polls.models import Agenda, Remedy, Round, Session, Topic, User
from polls.models.remedies import LONGEST_NAME, LONGEST_TEXT
from polls.remedies.flagging import flags_of
from polls.remedies.lists import NOTED, list_entry, note_entered, note_listed
from polls.texts import mistake_in

#: Entries of one topic, whatever became of them.
MOST_ENTERED = 2000


class BadEntry(Invalid):
    """An entry that cannot be taken; ``field`` names what is to be written otherwise."""

    def __init__(self, field: str, detail: str) -> None:
        super().__init__(detail)
        self.field = field


@dataclass(frozen=True, slots=True)
class Entry:
    """What was typed. ``table`` is a facilitator's alone."""

    kind: str
    text: str
    signed: str = ""
    table: str = ""

    def tidy(self) -> "Entry":
        """The same, each text in one line; raises ``BadEntry``."""
        if self.kind not in Remedy.Kind.values:
            raise BadEntry("kind", "Choose a way to overcome it, or a question for the panel.")
        text = _tidy("text", self.text, LONGEST_TEXT, "Your text")
        if not text:
            raise BadEntry("text", "Type what you want to put forward.")
        signed = _tidy("signed", self.signed, LONGEST_NAME, "The name")
        table = _tidy("table", self.table, LONGEST_NAME, "The table")
        return Entry(self.kind, text, signed, table)


@transaction.atomic
def put_forward(
    *,
    topic_id: UUID,
    entry: Entry,
    conference_id: str,
    ticket: UUID | None = None,
    rehearses: str | None = None,
) -> Remedy:
    """Put an entry forward as a delegate of a conference; return it as it stands then.

    With a ``ticket`` that was used before, what it was used for: a form sent twice is one entry.
    Raises ``BadEntry``, ``Invalid`` or ``WrongPhase``.
    """
    tidy = Entry(entry.kind, entry.text, entry.signed).tidy()
    round, session, topic = lock_topic(topic_id)
    if str(session.conference_id) != conference_id or not _may_be_here(session, rehearses):
        raise Invalid("There is no such topic here.")
    if ticket is not None and (before := _entered_by(ticket)):
        return before
    held = session.remedies_held or bool(flags_of(tidy.text, tidy.signed))
    return _enter(round, session, topic, tidy, held=held, ticket=ticket or uuid4())


@transaction.atomic
def enter_for_table(*, topic_id: UUID, entry: Entry, by: User) -> Remedy:
    """Enter what a table has agreed on; it is shown at once.

    Raises ``NotAllowed``, ``BadEntry`` or ``WrongPhase``.
    """
    tidy = entry.tidy()
    if not tidy.table:
        raise BadEntry("table", "Name the table, such as Table 4.")
    round, session, topic = lock_topic(topic_id)
    if not by.has_perm("polls.moderate_session", session):
        raise NotAllowed("You do not moderate this session.")
    remedy = _enter(round, session, topic, tidy, held=False, ticket=None)
    words = f"Entered number {remedy.number} under {quoted(topic)} for a table"
    note_in(session, words, by=by)
    return remedy


def lock_topic(topic_id: UUID) -> tuple[Round, Session, Topic]:
    """Lock the upvoting round of a topic and then its session; raises ``Invalid``, ``WrongPhase``.

    Only a topic on a published agenda has a list.
    """
    on = Topic.objects.filter(agenda__state=Agenda.State.PUBLISHED, standing=Topic.Standing.ON)
    topic = on.select_related("agenda").filter(pk=topic_id).first()
    if topic is None:
        raise Invalid("There is no such topic here.")
    round = Round.objects.select_for_update(no_key=True).filter(topic=topic).order_by("pk").first()
    session = Session.objects.select_for_update(no_key=True).get(pk=topic.agenda.session_id)
    if round is None:
        raise WrongPhase(f"Nothing is collected under “{topic}” yet.")
    return round, session, topic


def _enter(
    round: Round, session: Session, topic: Topic, entry: Entry, *, held: bool, ticket: UUID | None
) -> Remedy:
    if session.state != Session.State.LIVE:
        raise WrongPhase("The session is not running: nothing can be put forward now.")
    if round.phase != Round.Phase.OPEN:
        raise WrongPhase(f"The list of “{topic}” is frozen: nothing more can be put forward.")
    last = topic.remedies.aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_ENTERED:
        raise WrongPhase(f"“{topic}” has {last} entries, and takes no more.")
    remedy = Remedy.objects.create(
        topic=topic,
        number=last + 1,
        kind=entry.kind,
        text=entry.text,
        signed=entry.signed,
        table=entry.table,
        state=Remedy.State.HELD if held else Remedy.State.SHOWN,
        ticket=ticket,
    )
    if held:
        note_entered(session)
    else:
        list_entry(round=round, remedy=remedy)
        note_listed(session)
        session.seq += 1
    session.save(update_fields=["seq", *NOTED])
    return remedy


def _entered_by(ticket: UUID) -> Remedy | None:
    return Remedy.objects.select_related("topic__agenda").filter(ticket=ticket).first()


def _may_be_here(session: Session, rehearses: str | None) -> bool:
    return rehearses is None or (session.rehearsal and str(session.pk) == rehearses)


def _tidy(field: str, text: str, most: int, name: str) -> str:
    """One line without white space around it; raises ``BadEntry``."""
    line = " ".join(text.split())
    if len(line) > most:
        raise BadEntry(field, f"{name} has {len(line)} characters, and {most} are the most.")
    mistake = mistake_in(line)
    if mistake:
        raise BadEntry(field, f"{name} {mistake}.")
    return line
