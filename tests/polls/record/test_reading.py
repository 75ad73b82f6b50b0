"""The record of a session: what was voted, discussed, changed and decided, and nothing else."""

from datetime import date, timedelta

import pytest

from polls.agendas.drafting import Times, edit_agenda, make_agenda, publish_agenda
from polls.agendas.topics import Edit
from polls.chairing import Order, carry_out
from polls.models import CommandRecord, Counter, Round, Session, Topic
from polls.record.reading import read_record
from polls.record.telling import tell_length, tell_place, tell_times
from polls.tallies import read_results
from tests.agendas import publish, vote_on_obstacles
from tests.factories import QuestionFactory, RoundFactory, SessionFactory
from tests.polls.exports.conftest import count


def record_of(session):
    return read_record(Session.objects.select_related("conference").get(pk=session.pk))


def edits_of(agenda, **changed):
    """Every topic as it is, those named by title with what changes."""
    made = {}
    for topic in agenda.topics.all():
        told = {"title": topic.title, "standing": topic.standing, **changed.get(topic.title, {})}
        made[topic.pk] = Edit(**told)
    return made


def test_votes_stand_before_and_after_the_agenda_as_the_results_tell_them(round, chair, order):
    session = round.session
    void = QuestionFactory(session=session, prompt="Stopped?", choices=["Yes", "No"])
    count(RoundFactory(question=void, phase="void", shown=False), 5, 2, 3)
    count(RoundFactory(question=void, phase="closed", shown=False), 4, 3, 1)
    publish(round, by=chair)
    later = QuestionFactory(session=session, prompt="Later?", choices=["Yes", "No"])
    count(RoundFactory(question=later, phase="revealed", shown=False), 2, 2, 0)
    record = record_of(session)

    assert [*record.voted, *record.voted_later] == list(read_results(session))
    assert [(r.wording.prompt, r.phase) for r in record.voted] == [
        ("What are the main obstacles?", "revealed"),
        ("Stopped?", "void"),
        ("Stopped?", "closed"),
    ]
    assert [r.wording.prompt for r in record.voted_later] == ["Later?"]
    assert record.voted[1].sentence == "This vote was stopped and counts nowhere."


def test_practice_rehearsals_and_drafts_never_appear(round, chair):
    session = round.session
    practice = QuestionFactory(session=session, practice=True)
    RoundFactory(question=practice, practice=True, phase="revealed", shown=False)
    make_agenda(round=round, times=Times(total=90, step=5, minimum=10, most=4), by=chair)
    rehearsed = vote_on_obstacles(
        9, 8, question=QuestionFactory(session=session, kind="multiple", choices=["A", "B"]),
        rehearsal=True,
    )  # fmt: skip
    publish(rehearsed, by=chair)
    record = record_of(session)

    assert [r.round_id for r in record.voted] == [str(round.pk)]
    assert (record.agendas, record.voted_later) == ((), ())


def test_session_without_anything_is_an_empty_record(db):
    record = record_of(SessionFactory(state="draft", room="Hall"))

    assert (record.voted, record.agendas, record.voted_later) == ((), (), ())
    assert (record.so_far, record.held_on, tell_place(record)) == (True, None, "Hall")


def test_what_the_votes_said_stands_beside_what_the_chair_changed(round, chair):
    agenda = make_agenda(round=round, times=Times(total=90, step=5, minimum=10, most=4), by=chair)
    market = agenda.topics.get(title="Market")
    agenda = edit_agenda(
        agenda=agenda,
        by=chair,
        version=1,
        edits=edits_of(
            agenda,
            Integration={"title": "Joining up", "room": "Hall", "facilitator": "Ada"},
            Resources={"standing": "off"},
            Understanding={"standing": "on"},
            Media={"standing": "merged", "into": market.pk},
        ),
        move=(market.pk, -1),
    )
    assert publish_agenda(agenda=agenda, by=chair, version=2)
    told = record_of(round.session).agendas[0]

    # Merged, Market has 72 votes and so stands first of the room's order; the chair put it there.
    assert [(c.letter, c.text, c.votes, c.became, c.by_chair) for c in told.choices] == [
        ("A", "Integration", 62, "topic 1, as “Joining up”; by votes it was topic 2", True),
        ("B", "Resistance", 54, "topic 3", False),
        ("C", "Market", 47, "topic 2; by votes it was topic 1", True),
        ("D", "Resources", 38, "left out; the chair decided so", True),
        ("E", "Media", 25, "part of “Market”", True),
        ("F", "Understanding", 22, "topic 4; taken on by the chair", True),
    ]
    assert told.sentences[-2:] == (
        "The chair changed the order of the topics. By votes it was: "
        "“Market”, “Joining up”, “Resistance”, “Understanding”.",
        "Votes of parts are added up: whoever chose both counts twice there.",
    )
    first = told.topics[0]
    assert (first.title, first.said, first.room, first.facilitator) == (
        "Joining up", "Integration", "Hall", "Ada",
    )  # fmt: skip


