"""Writing a line of the log."""

from django.db import transaction

from polls.deeds.acting import current
from polls.models import CommandRecord, Conference, Deed, Session, User

#: Of a text that a line quotes, so many characters at most.
LONGEST_QUOTE = 80


class NotInATransaction(RuntimeError):
    """A deed was noted apart from the transaction that does it: one could stand alone."""


def note(
    kind: Deed.Kind,
    words: str,
    *,
    conference: Conference | None = None,
    about: User | None = None,
    by: User | None = None,
) -> None:
    """Note what was done, in the transaction that does it.

    ``words`` are a sentence for a person without its full stop, and never tell a vote, an
    address or a secret. ``about`` is the account that it concerns; ``by`` who did it, where
    that is not whoever is signed in here. Raises ``NotInATransaction``.
    """
    if not transaction.get_connection().in_atomic_block:
        raise NotInATransaction(words)
    actor = current()
    person = by or actor.find()
    Deed.objects.create(
        kind=kind,
        through=actor.through,
        person_id=person.pk if person else None,
        person=person.get_username() if person else "",
        conference_id=conference.pk if conference else None,
        conference=conference.name if conference else "",
        about_id=about.pk if about else None,
        words=words,
    )


def note_in(session: Session, words: str, *, by: User) -> None:
    """Note how somebody steered a session on a page; its consoles tell of it too.

    Raises ``NotInATransaction``.
    """
    where = f"{words}, in {quoted(session)}"
    note(Deed.Kind.STEERING, where, conference=session.conference, by=by)
    tell_consoles(session, words, by=by)


def tell_consoles(session: Session, words: str, *, by: User | None = None) -> None:
    """Let the consoles of a session tell that this was done last, and by whom.

    Commands do so by being kept. ``by`` as in ``note``.
    """
    person = by or current().find()
    CommandRecord.objects.create(
        session=session,
        by=person,
        seq=session.seq,
        words=words,
        who=person.shown_name if person else "",
    )


def quoted(text: object) -> str:
    """A text between quotation marks, cut where it is long."""
    whole = str(text)
    return f"“{whole if len(whole) <= LONGEST_QUOTE else whole[: LONGEST_QUOTE - 1] + '…'}”"
