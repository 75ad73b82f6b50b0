"""Conference files: a whole programme as JSON, read with every mistake named."""

import json
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
from polls.file_values import Place
from polls.kinds import ASKED, PRESETS
from polls.models import Choice, Conference, Deed, Question, Session, Tallies, User
from polls.models.conferences import check_time_zone

MOST_EXPECTED = 1_000_000
MOST_SESSIONS = 200
MOST_QUESTIONS = 500
#: Upper bound of a list that is read at all; the kind of question says what it takes.
MOST_CHOICES = 100
#: Keys of a file, by the object that has them; and those of the API's answers, which have ids,
#: codes and what has happened besides: a file may be taken from there.
CONFERENCE_KEYS = (
    "name", "live", "sensitive", "stage_is_public", "starts_on", "ends_on", "first_day",
    "last_day", "time_zone", "languages", "expected", "sessions",
)  # fmt: skip
TOLD_OF_CONFERENCE = ("id", "code", "door", "state", "warnings")
SESSION_KEYS = ("title", "room", "questions")
TOLD_OF_SESSION = ("id", "state")
QUESTION_KEYS = (
    "kind", "prompt", "help", "choices", "min_choices", "max_choices", "live", "tallies",
    "practice",
)  # fmt: skip
TOLD_OF_QUESTION = ("id", "rounds")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class QuestionFile:
    """A question of a conference file.

    ``live`` None and ``tallies`` "" mean as the conference has it.
    """

    kind: str
    prompt: str
    help: str
    choices: tuple[str, ...]
    min_choices: int
    max_choices: int
    live: bool | None
    tallies: str
    practice: bool


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


def parse_json(content: str | bytes) -> Any:
    """Parse JSON text in UTF-8; raises ``FileMistakes`` with line and column."""
    try:
        text = content.decode("utf-8-sig") if isinstance(content, bytes) else content
        return json.loads(text, parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise FileMistakes([(place, f"this is not JSON: {error.msg}")]) from None
    except UnicodeDecodeError as error:
        raise FileMistakes([(f"byte {error.start}", "this is not text in UTF-8")]) from None
    except RecursionError:
        raise FileMistakes([("file", "this is nested too deeply")]) from None
    except ValueError as error:
        raise FileMistakes([("file", f"this is not JSON: {error}")]) from None


def refuse_constant(name: str) -> None:
    """JSON has no ``NaN`` and no infinity."""
    raise ValueError(f"{name} is not a value")


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


def longest(model: type, field: str) -> int:
    """How many characters the database keeps of a field."""
    return model._meta.get_field(field).max_length  # type: ignore[attr-defined]


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


def read_question(place: Place) -> QuestionFile:
    """Read one question, and let its kind check it."""
    place.warn_of_unknown(QUESTION_KEYS, TOLD_OF_QUESTION)
    name = place.text("kind", longest(Question, "kind"), required=True)
    preset = PRESETS.get(name)
    kind = ASKED.get(preset.kind if preset else name)
    if name and not kind:
        place.note("kind", f"“{name}” is none of {', '.join([*ASKED, *PRESETS])}")
    prompt = place.text("prompt", longest(Question, "prompt"), required=True)
    help_text = place.text("help", longest(Question, "help"))
    choices = read_choices(place) or (preset.choices if preset else ())
    fewest = place.number("min_choices", MOST_CHOICES) or 1
    usual = kind.usual_max(len(choices)) if kind else fewest
    most = place.number("max_choices", MOST_CHOICES) or max(usual, fewest)
    if kind and place.readable:
        place.note_all(kind.check_question(choices=choices, min_choices=fewest, max_choices=most))
    return QuestionFile(
        kind=preset.kind if preset else name,
        prompt=prompt,
        help=help_text,
        choices=choices,
        min_choices=fewest,
        max_choices=most,
        live=place.flag("live"),
        tallies=read_tallies(place),
        practice=place.flag("practice", usual=False),
    )


def read_tallies(place: Place) -> str:
    """Read how tallies move while a round is open; "" where it is not said."""
    name = place.text("tallies", longest(Question, "tallies"))
    if name and name not in Tallies.values:
        place.note("tallies", f"“{name}” is none of {', '.join(Tallies.values)}")
        return ""
    return name


def read_choices(place: Place) -> tuple[str, ...]:
    """Read the texts of the choices; each wrong one is noted, and stands for itself alone.

    A choice is its text, or as the API tells it: ``{"id": "…", "text": "…"}``.
    """
    values = place.items("choices", required=False, most=MOST_CHOICES)
    texts = []
    for index, value in enumerate(values):
        key = f"choices[{index}]"
        if isinstance(value, dict):
            told = Place(value, place.at(key), place.mistakes, place.warnings)
            told.warn_of_unknown(["text"], ["id"])
            key, value = f"{key}.text", value.get("text")
        text = place.check_text(key, value, longest(Choice, "text"))
        if text == "":
            place.note(key, "a text is needed")
        texts.append(text or f"\0{index}")
    return tuple(texts)


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


def new_question(session: Session, file: QuestionFile, position: int) -> Question:
    """A question as the file has it, not yet saved."""
    return Question(
        session=session,
        position=position,
        kind=file.kind,
        prompt=file.prompt,
        help=file.help,
        min_choices=file.min_choices,
        max_choices=file.max_choices,
        live=file.live,
        tallies=file.tallies,
        practice=file.practice,
    )


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


def export_question(question: Question) -> dict[str, Any]:
    """One question as a file has it; ``live`` and ``tallies`` only where it says so itself."""
    return {
        "kind": question.kind,
        "prompt": question.prompt,
        "help": question.help,
        "min_choices": question.min_choices,
        "max_choices": question.max_choices,
        "choices": [choice.text for choice in question.choices.all()],
        **({} if question.live is None else {"live": question.live}),
        **({"tallies": question.tallies} if question.tallies else {}),
        "practice": question.practice,
    }