def test_sum_is_the_agendas_own(agenda, session):
    told = record_of(session).agendas[0]

    assert [(line.topic.title, line.votes, line.share.minutes) for line in told.lines] == [
        ("Integration", 62, 30),
        ("Resistance", 54, 25),
        ("Market", 47, 20),
        ("Resources", 38, 15),
    ]
    assert told.sentences[0] == "A topic’s exact share is 90 minutes × its votes ÷ 201."
    assert [c.became for c in told.choices][3:] == ["topic 4", "left out", "left out"]
    assert not any(choice.by_chair for choice in told.choices)


def test_tie_that_the_chair_decided_is_told(chair):
    round = vote_on_obstacles(62, 54, 47, 38, 38, 22)
    round.session.chairs.add(chair)
    agenda = make_agenda(round=round, times=Times(total=90, step=5, minimum=10, most=4), by=chair)
    decided = edits_of(agenda, Resources={"standing": "off"}, Media={"standing": "on"})
    agenda = edit_agenda(agenda=agenda, by=chair, version=1, edits=decided)
    publish_agenda(agenda=agenda, by=chair, version=2)
    told = record_of(round.session).agendas[0]

    assert [(c.text, c.became) for c in told.choices[3:5]] == [
        ("Resources", "left out; it was tied at the cut, and the chair decided"),
        ("Media", "topic 4; it was tied at the cut, and the chair decided"),
    ]


def test_tie_that_the_chair_decided_by_a_merge_is_told_at_both(chair):
    round = vote_on_obstacles(62, 54, 38, 38)
    round.session.chairs.add(chair)
    agenda = make_agenda(round=round, times=Times(total=90, step=5, minimum=10, most=3), by=chair)
    first, second, third, fourth = agenda.topics.order_by("rank")
    decided = edits_of(
        agenda,
        **{third.title: {"standing": "on"}, fourth.title: {"standing": "merged", "into": first.pk}},
    )
    agenda = edit_agenda(agenda=agenda, by=chair, version=1, edits=decided, move=(second.pk, -1))
    publish_agenda(agenda=agenda, by=chair, version=2)
    told = record_of(round.session).agendas[0].choices

    assert [(c.became, c.by_chair) for c in told] == [
        ("topic 2; by votes it was topic 1", True),
        ("topic 1; by votes it was topic 2", True),
        ("topic 3; it was tied at the cut, and the chair decided", True),
        (f"part of “{first.title}”; it was tied at the cut, and the chair decided", True),
    ]


def test_planned_and_real_times(agenda, session, order):
    for _ in range(2):
        order("agenda_next")
    order("agenda_extend", seconds=330)
    first, second, *_ = agenda.topics.filter(standing="on")
    begins = first.started_at.replace(hour=13, minute=0, second=0, microsecond=0)
    Topic.objects.filter(pk=first.pk).update(
        started_at=begins, ended_at=begins + timedelta(minutes=39)
    )
    Topic.objects.filter(pk=second.pk).update(started_at=begins + timedelta(minutes=39))
    Round.objects.update(opened_at=begins - timedelta(hours=1))
    record = record_of(session)
    told = record.agendas[0].topics

    assert [tell_times(record, topic) for topic in told] == [
        ("13:00 to 13:30 (30 min)", "13:00 to 13:39 (39 min)"),
        ("13:30 to 13:55 (25 min)", "from 13:39, not ended; 5 min 30 s given on top"),
        ("13:55 to 14:15 (20 min)", "has not begun"),
        ("14:15 to 14:30 (15 min)", "has not begun"),
    ]
    assert [topic.planned_from for topic in told][2] == begins + timedelta(minutes=55)
    Session.objects.update(state="ended")
    ended = record_of(session)
    assert tell_times(ended, ended.agendas[0].topics[3])[1] == "was not begun"


def test_parallel_topics_are_planned_for_the_whole_time(round, chair, order):
    publish(round, by=chair, times=Times(total=45, step=5, minimum=5, most=2, parallel=True))
    assert record_of(round.session).agendas[0].topics[0].planned_from is None
    order("agenda_next")
    told = record_of(round.session).agendas[0]

    begun = told.topics[0].began_at
    spans = {(topic.planned_from, topic.planned_to) for topic in told.topics}
    assert spans == {(begun, begun + timedelta(minutes=45))}
    assert told.lines == []


