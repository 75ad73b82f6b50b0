"""The first start of an embedded server: two people without passwords, and the demo."""

from pathlib import Path

from django.db import transaction

from polls import demo
from polls.conference_files import import_conference, read_conference_file
from polls.models import Conference, Session, User
from polls.people import find_or_make_person

ORGANISER = "organiser"
CHAIR = "chair"

DEMO = Path(demo.__file__).parent / "conference.json"


def is_first() -> bool:
    """Whether nobody has been here: a demo that was deleted does not come back."""
    return not User.objects.exists()


@transaction.atomic
def bring_demo() -> Conference:
    """Make the organiser, the chair and the demo conference of both, all or nothing."""
    organiser, _ = find_or_make_person(ORGANISER, organises=True)
    chair, _ = find_or_make_person(CHAIR)
    conference = import_conference(file=read_conference_file(DEMO.read_bytes()), by=organiser)
    for session in Session.objects.filter(conference=conference):
        session.chairs.add(chair)
    return conference
