"""A form that is sent again, by “Back” or a double press, makes nothing more."""

import json
import re
from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from polls.models import Conference, Question, Session
from tests.factories import ConferenceFactory, UserFactory
from tests.polls.views.conftest import browser_of

FILE = {"name": "From a file", "sessions": [{"title": "S", "questions": []}]}


def key_of(page):
    """The key that a form carries."""
    return re.search(r'name="key"\s+value="([^"]+)"', page.content.decode())[1]


def the_file(name="From a file"):
    """A fresh upload of the same file."""
    return SimpleUploadedFile("c.json", json.dumps({**FILE, "name": name}).encode())


def forms_of(question):
    """Each form that makes something: its address, the model, and what is typed twice."""
    session, conference = question.session, question.session.conference
    named = {"name": "Two days", "time_zone": "UTC", "languages": "en"}
    asked = {"kind": "single", "prompt": "Tea?", "choices": "Yes\r\nNo"}
    return {
        "session": (
            reverse("add_session", args=[conference.pk]), Session, lambda: {"title": "Second"},
        ),
        "question": (reverse("add_question", args=[session.pk]), Question, lambda: asked),
        "conference": (reverse("create_conference"), Conference, lambda: named),
        "import": (reverse("import_conference"), Conference, lambda: {"file": the_file()}),
    }  # fmt: skip


@pytest.fixture(params=["session", "question", "conference", "import"])
def form(request, question):
    return forms_of(question)[request.param]


def test_form_sent_again_leads_to_what_it_made(laptop, form):
    address, model, typed = form
    before = model.objects.count()
    key = key_of(laptop.get(address))
    first = laptop.post(address, {**typed(), "key": key})
    again = laptop.post(address, {**typed(), "key": key}, follow=True)

    assert again.redirect_chain[0][0] == first["Location"]
    assert "Nothing was added twice." in again.content.decode()
    assert model.objects.count() == before + 1


def test_form_opened_anew_makes_another(laptop, form):
    address, model, typed = form
    before = model.objects.count()
    for _ in range(2):
        laptop.post(address, {**typed(), "key": key_of(laptop.get(address))})

    assert model.objects.count() == before + 2


def test_other_words_under_the_same_key_make_another(laptop, question):
    address = reverse("add_session", args=[question.session.conference_id])
    key = key_of(laptop.get(address))
    for title in ("Second", "Third"):
        laptop.post(address, {"title": title, "key": key})
    files = reverse("import_conference")
    for name in ("A", "B"):
        laptop.post(files, {"file": the_file(name), "key": key})

    assert set(Session.objects.values_list("title", flat=True)) >= {"Second", "Third"}
    assert set(Conference.objects.values_list("name", flat=True)) >= {"A", "B"}


def test_key_survives_a_mistake(laptop, question):
    address = reverse("add_session", args=[question.session.conference_id])
    key = key_of(laptop.get(address))

    assert key_of(laptop.post(address, {"title": "", "key": key})) == key


def test_same_key_of_somebody_else_or_elsewhere_makes_their_own(laptop, organiser, question):
    other = UserFactory(organises=True)
    theirs = ConferenceFactory(organisers=[other, organiser])
    question.session.conference.organisers.add(other)
    sent = {"title": "Second", "key": "k"}
    for browser, conference in (
        (laptop, question.session.conference),
        (laptop, theirs),
        (browser_of(other), theirs),
    ):
        browser.post(reverse("add_session", args=[conference.pk]), sent)

    assert Session.objects.filter(title="Second").count() == 3


@pytest.mark.parametrize("which", ["session", "import"])
def test_double_press_makes_one(each_database, which):
    # Made here, as the fixtures' rows are of the other database.
    from_hand = UserFactory(username="anna", organises=True)
    conference = ConferenceFactory(organisers=[from_hand])
    asked = Question(session=Session.objects.create(conference=conference, title="S"))
    address, model, typed = forms_of(asked)[which]
    before, barrier, led = model.objects.count(), Barrier(2), []
    browsers = [browser_of(from_hand) for _ in range(2)]

    def press(browser):
        try:
            sent = {**typed(), "key": "k"}
            barrier.wait(10)
            led.append(browser.post(address, sent)["Location"])
        finally:
            connection.close()

    both = [Thread(target=press, args=(browser,)) for browser in browsers]
    for each in both:
        each.start()
    for each in both:
        each.join(20)

    assert model.objects.count() == before + 1
    assert len(led) == 2
    assert led[0] == led[1]
