"""Two conferences on a running server, ours and another one, and everybody who may ask."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.test import Client

from polls.admissions import make_admission
from polls.agendas.drafting import make_agenda, publish_agenda
from polls.chairing import Order, carry_out
from polls.models import (
    Agenda,
    ApiToken,
    Conference,
    Deed,
    HeldPresses,
    Note,
    Question,
    Role,
    Round,
    Session,
    SessionRole,
    User,
)
from polls.people import make_api_token, make_sign_in_link
from polls.stations import make_station
from polls.tokens import make_token
from tests.agendas import TIMES, publish, vote_on_obstacles
from tests.factories import (
    ConferenceFactory,
    QuestionFactory,
    RoundFactory,
    SessionFactory,
    UserFactory,
)
from tests.servers import Server

#: Those who were brought into our session, by name: what they may do stands in ``roles.py``.
BROUGHT = {
    "co-chair": Role.CO_CHAIR,
    "moderator": Role.MODERATOR,
    "technician": Role.TECHNICIAN,
    "helper": Role.HELPER,
}
PARAMETER = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Place:
    """One conference with its people; ``round`` and ``agenda`` are on screen, if there are any."""

    chair: User
    organiser: User
    conference: Conference
    session: Session
    question: Question
    round: Round | None
    agenda: Agenda | None = None

    @property
    def topic(self) -> str:
        """The id of the last topic of the agenda."""
        return str(self.agenda.topics.filter(standing="on").last().pk) if self.agenda else ""

    @property
    def note(self) -> str:
        """The id of what is written down of that topic."""
        return str(Note.objects.get(topic=self.topic).pk) if self.agenda else ""

    @property
    def choice(self) -> str:
        """The id of the first choice."""
        return str(self.question.choices.first().pk)


def make_place(when: str, chair: User, organiser: User) -> Place:
    """A conference in which things stand as ``when`` says.

    ``draft``: not begun; ``shown``: the second of three questions is on screen; ``rehearsed``:
    the same, in rehearsal; ``left``: the same, after a vote on it; ``open``, ``closed``,
    ``revealed``: a round on it; ``private``: as ``open``, the projector's view restricted;
    ``holding``: as ``closed``, and a base station holds presses for the round;
    ``discussing``: an agenda is on screen, its first topic is on; ``resting``: a break is.
    """
    conference = ConferenceFactory(organisers=[organiser], stage_is_public=when != "private")
    state = Session.State.DRAFT if when == "draft" else Session.State.LIVE
    session = SessionFactory(conference=conference, chairs=[chair], state=state)
    _, question, _ = [QuestionFactory(session=session) for _ in range(3)]
    if when == "discussing":
        return make_discussion(chair, organiser, session)
    round = None
    if when in {"shown", "left", "rehearsed", "resting"}:
        if when == "left":
            RoundFactory(question=question, phase="closed", shown=False)
        rehearsal = when == "rehearsed"
        Session.objects.filter(pk=session.pk).update(question=question, rehearsal=rehearsal)
        if when == "resting":
            order = Order("screen_break", {"minutes": 15})
            carry_out(session_id=str(session.pk), by=chair, order=order)
    elif when != "draft":
        phase = {"private": "open", "holding": "closed"}.get(when, when)
        closes_at = datetime.now(UTC) + timedelta(hours=1)
        round = RoundFactory(question=question, phase=phase, closes_at=closes_at)
        if when == "holding":
            station, _ = make_station(conference=conference, name="Base 1")
            HeldPresses.objects.create(station=station, round=round, presses=7, last=7)
    return Place(chair, organiser, conference, session, question, round)


def make_discussion(chair: User, organiser: User, session: Session) -> Place:
    """The first topic of an agenda is on."""
    round = obstacles_of(session)
    agenda = publish(round, by=chair)
    carry_out(session_id=str(session.pk), by=chair, order=Order("agenda_next", {}))
    write_down(session, agenda, by=chair)
    return Place(chair, organiser, session.conference, session, round.question, round, agenda)


def write_down(session: Session, agenda: Agenda, *, by: User) -> Note:
    """An outcome of the last topic of an agenda."""
    topic = agenda.topics.filter(standing="on").last()
    args = {"topic": str(topic.pk), "kind": "outcome", "text": "We share a budget."}
    carry_out(session_id=str(session.pk), by=by, order=Order("note_add", args))
    return topic.notes.get()


def obstacles_of(session: Session, **about: Any) -> Round:
    """A vote of the session that can become an agenda."""
    question = QuestionFactory(session=session, kind="multiple", max_choices=3)
    return vote_on_obstacles(5, 3, 2, question=question, **about)


class World:
    """Our conference and another, both fresh; ``people`` outlive it, their sessions do not."""

    @transaction.atomic
    def __init__(self, people: dict[str, User], when: str = "open") -> None:
        self.people = people
        self.places = {
            "own": make_place(when, people["chair"], people["organiser"]),
            "other": make_place(when, people["other chair"], people["other organiser"]),
        }
        for who, role in BROUGHT.items():
            session = self.places["own"].session
            SessionRole.objects.create(session=session, user=people[who], role=role)
        self.delegate = make_token(str(self.places["own"].conference.pk))
        self.sessions: dict[str, str] = {}
        self.tokens: dict[str, str] = {}

    def session_of(self, who: str) -> str:
        """The cookie of a person who is signed in."""
        if who not in self.sessions:
            # Somebody may have signed this person out everywhere meanwhile.
            self.people[who].refresh_from_db()
            browser = Client()
            # Signing in writes four times: to wait for the disk once is enough.
            with transaction.atomic():
                browser.force_login(self.people[who])
            self.sessions[who] = browser.cookies["sessionid"].value
        return self.sessions[who]

    def cookies(self, who: str, place: Place) -> dict[str, str]:
        """What the browser of ``who`` sends to the pages of ``place``."""
        if who == "nobody":
            return {}
        if who == "delegate":
            return {f"delegate_{place.conference.code}": self.delegate}
        return {"sessionid": self.session_of(who)}

    def bearer(self, who: str) -> dict[str, str]:
        """What the program of ``who`` sends to the API."""
        if who == "nobody":
            return {}
        if who == "delegate":
            return {"Authorization": f"Bearer {self.delegate}"}
        if who not in self.tokens:
            self.tokens[who] = make_api_token(self.people[who], "matrix")
        return {"Authorization": f"Bearer {self.tokens[who]}"}

    def address(self, route: str, who: str, whose: str) -> str:
        """The address of a route about the conference of ``whose``, asked for by ``who``.

        Raises ``LookupError`` for a parameter of which nobody has said what it stands for.
        """
        values = stands_for(self, route, who, whose)
        address = route
        for found in PARAMETER.finditer(route):
            text = route[: found.end()]
            ends = [end for end in values if text.endswith(end)]
            if not ends:
                raise LookupError(f"say in tests/matrix/world.py what stands for “{text}”")
            address = address.replace(found[0], str(values[max(ends, key=len)]), 1)
        return address.removeprefix("/")


def stands_for(world: World, route: str, who: str, whose: str) -> dict[str, Any]:
    """What stands for a parameter: by the end of the route up to and with it, the longest first."""
    place = world.places[whose]
    return {
        "<str:code>": place.conference.code,
        "conferences/<code>": place.conference.code,
        "export.<form>": "csv",
        "results.<str:ending>": "csv",
        "conferences/<uuid:pk>": place.conference.pk,
        "sessions/<uuid:pk>": place.session.pk,
        "sessions/<session_id>": place.session.pk,
        "questions/<uuid:pk>": place.question.pk,
        "preview/<uuid:question_id>": place.question.pk,
        "rounds/<round_id>": place.round and place.round.pk,
        "agendas/of/<uuid:pk>": _vote_of(place).pk if "agendas/of/" in route else None,
        "agendas/<uuid:pk>": _draft_of(place).pk if route.startswith("agendas/<") else None,
        "record/<uuid:pk>": place.session.pk,
        "topics/<uuid:topic_id>": (note := _note_of(place)).topic_id
        if "topics/" in route
        else None,
        "notes/<uuid:pk>": note.pk if "notes/" in route else None,
        "people/<int:user_pk>": place.chair.pk,
        "keypads/<uuid:station_pk>": _station_of(place) if "<uuid:station_pk>" in route else None,
        "stations/<station_id>": _station_of(place) if "<station_id>" in route else None,
        "tokens/<int:pk>": _token_of(world, who, place) if "tokens/" in route else None,
        "sign-in/<str:secret>": make_sign_in_link(place.chair) if "sign-in/" in route else None,
        "a/<str:secret>": _admission_to(place) if route.startswith("a/") else None,
        "deed/<path:object_id>": Deed.objects.latest("pk").pk if "deed/" in route else None,
        "admin/<app_label>": "polls",
        "admin/<url>": "nowhere/",
        "admin/r/<path:content_type_id>": ContentType.objects.get_for_model(Conference).pk,
        "admin/r/<path:content_type_id>/<path:object_id>": place.conference.pk,
        "auth/group/<path:object_id>": Group.objects.get().pk,
        "accessattempt/<path:object_id>": AccessAttempt.objects.get().pk,
        "accesslog/<path:object_id>": AccessLog.objects.get().pk,
        "accessfailurelog/<path:object_id>": AccessFailureLog.objects.get().pk,
        "user/<id>": place.chair.pk,
        "user/<path:object_id>": place.chair.pk,
        "conference/<path:object_id>": place.conference.pk,
        "session/<path:object_id>": place.session.pk,
        "question/<path:object_id>": place.question.pk,
        "round/<path:object_id>": place.round and place.round.pk,
    }


def _admission_to(place: Place) -> str:
    """A secret that admits one latecomer."""
    return make_admission(conference=place.conference, by=place.chair)


def _station_of(place: Place) -> str:
    """A base station of the conference."""
    stations = place.conference.stations.filter(revoked_at=None)
    if not stations.exists():
        make_station(conference=place.conference, name="Base 1")
    return str(stations.get().pk)


def _vote_of(place: Place) -> Round:
    """A vote of which no agenda was made yet."""
    return obstacles_of(place.session, shown=False)


def _draft_of(place: Place) -> Agenda:
    """A draft of an agenda."""
    return make_agenda(round=_vote_of(place), times=TIMES, by=place.chair)


def _note_of(place: Place) -> Note:
    """Something that is written down of a topic of a published agenda."""
    agenda = _draft_of(place)
    publish_agenda(agenda=agenda, by=place.chair, version=agenda.version)
    return write_down(place.session, agenda, by=place.chair)


def _token_of(world: World, who: str, place: Place) -> int:
    """A token of the person who asks, or of the organiser of another conference."""
    mine = place is world.places["own"]
    owner = world.people[who] if mine and who in world.people else place.organiser
    make_api_token(owner, "matrix")
    return ApiToken.objects.filter(user=owner).latest("pk").pk


class Worlds:
    """Worlds on one server: each moment's is used again until somebody changed something in it."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.people = make_people()
        self._fresh: dict[str, World] = {}

    def at(self, when: str = "open") -> World:
        """A world in which things stand as ``when`` says, as ``make_place`` names it."""
        if when not in self._fresh:
            self._fresh[when] = World(self.people, when)
        return self._fresh[when]

    def spend(self, when: str = "open") -> None:
        """Somebody was let in: the next to ask finds another world."""
        self._fresh.pop(when, None)


def make_people() -> dict[str, User]:
    """Everybody who signs in, and one of each thing that operators look at."""
    Group.objects.create(name="Matrix")
    AccessAttempt.objects.create(username="matrix", failures_since_start=1)
    AccessLog.objects.create(username="matrix")
    AccessFailureLog.objects.create(username="matrix")
    names = {"chair": {}, "other chair": {}, "organiser": {"organises": True}}
    names["other organiser"] = names["organiser"]
    names |= {who: {} for who in BROUGHT}
    names["operator"] = {"is_superuser": True, "is_staff": True}
    return {who: UserFactory(username=f"matrix {who}", **about) for who, about in names.items()}