def test_times_and_day_are_the_conferences(agenda, session, order):
    conference = session.conference
    conference.time_zone, conference.starts_on = "Pacific/Auckland", date(2026, 11, 1)
    conference.languages = "mi, en"
    conference.save()
    order("agenda_next")
    opened = Round.objects.get().opened_at.replace(
        year=2026, month=11, day=21, hour=12, minute=30, second=0
    )
    Round.objects.update(opened_at=opened)
    Topic.objects.filter(started_at__isnull=False).update(started_at=opened + timedelta(hours=12))
    CommandRecord.objects.all().delete()
    record = record_of(session)

    assert record.held_on == date(2026, 11, 22)
    assert tell_place(record) == "22 November 2026"
    assert record.language == "mi"
    assert tell_times(record, record.agendas[0].topics[0])[0].startswith("13:30 to 14:00")
    # On another day than the session's, the day is told too.
    Topic.objects.filter(started_at__isnull=False).update(started_at=opened + timedelta(hours=24))
    record = record_of(session)
    assert tell_times(record, record.agendas[0].topics[0])[0].startswith("23 Nov 01:30 to 02:00")


def test_place_before_the_day_is_that_of_the_conference(db):
    session = SessionFactory(state="draft", room="Hall")
    session.conference.starts_on, session.conference.ends_on = date(2026, 3, 1), date(2026, 3, 2)
    session.conference.save()

    assert tell_place(record_of(session)) == "1 March 2026 to 2 March 2026 · Hall"


@pytest.mark.parametrize(
    ("seconds", "words"), [(300, "5 min"), (432, "7 min 12 s"), (40, "40 s"), (0, "0 s")]
)
def test_lengths_of_time(seconds, words):
    assert tell_length(seconds) == words


def test_agenda_of_a_vote_that_was_stopped_tells_no_votes(agenda, session):
    Round.objects.update(phase="void")
    told = record_of(session).agendas[0]

    assert told.why_not == "The vote that this agenda was made from was stopped and counts nowhere."
    assert {choice.votes for choice in told.choices} == {None}
    assert (told.lines, told.sentences) == ((), ())
    assert [topic.minutes for topic in told.topics] == [30, 25, 20, 15]


@pytest.mark.parametrize("phase", ["open", "revealed"])
def test_votes_that_went_on_are_told_by_the_result_alone(agenda, session, phase):
    """Of 62 votes once and 63 later the difference would be one person's."""
    integration = agenda.topics.get(title="Integration").choice
    Counter.objects.filter(key=integration).update(total=63)
    Round.objects.update(phase=phase)
    record = record_of(session)

    assert record.voted == tuple(read_results(session))
    assert record.agendas[0].why_not.startswith("The vote went on after this agenda was made")
    assert {choice.votes for choice in record.agendas[0].choices} == {None}
    assert [c.letter for c in record.agendas[0].choices] == list("ABCDEF")


def test_counts_that_nobody_sees_yet_are_not_told_by_the_agenda(agenda, session):
    Round.objects.update(phase="open", tallies="closed", live=False)
    record = record_of(session)

    assert record.voted[0].counts is None
    assert {choice.votes for choice in record.agendas[0].choices} == {None}


def test_notes_stand_under_their_topic_by_kind(write, agenda, session):
    write("decision", "One budget.")
    write("outcome", "We share a budget.")
    write("action", "Draft it.", who="Ada", by_when="May")
    write("outcome", "Trust first.", topic=str(agenda.topics.get(title="Market").pk))
    topics = {topic.title: topic for topic in record_of(session).agendas[0].topics}

    assert [n.text for n in topics["Integration"].outcomes] == ["We share a budget."]
    assert [n.text for n in topics["Integration"].decisions] == ["One budget."]
    actions = [(n.text, n.who, n.by_when) for n in topics["Integration"].actions]
    assert actions == [("Draft it.", "Ada", "May")]
    assert [n.text for n in topics["Market"].notes] == ["Trust first."]
    assert topics["Resistance"].notes == ()


def test_started_by_the_chair_is_the_day(chair):
    session = SessionFactory(state="draft", chairs=[chair])
    QuestionFactory(session=session)
    carry_out(session_id=str(session.pk), by=chair, order=Order("start", {}))

    assert record_of(session).held_on == date.today()
