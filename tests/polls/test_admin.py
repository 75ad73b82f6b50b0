"""Django's admin looks at votes and changes none."""

import pytest
from django.test import Client
from django.urls import reverse

from polls.models import Conference, Round, Session
from tests.factories import ConferenceFactory, RoundFactory, UserFactory
from tests.polls.exports.conftest import count

pytestmark = pytest.mark.django_db


@pytest.fixture
def operator():
    laptop = Client(SERVER_NAME="localhost")
    laptop.force_login(UserFactory(is_staff=True, is_superuser=True))
    return laptop


@pytest.fixture
def round():
    return count(RoundFactory(), 3, 1, 1, 1)


def test_round_is_seen_with_its_counters_and_without_its_key(operator, round):
    page = operator.get(reverse("admin:polls_round_change", args=[round.pk])).content.decode()

    assert "ballots" in page
    assert 'name="_save"' not in page
    assert bytes(round.key).hex() not in page
    assert operator.get(reverse("admin:polls_round_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["round", "session", "question"])
def test_nothing_of_a_vote_is_added_changed_or_deleted(operator, round, model):
    of = {"round": round, "session": round.session, "question": round.question}[model]
    pages = [
        reverse(f"admin:polls_{model}_add"),
        reverse(f"admin:polls_{model}_change", args=[of.pk]),
        reverse(f"admin:polls_{model}_delete", args=[of.pk]),
    ]
    before = list(Round.objects.values()), list(Session.objects.values())

    answers = [operator.post(page, {"phase": "closed", "post": "yes"}) for page in pages]
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    assert (list(Round.objects.values()), list(Session.objects.values())) == before


def test_no_page_deletes_many_at_once(operator, round):
    chosen = {"action": "delete_selected", "_selected_action": [round.pk], "post": "yes"}
    operator.post(reverse("admin:polls_round_changelist"), chosen)

    assert Round.objects.exists()


def test_operator_sets_no_password_for_whoever_came_by_a_link(operator):
    guest = UserFactory(guest=True)
    address = reverse("admin:auth_user_password_change", args=[guest.pk])

    assert operator.get(address).status_code == 403


def test_ballots_have_no_page(operator):
    assert "/polls/ballot/" not in operator.get("/admin/").content.decode()


def test_operator_names_the_organisers_of_a_conference(operator):
    anna = UserFactory()
    conference = ConferenceFactory()
    Conference.objects.update(seq=70)
    operator.post(
        reverse("admin:polls_conference_change", args=[conference.pk]),
        {"name": "Renamed", "time_zone": "UTC", "languages": "en", "organisers": [anna.pk]},
    )

    conference.refresh_from_db()
    assert (conference.name, conference.seq) == ("Renamed", 71)
    assert list(conference.organisers.all()) == [anna]


def test_every_list_opens(operator, round):
    for model in ("user", "conference", "session", "question", "round"):
        assert operator.get(reverse(f"admin:polls_{model}_changelist")).status_code == 200
