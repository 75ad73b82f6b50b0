"""An agenda is made of what the room has seen, edited by its chair alone, and published whole."""

from dataclasses import replace

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from polls.agendas.drafting import (
    Edit,
    delete_agenda,
    edit_agenda,
    make_agenda,
    publish_agenda,
    take_back_agenda,
    why_no_agenda,
)
from polls.agendas.minutes import CannotShare
from polls.errors import Invalid, Malformed, NotAllowed, Stale, WrongPhase
from polls.models import Agenda, Counter, Deed, Round, Session, Topic
from tests.agendas import OBSTACLES, TIMES, publish, vote_on_obstacles
from tests.factories import QuestionFactory, RoundFactory, UserFactory


def standing_of(agenda):
    """Titles and minutes by what became of the topics, in the order of the agenda."""
    topics = agenda.topics.order_by("position")
    return [(topic.title, topic.standing, topic.minutes) for topic in topics]


def edit_of(topic, **changed):
    as_it_is = Edit(
        topic.title, topic.standing, topic.room, topic.facilitator, topic.merged_into_id
    )
    return {topic.pk: replace(as_it_is, **changed)}


def edit(agenda, chair, topic=None, **changed):
    """Change one topic, as the page does."""
    agenda.refresh_from_db()
    edits = edit_of(agenda.topics.get(title=topic), **changed) if topic else None
    return edit_agenda(agenda=agenda, by=chair, version=agenda.version, edits=edits)


def test_top_of_the_vote_becomes_an_agenda_in_the_rooms_order(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    assert standing_of(agenda) == [
        ("Integration", "on", 30),
        ("Resistance", "on", 25),
        ("Market", "on", 20),
        ("Resources", "on", 15),
        ("Media", "off", None),
        ("Understanding", "off", None),
    ]
    assert [topic.votes for topic in agenda.topics.all()] == [62, 54, 47, 38, 25, 22]
    assert agenda.state == "draft"
    assert Deed.objects.latest("pk").words == (
        f"Made an agenda of the vote on “What are the main obstacles?”, in “{round.session}”"
    )


def test_order_is_the_rooms_and_not_that_of_the_letters(chair):
    round = vote_on_obstacles(8, 62, 47, 54)
    round.session.chairs.add(chair)
    agenda = make_agenda(round=round, times=replace(TIMES, step=1), by=chair)

    assert [(t.title, t.minutes) for t in agenda.topics.all()] == [
        ("Resistance", 30), ("Resources", 27), ("Market", 23), ("Integration", 10),
    ]  # fmt: skip


def test_tie_at_the_cut_waits_for_the_chair(chair):
    round = vote_on_obstacles(62, 54, 47, 38, 38, 22)
    round.session.chairs.add(chair)
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    assert standing_of(agenda) == [
        ("Integration", "on", None),
        ("Resistance", "on", None),
        ("Market", "on", None),
        ("Resources", "tied", None),
        ("Media", "tied", None),
        ("Understanding", "off", None),
    ]
    with pytest.raises(WrongPhase, match="tied at the cut"):
        publish_agenda(agenda=agenda, by=chair, version=agenda.version)

    edit(agenda, chair, "Media", standing="on")
    with pytest.raises(WrongPhase, match="tied at the cut"):
        publish_agenda(agenda=agenda, by=chair, version=2)
    edit(agenda, chair, "Resources", standing="off")
    assert publish_agenda(agenda=agenda, by=chair, version=3)
    assert [t.title for t in agenda.topics.filter(standing="on")] == [
        "Integration", "Resistance", "Market", "Media",
    ]  # fmt: skip
    assert [t.minutes for t in agenda.topics.filter(standing="on")] == [30, 25, 20, 15]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"phase": "open"}, "Show the result to the room first"),
        ({"phase": "closed"}, "Show the result to the room first"),
        ({"phase": "void"}, "counts nowhere"),
        ({"practice": True}, "A practice vote"),
    ],
)
def test_votes_that_the_room_has_not_seen_become_no_agenda(round, chair, changes, why):
    Round.objects.filter(pk=round.pk).update(**changes)

    with pytest.raises(WrongPhase, match=why):
        make_agenda(round=round, times=TIMES, by=chair)
    assert not Agenda.objects.exists()


def test_sealed_vote_becomes_an_agenda_though_it_was_never_shown_and_a_void_one_not(round):
    Round.objects.filter(pk=round.pk).update(phase="closed", key=None, sealed_at=timezone.now())
    round.refresh_from_db()
    assert why_no_agenda(round) == ""

    round.phase = Round.Phase.VOID
    assert "counts nowhere" in why_no_agenda(round)


def test_question_with_one_choice_each_ranks_nothing(chair):
    round = RoundFactory(question=QuestionFactory(), phase="revealed")

    assert "each could choose several" in why_no_agenda(round)


def test_impossible_times_make_nothing(round, chair):
    with pytest.raises(CannotShare, match="4 topics of at least 25 minutes need 100"):
        make_agenda(round=round, times=replace(TIMES, minimum=25), by=chair)
    with pytest.raises(Invalid, match="at least one topic"):
        make_agenda(round=round, times=replace(TIMES, most=0), by=chair)
    assert not Agenda.objects.exists()


