"""The moderator's page: what waits, what is decided, what is refused and keeps what was typed."""

import re

import pytest
from django.urls import reverse

from polls.models import Remedy, Round, Session
from tests.agendas import publish, vote_on_obstacles
from tests.factories import UserFactory
from tests.polls.views.conftest import browser_of
from tests.remedies import open_lists, put, shown


@pytest.fixture
def chair(db):
    return UserFactory(username="chair")


@pytest.fixture
def topic(chair):
    round = vote_on_obstacles(62, 54, 47, 38)
    round.session.chairs.add(chair)
    return open_lists(publish(round, by=chair), chair)[0]


@pytest.fixture
def client(chair):
    return browser_of(chair)


@pytest.fixture
def address(topic):
    """The page's address."""
    return reverse("moderate", args=[topic.agenda.session_id])


def send(client, address, remedy, do, **about):
    fields = {"entry": remedy.pk, "version": remedy.version, "do": do, **about}
    return client.post(address, fields)


def test_page_shows_what_waits_with_its_flags(client, address, topic):
    put(topic, "See www.example.org & <b>bold</b>", signed="Ada")
    text = client.get(address).content.decode()

    assert "1 waits for you" in " ".join(text.split())
    assert "See www.example.org &amp; &lt;b&gt;bold&lt;/b&gt;" in text
    assert "Look twice: it has a link." in text
    assert "Signed: Ada" in text


@pytest.mark.parametrize(
    ("do", "about", "state"),
    [
        ("approve", {}, "shown"),
        ("park", {}, "parked"),
        ("answer", {"text": "Yes"}, "shown"),
        ("reject", {"text": "It names somebody"}, "rejected"),
        ("set_aside", {}, "set_aside"),
    ],
)
def test_button_decides(client, address, topic, do, about, state):
    remedy = put(topic, "Our words")
    answer = send(client, address, remedy, do, **about)

    assert answer.status_code == 302
    remedy.refresh_from_db()
    assert remedy.state == state


def test_merge_names_the_entry_that_it_becomes_a_part_of(client, address, topic, chair):
    one, other = shown(topic, "One", chair), put(topic, "Other")
    send(client, address, other, "merge", into=one.pk)

    other.refresh_from_db()
    assert (other.state, other.merged_into) == ("merged", one)


def test_refusal_is_told_and_keeps_what_was_typed(client, address, topic):
    remedy = put(topic, "Our words")
    answer = send(client, address, remedy, "reject", text="y" * 281)

    assert answer.status_code == 422
    assert "This has 281 characters, and 280 are the most." in answer.content.decode()
    assert "y" * 281 in answer.content.decode()


def test_decision_over_another_moderators_is_refused(client, address, topic):
    remedy = put(topic, "Our words")
    send(client, address, remedy, "approve")
    answer = send(client, address, remedy, "reject", text="No")

    assert answer.status_code == 409
    assert "Somebody else has decided on this entry" in answer.content.decode()
    assert Remedy.objects.get().state == "shown"


def test_words_that_were_set_aside_are_not_on_the_page(client, address, topic):
    send(client, address, put(topic, "He hurt me"), "set_aside")
    text = " ".join(client.get(address).content.decode().split())

    assert "He hurt me" not in text
    assert "1 set aside" in text
    assert "responsible for safeguarding" in text


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"do": "nonsense"},
        {"do": "approve", "entry": "x", "version": "1"},
        {"do": "approve", "version": "one"},
        {"do": "merge", "into": "x"},
        {"do": "remedies_show", "top": "-1"},
        {"do": "remedies_show", "top": "99"},
        {"do": "remedies_ask", "many": "2"},
        {"do": "table", "text": "x"},
    ],
)
def test_bad_form_is_told_of_and_changes_nothing(client, address, topic, fields):
    remedy = put(topic, "Our words")
    filled = {"entry": remedy.pk, "version": 1, "topic": topic.pk, **fields}
    answer = client.post(address, filled)

    assert answer.status_code in {409, 422}
    assert "There is a problem" in answer.content.decode()
    assert Remedy.objects.get().state == "held"


def test_chair_leads_a_list_to_the_second_vote(client, address, topic, chair):
    for text in ("One", "Two", "Three"):
        shown(topic, text, chair)
    of_topic = {"topic": topic.pk}
    client.post(address, {"do": "remedies_show", "top": 5, "live": "on", **of_topic})
    session = Session.objects.get()
    assert (session.remedies_topic, session.remedies_top, session.remedies_live) == (topic, 5, True)
    client.post(address, {"do": "remedies_freeze", **of_topic})
    assert Round.objects.get(topic=topic).phase == "closed"
    client.post(address, {"do": "remedies_ask", "many": 2, "kind": "single", **of_topic})

    question = Session.objects.get().question
    assert [choice.text for choice in question.choices.all()] == ["One", "Two"]
    assert (question.kind, question.from_chair) == ("single", True)


def test_second_vote_offers_as_many_as_there_are_ways(client, address, topic, chair):
    for text in ("One", "Two"):
        shown(topic, text, chair)
    shown(topic, "Who pays?", chair, kind="question")
    of_topic = {"topic": topic.pk}
    client.post(address, {"do": "remedies_freeze", **of_topic})
    field = re.search(r'<input [^>]*name="many"[^>]*>', client.get(address).content.decode())[0]
    offered = dict(re.findall(r'(min|max|value)="(\d+)"', field))

    assert offered == {"min": "2", "max": "2", "value": "2"}
    assert (
        client.post(
            address, {"do": "remedies_ask", "many": offered["value"], **of_topic}
        ).status_code
        == 302
    )


def test_second_vote_is_not_offered_where_there_is_nothing_to_choose(client, address, topic, chair):
    shown(topic, "One", chair)
    client.post(address, {"do": "remedies_freeze", "topic": topic.pk})

    assert 'value="remedies_ask"' not in client.get(address).content.decode()


def test_buttons_are_those_of_the_moment(client, address, topic, chair):
    text = client.get(address).content.decode()
    assert "Open the lists of all topics" not in text
    assert "Show upvotes while they are given" in text

    for each in topic.agenda.topics.filter(standing="on"):
        client.post(address, {"do": "remedies_freeze", "topic": each.pk})
    assert "Show upvotes while they are given" not in client.get(address).content.decode()


def test_table_is_entered_from_the_page(client, address, topic):
    fields = {"do": "table", "topic": topic.pk, "kind": "way", "text": "Ours", "table": "Table 4"}

    assert client.post(address, fields).status_code == 302
    assert Remedy.objects.get().table == "Table 4"


def test_refused_entry_of_a_table_comes_back_as_it_was_typed(client, address, topic):
    fields = {"do": "table", "topic": topic.pk, "kind": "question", "text": "", "table": "Table 4"}

    page = client.post(address, fields)

    assert page.status_code == 422
    told = page.content.decode()
    assert 'value="Table 4"' in told
    assert re.findall(r'value="([^"]+)"\s+selected', told) == [str(topic.pk), "question"]


def test_page_is_of_moderators_alone(address):
    assert browser_of(UserFactory()).get(address).status_code == 404
