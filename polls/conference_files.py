"""Conference files: a whole programme as JSON, read with every mistake named."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction

from polls.access import CREATE_CONFERENCE
from polls.deeds import note, quoted
from polls.errors import FileMistakes, Mistakes, NotAllowed
from polls.file_values import Place, longest, parse_json
from polls.models import Choice, Conference, Deed, Question, Session, User
from polls.models.conferences import check_time_zone
from polls.question_files import QuestionFile, export_question, new_question, read_question

MOST_EXPECTED = 1_000_000
MOST_SESSIONS = 200
MOST_QUESTIONS = 500
#: Keys of a file, by the object that has them; and those of the API's answers, which have ids,
#: codes and what has happened besides: a file may be taken from there.
CONFERENCE_KEYS = (
    "name", "live", "sensitive", "stage_is_public", "starts_on", "ends_on", "first_day",
    "last_day", "time_zone", "languages", "expected", "sessions",
)  # fmt: skip
TOLD_OF_CONFERENCE = ("id", "code", "door", "state", "warnings")
SESSION_KEYS = ("title", "room", "questions")
TOLD_OF_SESSION = ("id", "state")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class SessionFile:
    """A session of a conference file, in the order of the programme."""

    title: str
    room: str
    questions: tuple[QuestionFile, ...]


@dataclass(frozen=True, slots=True)
class ConferenceFile:
    """A conference file without mistakes; ``languages`` are codes, the first is the default.

    ``warnings`` name what it says in vain, such as a key that is mistyped.
    """

    name: str
    live: bool
    sensitive: bool
    stage_is_public: bool
    starts_on: date | None
    ends_on: date | None
    time_zone: str
    languages: tuple[str, ...]
    expected: int | None
    sessions: tuple[SessionFile, ...]
    warnings: Mistakes = field(default=(), compare=False)


def read_conference_file(content: str | bytes | Mapping[str, Any]) -> ConferenceFile:
    """Read a conference file from its text, or from JSON that is parsed already.

    Raises ``FileMistakes`` with every mistake and its place. Unknown keys are warnings.
    """
    data = parse_json(content) if isinstance(content, str | bytes) else content
    mistakes: list[tuple[str, str]] = []
    warnings: list[tuple[str, str]] = []
    file = read_conference(Place(data, "", mistakes, warnings))
    if mistakes:
        raise FileMistakes(mistakes, warnings)
    return replace(file, warnings=tuple(warnings))


def read_conference(place: Place) -> ConferenceFile:
    """Read the whole file; mistakes are noted at ``place``."""
    place.warn_of_unknown(CONFERENCE_KEYS, TOLD_OF_CONFERENCE)
    # The days as the organiser's page calls them will do as well.
    first, last = place.named("starts_on", "first_day"), place.named("ends_on", "last_day")
    file = ConferenceFile(
        name=place.text("name", longest(Conference, "name"), required=True),
        live=place.flag("live", usual=True),
        sensitive=place.flag("sensitive", usual=False),
        stage_is_public=place.flag("stage_is_public", usual=True),
        starts_on=place.day(first),
        ends_on=place.day(last),
        time_zone=read_time_zone(place),
        languages=read_languages(place),
        expected=place.number("expected", MOST_EXPECTED),
        sessions=tuple(read_session(item) for item in place.places("sessions", most=MOST_SESSIONS)),
    )
    if file.starts_on and file.ends_on and file.ends_on < file.starts_on:
        place.note(last, f"not before {first}")
    if sum(len(session.questions) for session in file.sessions) > MOST_QUESTIONS:
        place.note("sessions", f"at most {MOST_QUESTIONS} questions in all")
    return file


def read_time_zone(place: Place) -> str:
    """Read the name of a time zone; London's where it is missing or wrong."""
    name = place.text("time_zone", longest(Conference, "time_zone"))
    try:
        if name:
            check_time_zone(name)
    except ValidationError as error:
        place.note("time_zone", error.messages[0])
    return name or "Europe/London"


def read_languages(place: Place) -> tuple[str, ...]:
    """Read codes of languages; English where they are missing or wrong."""
    codes = place.items("languages", required=False, most=10)
    for index, code in enumerate(codes):
        if not isinstance(code, str) or not LANGUAGE.fullmatch(code):
            place.note(f"languages[{index}]", 'a code such as "en" is needed')
    if len(", ".join(map(str, codes))) > longest(Conference, "languages"):
        place.note("languages", "too long")
    return tuple(codes) or ("en",)


def read_session(place: Place) -> SessionFile:
    """Read one session."""
    place.warn_of_unknown(SESSION_KEYS, TOLD_OF_SESSION)
    return SessionFile(
        title=place.text("title", longest(Session, "title"), required=True),
        room=place.text("room", longest(Session, "room")),
        questions=tuple(
            read_question(item) for item in place.places("questions", most=MOST_QUESTIONS)
        ),
    )


@transaction.atomic
def import_conference(
    *, file: ConferenceFile, by: User | None, pk: UUID | None = None
) -> Conference:
    """Create everything that a file names, with ``by`` as the organiser.

    ``pk`` is the id of the new conference, otherwise a random one. ``by`` may be None on the
    command line alone: then only superusers manage it. Raises ``NotAllowed`` where ``by`` may
    not create conferences.
    """
    if by and not by.has_perm(CREATE_CONFERENCE):
        raise NotAllowed("You may not create conferences.")
    conference = Conference.objects.create(
        pk=pk or uuid4(),
        name=file.name,
        live=file.live,
        sensitive=file.sensitive,
        stage_is_public=file.stage_is_public,
        starts_on=file.starts_on,
        ends_on=file.ends_on,
        time_zone=file.time_zone,
        languages=", ".join(file.languages),
        expected=file.expected,
    )
    if by:
        conference.organisers.add(by)
    create_programme(conference, file.sessions)
    words = f"Imported the conference {quoted(conference)} from a file"
    note(Deed.Kind.CONFERENCE, words, conference=conference)
    return conference


def create_programme(conference: Conference, files: tuple[SessionFile, ...]) -> None:
    """Create sessions, questions and choices, in three statements and their positions."""
    sessions, questions, choices = [], [], []
    for place, file in enumerate(files):
        session = Session(conference=conference, title=file.title, room=file.room, position=place)
        sessions.append(session)
        for at, asked in enumerate(file.questions):
            question = new_question(session, asked, at)
            questions.append(question)
            choices += [
                Choice(question=question, text=text, position=index)
                for index, text in enumerate(asked.choices)
            ]
    Session.objects.bulk_create(sessions)
    Question.objects.bulk_create(questions)
    Choice.objects.bulk_create(choices)


def export_conference(conference: Conference) -> dict[str, Any]:
    """The conference as a file's JSON: reading and importing it gives an equal programme."""
    days = {"starts_on": conference.starts_on, "ends_on": conference.ends_on}
    sessions = conference.sessions.prefetch_related("questions__choices")
    return {
        "name": conference.name,
        "live": conference.live,
        "sensitive": conference.sensitive,
        "stage_is_public": conference.stage_is_public,
        **{key: day.isoformat() for key, day in days.items() if day},
        "time_zone": conference.time_zone,
        "languages": [code.strip() for code in conference.languages.split(",")],
        **({} if conference.expected is None else {"expected": conference.expected}),
        "sessions": [export_session(session) for session in sessions],
    }


def export_session(session: Session) -> dict[str, Any]:
    """One session as a file has it."""
    return {
        "title": session.title,
        "room": session.room,
        "questions": [export_question(question) for question in session.questions.all()],
    }