def test_second_draft_of_a_vote_is_refused(round, chair):
    make_agenda(round=round, times=TIMES, by=chair)

    with pytest.raises(WrongPhase, match="a draft"):
        make_agenda(round=round, times=TIMES, by=chair)


def test_somebody_else_may_do_nothing(round, chair):
    stranger = UserFactory()
    with pytest.raises(NotAllowed):
        make_agenda(round=round, times=TIMES, by=stranger)
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    for refused in (
        lambda: edit_agenda(agenda=agenda, by=stranger, version=1),
        lambda: publish_agenda(agenda=agenda, by=stranger, version=1),
        lambda: take_back_agenda(agenda=agenda, by=stranger),
        lambda: delete_agenda(agenda=agenda, by=stranger),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_record_keeps_what_the_votes_said_beside_what_the_chair_changed(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    edit(agenda, chair, "Integration", title="Joining up", room="Hall", facilitator="Ada")
    edit(agenda, chair, "Resources", standing="off")
    edit(agenda, chair, "Media", standing="merged", into=agenda.topics.get(title="Market").pk)
    held = edit_agenda(
        agenda=agenda, by=chair, version=4, move=(agenda.topics.get(title="Market").pk, -1)
    )

    # 62, 54 and 47 + 25 of 188 votes: 29.7, 25.9 and 34.5 of 90.
    assert standing_of(held) == [
        ("Joining up", "on", 30),
        ("Market", "on", 35),
        ("Resistance", "on", 25),
        ("Resources", "off", None),
        ("Media", "merged", None),
        ("Understanding", "off", None),
    ]
    said = {choice["id"]: choice["text"] for choice in round.wording["choices"]}
    by_rank = held.topics.order_by("rank")
    assert [said[topic.choice] for topic in by_rank] == list(OBSTACLES)
    assert [topic.votes for topic in by_rank] == [62, 54, 47, 38, 25, 22]
    words = [deed.words for deed in Deed.objects.order_by("pk")][1:]
    assert [each.partition("obstacles?”: ")[2].partition(", in “")[0] for each in words] == [
        "title of A “Integration” → “Joining up”; room of A none → “Hall”; "
        "facilitator of A none → “Ada”",
        "order “A, B, C, D” → “A, B, C”; topic D “on” → “off”",
        "topic E “off” → “part of C”",
        "order “A, B, C” → “A, C, B”",
    ]


def test_topics_in_parallel_all_get_the_whole_time(round, chair):
    agenda = make_agenda(round=round, times=replace(TIMES, parallel=True), by=chair)

    assert [t.minutes for t in agenda.topics.filter(standing="on")] == [90, 90, 90, 90]


def test_taking_the_top_anew_undoes_what_the_chair_chose_but_no_merge(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    edit(agenda, chair, "Integration", standing="off")
    edit(agenda, chair, "Understanding", standing="merged",
         into=agenda.topics.get(title="Media").pk)  # fmt: skip
    held = edit_agenda(agenda=agenda, by=chair, version=3, times=replace(TIMES, most=3), recut=True)

    # Media has 25 + 22 = 47 votes now, as many as Market: tied for the third place.
    assert [(t.title, t.standing) for t in held.topics.order_by("rank")] == [
        ("Integration", "on"), ("Resistance", "on"), ("Market", "tied"), ("Resources", "off"),
        ("Media", "tied"), ("Understanding", "merged"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "error", "why"),
    [
        ({"standing": "merged"}, Invalid, "which topic"),
        ({"standing": "tied"}, Invalid, "whether “Media” is taken on"),
        ({"standing": "dropped"}, Malformed, "A topic is one of"),
    ],
)
def test_topic_that_becomes_nothing_known_is_refused(round, chair, changed, error, why):
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    with pytest.raises(error, match=why):
        edit(agenda, chair, "Media", **changed)


def test_topic_is_merged_neither_into_itself_nor_into_one_that_is_merged(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    media = agenda.topics.get(title="Media")
    with pytest.raises(Invalid, match="which topic"):
        edit(agenda, chair, "Media", standing="merged", into=media.pk)
    edit(agenda, chair, "Media", standing="merged", into=agenda.topics.get(title="Market").pk)

    with pytest.raises(Invalid, match="part of another topic itself"):
        edit(agenda, chair, "Understanding", standing="merged", into=media.pk)


def test_edit_that_cannot_be_shared_changes_nothing(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    with pytest.raises(CannotShare, match="4 topics of at least 15 minutes need 60"):
        edit_agenda(agenda=agenda, by=chair, version=1, times=replace(TIMES, total=50, minimum=15))
    agenda.refresh_from_db()
    assert (agenda.total, agenda.version) == (90, 1)


def test_edit_of_what_somebody_else_has_changed_is_stale(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    edit(agenda, chair, "Media", room="Hall")

    with pytest.raises(Stale):
        edit_agenda(agenda=agenda, by=chair, version=1, times=replace(TIMES, total=60))
    with pytest.raises(Stale):
        publish_agenda(agenda=agenda, by=chair, version=1)


def test_edit_that_changes_nothing_leaves_no_line(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    before = Deed.objects.count()

    assert edit(agenda, chair, "Media").version == 1
    assert Deed.objects.count() == before


def test_publishing_puts_it_on_screen_and_tells_the_room(round, chair):
    before = Session.objects.get().seq
    agenda = publish(round, by=chair)
    session = Session.objects.get()

    assert (session.agenda, session.seq) == (agenda, before + 2)
    assert Deed.objects.latest("pk").words.startswith(
        "Published the agenda “What are the main obstacles?”: “Integration” 30 min, “Resistance” 25"
    )


@pytest.mark.parametrize("state", ["draft", "ended"])
def test_agenda_of_a_session_that_does_not_run_is_published_for_later(round, chair, state):
    Session.objects.update(state=state)
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    assert publish_agenda(agenda=agenda, by=chair, version=1) is False
    assert Session.objects.get().agenda is None


def test_published_agenda_takes_names_alone(round, chair):
    agenda = publish(round, by=chair)
    edit(agenda, chair, "Integration", title="Joining up", room="Hall", facilitator="Ada")

    with pytest.raises(WrongPhase, match="Take it back first"):
        edit(agenda, chair, "Resistance", standing="off")
    with pytest.raises(WrongPhase, match="Take it back first"):
        delete_agenda(agenda=agenda, by=chair)
    with pytest.raises(WrongPhase, match="published already"):
        publish_agenda(agenda=agenda, by=chair, version=3)
    assert agenda.topics.filter(title="Joining up", room="Hall", facilitator="Ada").exists()


def test_published_agenda_is_taken_back_until_it_begins(round, chair):
    agenda = publish(round, by=chair)
    take_back_agenda(agenda=agenda, by=chair)
    assert Session.objects.get().agenda is None
    with pytest.raises(WrongPhase, match="not published"):
        take_back_agenda(agenda=agenda, by=chair)

    publish_agenda(agenda=agenda, by=chair, version=3)
    agenda.topics.filter(title="Integration").update(started_at=timezone.now())
    with pytest.raises(WrongPhase, match="has begun"):
        take_back_agenda(agenda=agenda, by=chair)


def test_agenda_is_not_taken_back_beside_another_draft(round, chair):
    agenda = publish(round, by=chair)
    make_agenda(round=round, times=TIMES, by=chair)

    with pytest.raises(WrongPhase, match="another draft"):
        take_back_agenda(agenda=agenda, by=chair)


def test_draft_of_votes_that_changed_since_is_not_published(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    Counter.objects.filter(round=round, total=22).update(total=23)
    with pytest.raises(WrongPhase, match="went on since"):
        publish_agenda(agenda=agenda, by=chair, version=1)

    Round.objects.update(phase="void")
    with pytest.raises(WrongPhase, match="counts nowhere"):
        publish_agenda(agenda=agenda, by=chair, version=1)


def test_agenda_without_topics_is_not_published(round, chair):
    agenda = make_agenda(round=round, times=replace(TIMES, most=1), by=chair)
    edit(agenda, chair, "Integration", standing="off")

    with pytest.raises(WrongPhase, match="No topic"):
        publish_agenda(agenda=agenda, by=chair, version=2)


def test_draft_is_deleted_with_its_topics(round, chair):
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    edit(agenda, chair, "Media", standing="merged", into=agenda.topics.get(title="Market").pk)
    delete_agenda(agenda=agenda, by=chair)

    assert not Agenda.objects.exists()
    assert not Topic.objects.exists()
    assert Deed.objects.latest("pk").words.startswith("Deleted the draft")


@pytest.mark.parametrize(
    "changed",
    [
        {"standing": "merged"},
        {"standing": "gone"},
        {"standing": "off"},
        {"minutes": 0},
        {"extended": 30},
        {"ended_at": timezone.now()},
        {"rank": 1},
    ],
)
def test_database_refuses_topics_that_cannot_be(round, chair, changed):
    agenda = make_agenda(round=round, times=TIMES, by=chair)

    with pytest.raises(IntegrityError), transaction.atomic():
        agenda.topics.filter(title="Integration").update(**changed)


@pytest.mark.parametrize(
    "changed", [{"step": 3}, {"total": 0}, {"minimum": 0}, {"most": 0}, {"state": "published"}]
)
def test_database_refuses_agendas_that_cannot_be(round, chair, changed):
    make_agenda(round=round, times=TIMES, by=chair)

    with pytest.raises(IntegrityError), transaction.atomic():
        Agenda.objects.update(**changed)


def test_conference_is_deleted_with_its_agendas(each_database):
    chair = UserFactory()
    round = vote_on_obstacles(62, 54, 47, 38, 25, 22)
    round.session.chairs.add(chair)
    agenda = make_agenda(round=round, times=TIMES, by=chair)
    edit(agenda, chair, "Media", standing="merged", into=agenda.topics.get(title="Market").pk)
    assert publish_agenda(agenda=agenda, by=chair, version=2)
    round.session.conference.delete()

    assert not Agenda.objects.exists()
    assert not Topic.objects.exists()
