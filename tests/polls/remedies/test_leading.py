"""What the chair does with the lists: open, freeze, show, ask; and what else touches them."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from polls.agendas.drafting import take_back_agenda
from polls.chairing import seal_overdue
from polls.errors import Invalid, RoundClosed, WrongPhase
from polls.models import Remedy, Round, Session
from polls.programme import read_programme
from polls.remedies.deciding import decide
from polls.remedies.order import place_of, seed_of
from polls.remedies.reading import read_list, read_remedies_now
from polls.sessions import read_session
from polls.tallies import read_results
from tests.node import needs_node, told_by
from tests.remedies import counters, order, put, shown, upvote


def freeze(topic, chair):
    order(topic.agenda.session, chair, "remedies_freeze", topic=str(topic.pk))


def test_every_topic_gets_a_list_beside_an_open_vote(topics, chair):
    session = topics[0].agenda.session
    order(session, chair, "show", question=str(session.questions.get().pk))
    order(session, chair, "open")
    now = read_session(str(session.pk))

    assert [(each.title, each.open) for each in now.remedies.lists] == [
        ("Integration", True), ("Resistance", True), ("Market", True), ("Resources", True),
    ]  # fmt: skip
    assert now.phase == "open"
    with pytest.raises(WrongPhase, match="Every topic has a list already"):
        order(session, chair, "remedies_open")


def test_frozen_list_stands_by_votes_and_ties_as_they_were_put_forward(topic, chair):
    one, two, three = (shown(topic, text, chair) for text in ("One", "Two", "Three"))
    upvote(topic, None, 1, two, three)
    freeze(topic, chair)

    assert [(s.text, s.votes) for s in read_list(topic.agenda.session_id)] == [
        ("One", 0), ("Two", 1), ("Three", 1),
    ]  # fmt: skip
    late = upvote(topic, None, 1, one)
    assert isinstance(late, RoundClosed)
    order(topic.agenda.session, chair, "remedies_ask", topic=str(topic.pk), many=2)
    session = Session.objects.get()
    assert [choice.text for choice in session.question.choices.all()] == ["Two", "Three"]
    assert session.question.prompt == "Which of these should we take up: Integration?"
    assert session.agenda is None


def test_open_list_shows_no_upvotes_and_can_be_opened_again(topic, chair):
    one = shown(topic, "One", chair)
    upvote(topic, None, 1, one)
    assert read_list(topic.agenda.session_id)[0].votes is None
    freeze(topic, chair)
    order(topic.agenda.session, chair, "remedies_open", topic=str(topic.pk))

    assert read_list(topic.agenda.session_id)[0].votes is None
    assert upvote(topic, None, 1, one).changed
    assert counters(topic) == {"ballots": 2, str(one.pk): 2}


def test_question_is_made_of_ways_that_are_frozen_and_enough(topic, chair):
    session = topic.agenda.session
    shown(topic, "One", chair)
    shown(topic, "Why?", chair, kind="question")
    with pytest.raises(WrongPhase, match="Freeze the list first"):
        order(session, chair, "remedies_ask", topic=str(topic.pk), many=2)
    freeze(topic, chair)
    with pytest.raises(WrongPhase, match="at least 2 ways"):
        order(session, chair, "remedies_ask", topic=str(topic.pk), many=2)


@pytest.mark.parametrize("many", [1, 3])
def test_question_takes_no_fewer_than_two_and_no_more_than_there_are(topic, chair, many):
    shown(topic, "One", chair)
    shown(topic, "Two", chair)
    freeze(topic, chair)

    with pytest.raises(Invalid, match="Take from 2 to 2 of them"):
        order(topic.agenda.session, chair, "remedies_ask", topic=str(topic.pk), many=many)


def test_list_is_on_screen_while_its_agenda_is(topic, chair):
    session = topic.agenda.session
    order(session, chair, "remedies_show", topic=str(topic.pk), top=3, live=True)
    session.refresh_from_db()
    now = read_remedies_now(session)
    assert (now.screen, now.top, now.live) == (str(topic.pk), 3, True)
    assert now.upvotes.counts == {}

    order(session, chair, "show", question=str(session.questions.get().pk))
    session.refresh_from_db()
    assert read_remedies_now(session).screen is None
    order(session, chair, "agenda_show")
    session.refresh_from_db()
    assert read_remedies_now(session).screen is None


def test_room_sees_the_topic_that_the_chair_goes_to_and_no_list(topic, chair):
    session = topic.agenda.session
    order(session, chair, "agenda_show")
    for do in ("agenda_next", "agenda_previous"):
        order(session, chair, "remedies_show", topic=str(topic.pk))
        order(session, chair, do)
        session.refresh_from_db()
        assert (session.agenda, session.remedies_topic) == (topic.agenda, None)


def test_console_tells_a_moderators_decision_and_a_published_agenda(topic, chair):
    session = topic.agenda.session
    told = [record.words for record in session.commands.filter(do="").order_by("pk")]
    assert [words.split(" “")[0] for words in told] == [
        "Made an agenda of the vote on", "Published the agenda",
    ]  # fmt: skip

    shown(topic, "One", chair)
    last = read_programme(str(session.pk))["last"]
    assert (last["who"], last["words"]) == (
        chair.shown_name, "Approved number 1 under “Integration”",
    )  # fmt: skip


def test_session_that_ends_freezes_its_lists_and_they_are_sealed(topic, chair):
    one = shown(topic, "One", chair)
    upvote(topic, None, 1, one)
    order(topic.agenda.session, chair, "end")
    ended = timezone.now() - timedelta(minutes=16)
    Session.objects.update(ended_at=ended)
    Round.objects.filter(topic__isnull=False).update(closed_at=ended)
    seal_overdue()

    round = Round.objects.get(topic=topic)
    assert (round.phase, round.key, round.sealed_at is None) == ("closed", None, False)
    assert read_list(topic.agenda.session_id)[0].votes == 1
    assert not Remedy.objects.filter(ticket__isnull=False).exists()


def test_sealed_upvotes_are_not_added_up_and_words_can_still_go(topic, chair):
    one, other = shown(topic, "One", chair), shown(topic, "Other", chair)
    upvote(topic, None, 1, one, other)
    freeze(topic, chair)
    Round.objects.filter(topic=topic).update(closed_at=timezone.now() - timedelta(minutes=16))
    seal_overdue()

    with pytest.raises(WrongPhase, match="sealed"):
        decide(remedy_id=other.pk, by=chair, version=2, do="merge", into=one.pk)
    with pytest.raises(WrongPhase, match="sealed"):
        order(topic.agenda.session, chair, "remedies_open", topic=str(topic.pk))
    decide(remedy_id=other.pk, by=chair, version=2, do="set_aside")
    assert "Other" not in str(Round.objects.values("wording"))
    assert [(s.text, s.votes) for s in read_list(topic.agenda.session_id)] == [("One", 1)]


def test_upvotes_stand_in_no_result_of_a_question(topic, chair):
    upvote(topic, None, 1, shown(topic, "One", chair))

    assert [r.question_id for r in read_results(topic.agenda.session)] == [
        str(topic.agenda.round.question_id)
    ]


def test_agenda_with_lists_is_not_taken_back(agenda, topic, chair):
    with pytest.raises(WrongPhase, match="lists are open"):
        take_back_agenda(agenda=agenda, by=chair)


def test_sensitive_conference_sees_no_count_before_the_freeze(agenda, chair):
    conference = agenda.session.conference
    conference.sensitive = True
    conference.save()
    order(agenda.session, chair, "remedies_open")
    topic = agenda.topics.filter(standing="on").first()
    one = shown(topic, "One", chair)
    upvote(topic, None, 1, one)
    order(agenda.session, chair, "remedies_show", topic=str(topic.pk), live=True)
    session = Session.objects.get()

    assert read_remedies_now(session).upvotes.counts is None
    assert read_remedies_now(session).upvotes.ballots == 1
    freeze(topic, chair)
    assert read_remedies_now(Session.objects.get()).upvotes.counts == {str(one.pk): 1}


def test_decision_on_what_waits_tells_the_moderators_alone(topic, chair):
    held = put(topic, "x")
    before = Session.objects.get()
    decide(remedy_id=held.pk, by=chair, version=1, do="park")
    after = Session.objects.get()

    assert (after.seq, after.remedies_entered) == (before.seq, before.remedies_entered + 1)


@needs_node
def test_phones_script_lists_in_the_same_order():
    seed = seed_of(uuid.uuid4())
    ids = [str(uuid.uuid4()) for _ in range(50)]
    entries = [{"id": each} for each in ids]
    told = told_by(
        "remedies_order.js", "given.map(([s, e]) => it.inOwnOrder(s, e))", [[seed, entries]]
    )

    assert [each["id"] for each in told[0]] == sorted(ids, key=lambda i: place_of(seed, i))
