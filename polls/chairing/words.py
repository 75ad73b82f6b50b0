"""What the log says of a chair's command."""

from collections.abc import Mapping
from typing import Any

from polls.deeds import note, quoted
from polls.durations import counted
from polls.models import Deed, Round, Session, User

#: ``{vote}`` is the round that it was about, ``{question}`` what is shown then, ``{told}`` what
#: the step itself tells.
WORDS = {
    "start": "Started the session",
    "show": "Showed {question}",
    "next": "Showed {question}",
    "previous": "Showed {question}",
    "ask": "Asked {question} from the chair{told}",
    "correct": "{told}",
    "respell": "Corrected the spelling of {vote}, keeping its votes: {told}",
    "skip": "{told}",
    "move": "{told}",
    "open": "Opened the vote on {vote}",
    "close": "Closed the vote on {vote}",
    "reopen": "Reopened the vote on {vote}{told}",
    "leave_out": "{told}",
    "extend": "Gave the vote on {vote} {time} more",
    "timer": "{told} of the vote on {vote}",
    "reveal": "Showed the counts of the vote on {vote}",
    "hide": "Hid the counts of the vote on {vote}",
    "void": "Declared void the vote on {vote}",
    "door": "Made the door {door}",
    "code": "Changed the join code",
    "recall": "Brought back the vote on {vote}",
    "seal": "Sealed the vote on {vote}",
    "blank": "Turned the projector {light}",
    "end": "Ended the session",
    "rehearse": "Rehearsed the session",
    "clear": "Cleared the rehearsal away",
    "agenda_show": "Put the agenda {agenda} on screen",
    "agenda_hide": "Took the agenda off the screen",
    "agenda_next": "Went on in the agenda {agenda}: {topics}",
    "agenda_previous": "Went back in the agenda {agenda}: {topics}",
    "agenda_extend": "Gave {topics} {more} more seconds",
    "agenda_move": "Moved a topic of the agenda {agenda}",
    "screen_join": "Showed how to join, over the whole projector",
    "screen_message": "{told}",
    "screen_break": "{told}",
    "screen_extend": "{told}",
    "screen_clear": "{told}",
    "look": "{told}",
    "identify": "{told}",
    "note_add": "{told}",
    "note_edit": "{told}",
    "note_delete": "{told}",
    "test_vote": "{told}",
    "keypad_tiles": "{told}",
    "remedies_open": "{told}",
    "remedies_freeze": "{told}",
    "remedies_show": "{told}",
    "remedies_hide": "Took the list off the screen",
    "remedies_hold": "{told}",
    "remedies_ask": "Asked {question}, made of {told}",
}


def note_command(
    do: str,
    args: Mapping[str, Any],
    session: Session,
    round: Round | None,
    by: User | None,
    *,
    told: str = "",
) -> str:
    """Note a command that was carried out, and return the words; ``by`` nobody for the clock.

    ``told`` are the words that the step itself has for it.
    """
    words = WORDS[do].format(
        vote=f"{quoted(round.wording['prompt'])} (vote {round.number})" if round else "",
        question=quoted(session.question) if session.question else "",
        time=counted(args.get("seconds") or 0, "second"),
        door=args.get("door"),
        told=told,
        light="black" if args.get("on") else "on again",
        more=args.get("seconds"),
        **_words_about_agenda(session, do),
    )
    if do == "open" and args.get("seconds"):
        words += f", for {counted(args['seconds'], 'second')}"
    if do == "close" and by is None:
        words += ": its time was up"
    if do == "rehearse" and args.get("delegates"):
        words += f", with {args['delegates']} simulated delegates"
    if session.rehearsal and do != "rehearse":
        words += ", in rehearsal"
    where = f"{words}, in {quoted(session)}"
    note(Deed.Kind.STEERING, where, conference=session.conference, by=by)
    return words


def _words_about_agenda(session: Session, do: str) -> dict[str, str]:
    """The agenda on screen, and what is on in it now."""
    if session.agenda is None or not do.startswith("agenda_"):
        return {"agenda": "", "topics": ""}
    on = session.agenda.topics.filter(started_at__isnull=False, ended_at__isnull=True)
    titles = ", ".join(quoted(topic) for topic in on) or "nothing is on"
    return {"agenda": quoted(session.agenda), "topics": titles}
