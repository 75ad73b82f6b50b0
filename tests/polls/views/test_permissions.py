"""No page of organisers is open to anybody else, for reading or for writing."""

import pytest
from django.urls import NoReverseMatch, reverse

from polls import urls
from polls.models import ApiToken, Choice, Conference, Question, Role, Session, SessionRole
from polls.people import make_api_token
from polls.stations import make_station
from tests.factories import SessionFactory, UserFactory
from tests.polls.views.conftest import browser_of

#: Open to everybody, and the person's own; tested in their own modules.
OPEN = {"sign_in", "sign_out", "sign_in_link"}
OWN = {"organise", "account", "change_password", "sign_out_everywhere"}
CREATING = {"create_conference", "import_conference"}
#: Chairs' as well: ``test_agendas.py``, ``test_record.py``, ``tests/matrix``.
CHAIRS = {
    "make_agenda", "agenda", "take_back_agenda", "delete_agenda",
    "record", "add_note", "edit_note", "delete_note", "moderate", "roll_call",
}  # fmt: skip
NAMES = [pattern.name for pattern in urls.urlpatterns if pattern.name not in CHAIRS]


def address(name, *, question, token):
    """The address of a page about this question, or what it belongs to."""
    session = question.session
    route = next(p.pattern._route for p in urls.urlpatterns if p.name == name)
    if "tokens" in route:
        return reverse(name, args=[token.pk])
    kinds = {"conferences": session.conference, "sessions": session, "questions": question}
    arguments = {}
    if "<uuid:pk>" in route:
        arguments["pk"] = kinds[route.split("/")[1]].pk
    if "<int:user_pk>" in route:
        arguments["user_pk"] = session.conference.organisers.get().pk
    if "<uuid:station_pk>" in route:
        arguments["station_pk"] = make_station(conference=session.conference, name="Base 1")[0].pk
    return reverse(name, kwargs=arguments)


@pytest.fixture
def token(organiser):
    make_api_token(organiser, "keypads")
    return ApiToken.objects.get()


def everything():
    return {
        model: list(model.objects.order_by("pk").values())
        for model in (Conference, Session, Question, Choice, ApiToken)
    } | {"organisers": list(Conference.organisers.through.objects.values())}


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPEN])
def test_whoever_is_not_signed_in_is_asked_to(name, method, question, token):
    before = everything()
    response = getattr(browser_of(), method)(address(name, question=question, token=token))

    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/?next=")
    assert everything() == before


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPEN | OWN | CREATING])
def test_organiser_of_another_conference_finds_nothing(name, method, question, token):
    other = UserFactory(organises=True)
    SessionFactory(conference__organisers=[other])
    before = everything()
    response = getattr(browser_of(other), method)(address(name, question=question, token=token))

    # 405: a page that takes the other method alone says so before it looks.
    assert response.status_code in {404, 405}
    assert everything() == before


@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPEN | OWN | CREATING])
def test_chair_of_the_session_manages_nothing(name, question, token):
    chair = UserFactory()
    question.session.chairs.add(chair)
    before = everything()
    response = browser_of(chair).post(address(name, question=question, token=token))

    assert response.status_code in {404, 405}
    assert everything() == before


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("name", [name for name in NAMES if name not in OPEN | OWN | CREATING])
def test_people_brought_into_the_session_manage_nothing(name, role, question, token):
    user = UserFactory(guest=True, first_name="Tess")
    SessionRole.objects.create(session=question.session, user=user, role=role)
    before = everything()
    response = browser_of(user).post(address(name, question=question, token=token))

    assert response.status_code in {404, 405}
    assert everything() == before


@pytest.mark.parametrize("name", sorted(CREATING))
@pytest.mark.parametrize("method", ["get", "post"])
def test_only_organisers_create(name, method, db):
    response = getattr(browser_of(UserFactory()), method)(reverse(name))

    assert response.status_code == 403
    assert not Conference.objects.exists()


@pytest.mark.parametrize("name", ["organise", "conference", "session", "results", "account"])
def test_pages_of_a_person_are_kept_nowhere(name, laptop, question):
    page = laptop.get(address(name, question=question, token=None))

    assert page.status_code == 200
    assert {"no-store", "private"} <= set(page["Cache-Control"].split(", "))


def test_every_form_needs_its_token(organiser, question):
    strict = browser_of(organiser)
    strict.handler.enforce_csrf_checks = True
    for name in ("delete_question", "move_session", "end_conference", "account"):
        response = strict.post(address(name, question=question, token=None))
        assert response.status_code == 403
    assert Question.objects.exists()


def test_unknown_things_do_not_exist(laptop):
    unknown = "00000000-0000-4000-8000-000000000000"
    for name in ("conference", "session", "edit_question", "results"):
        assert laptop.get(reverse(name, args=[unknown])).status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("conference", args=["not-an-id"])


def test_list_shows_own_conferences_and_chaired_sessions_alone(organiser, laptop, conference):
    chaired = SessionFactory(title="Principles", chairs=[organiser])
    SessionFactory(title="Of others", conference__name="Of strangers")
    page = laptop.get("/organise/").content.decode()

    assert conference.name in page
    assert f"/chair/{chaired.conference.code}/?session={chaired.pk}" in page
    assert "Of others" not in page
    assert "Of strangers" not in page
