"""Leading through an agenda by commands: one topic after another, or all at once."""

from dataclasses import replace
from datetime import timedelta

import pytest

from polls import clock
from polls.agendas.reading import read_agenda
from polls.chairing import Order, carry_out
from polls.errors import Invalid, Malformed, Stale, WrongPhase
from polls.models import Deed, Round, Session, Topic
from polls.sessions import read_session
from tests.agendas import TIMES, publish
from tests.factories import QuestionFactory, SessionFactory


def steer(session, chair, do, **args):
    return carry_out(session_id=str(session.pk), by=chair, order=Order(do, args))


def on_screen(session):
    """The agenda as the room sees it."""
    return read_session(str(session.pk)).agenda


def standings(session):
    return [topic.standing for topic in on_screen(session).topics]


def let_pass(minutes):
    """Move what has been into the past."""
    for topic in Topic.objects.exclude(started_at=None):
        topic.started_at -= timedelta(minutes=minutes)
        topic.ended_at = topic.ended_at and topic.ended_at - timedelta(minutes=minutes)
        topic.save()


@pytest.fixture
def agenda(round, chair):
    return publish(round, by=chair)


@pytest.fixture
def session(agenda):
    return agenda.session


def test_agenda_is_ahead_without_times_then_runs_topic_by_topic_and_is_over(session, chair):
    now = on_screen(session)
    assert (now.phase, standings(session)) == ("ahead", ["next", "later", "later", "later"])
    assert {topic.starts_at for topic in now.topics} == {None}
    assert [topic.votes for topic in now.topics] == [62, 54, 47, 38]

    steer(session, chair, "agenda_next")
    assert standings(session) == ["now", "next", "later", "later"]
    steer(session, chair, "agenda_next")
    assert standings(session) == ["done", "now", "next", "later"]
    steer(session, chair, "agenda_next")
    steer(session, chair, "agenda_next")
    assert (on_screen(session).phase, standings(session)[-1]) == ("running", "now")
    steer(session, chair, "agenda_next")
    assert (on_screen(session).phase, standings(session)) == ("over", ["done"] * 4)
    with pytest.raises(WrongPhase, match="is over"):
        steer(session, chair, "agenda_next")


def test_what_follows_is_planned_from_what_is_on_and_shifts_with_it(session, chair):
    steer(session, chair, "agenda_next")
    let_pass(10)
    first, second, third, fourth = on_screen(session).topics
    began = first.starts_at
    planned = [(t.starts_at, t.ends_at) for t in (first, second, third, fourth)]
    ends = [began + timedelta(minutes=m) for m in (30, 55, 75, 90)]
    assert planned == list(zip([began, *ends], ends, strict=False))

    steer(session, chair, "agenda_extend", seconds=300)
    first, second, *_, last = on_screen(session).topics
    assert (first.ends_at, first.extended) == (ends[0] + timedelta(minutes=5), 300)
    assert second.starts_at == first.ends_at
    assert last.ends_at == ends[3] + timedelta(minutes=5)

    steer(session, chair, "agenda_next")
    first, second, third, _ = on_screen(session).topics
    # Ended early, so the rest is earlier by as much.
    assert first.ends_at == second.starts_at
    assert abs(first.ends_at - (began + timedelta(minutes=10))) < timedelta(minutes=1)
    assert third.starts_at == second.starts_at + timedelta(minutes=25)


def test_more_time_for_a_topic_that_is_over_its_time_counts_from_now(session, chair):
    steer(session, chair, "agenda_next")
    let_pass(33)
    before = clock.now()
    steer(session, chair, "agenda_extend", seconds=300)
    first = on_screen(session).topics[0]

    left = first.ends_at - before
    assert timedelta(seconds=300) <= left < timedelta(seconds=330)
    assert first.extended >= 480


def test_way_back_returns_to_the_topic_before_with_its_own_time(session, chair):
    steer(session, chair, "agenda_next")
    let_pass(7)
    began = on_screen(session).topics[0].starts_at
    steer(session, chair, "agenda_next")
    steer(session, chair, "agenda_extend", seconds=60)
    steer(session, chair, "agenda_previous")

    first, second, *_ = on_screen(session).topics
    assert (first.standing, first.starts_at) == ("now", began)
    assert (second.standing, second.extended) == ("next", 0)
    steer(session, chair, "agenda_previous")
    assert on_screen(session).phase == "ahead"
    with pytest.raises(WrongPhase, match="not begun"):
        steer(session, chair, "agenda_previous")


def test_agenda_that_is_over_goes_back_to_its_last_topic(session, chair):
    for _ in range(5):
        steer(session, chair, "agenda_next")
    steer(session, chair, "agenda_previous")

    assert standings(session) == ["done", "done", "done", "now"]


def test_topics_ahead_are_put_in_another_order_and_others_not(session, agenda, chair):
    steer(session, chair, "agenda_next")
    by_title = {topic.title: str(topic.pk) for topic in agenda.topics.all()}
    steer(session, chair, "agenda_move", topic=by_title["Resources"], steps=-2)
    steer(session, chair, "agenda_move", topic=by_title["Resistance"], steps=9)

    now = on_screen(session)
    assert [t.title for t in now.topics] == ["Integration", "Resources", "Market", "Resistance"]
    assert now.topics[1].starts_at == now.topics[0].ends_at
    assert [t.minutes for t in now.topics] == [30, 15, 20, 25]
    for title in ("Integration", "Media"):
        with pytest.raises(Invalid, match="still ahead"):
            steer(session, chair, "agenda_move", topic=by_title[title], steps=1)


def test_parallel_topics_begin_are_extended_and_end_together(round, chair):
    session = publish(round, by=chair, times=replace(TIMES, parallel=True)).session
    assert standings(session) == ["next"] * 4
    steer(session, chair, "agenda_next")
    steer(session, chair, "agenda_extend", seconds=60)
    now = on_screen(session)
    assert standings(session) == ["now"] * 4
    assert {topic.ends_at - topic.starts_at for topic in now.topics} == {
        timedelta(minutes=90, seconds=60)
    }

    steer(session, chair, "agenda_next")
    assert on_screen(session).phase == "over"
    steer(session, chair, "agenda_previous")
    assert standings(session) == ["now"] * 4
    steer(session, chair, "agenda_previous")
    assert on_screen(session).phase == "ahead"


def test_agenda_hides_result_and_question_which_are_there_again_after_it(session, chair):
    before = read_session(str(session.pk))
    steer(session, chair, "agenda_hide")
    after = read_session(str(session.pk))

    assert (before.agenda is not None, after.agenda) == (True, None)
    assert (before.phase, after.phase) == ("revealed", "revealed")
    for do in ("agenda_hide", "agenda_next", "agenda_previous", "agenda_extend"):
        with pytest.raises(WrongPhase, match="no agenda on screen"):
            steer(session, chair, do, seconds=60)
    steer(session, chair, "agenda_show")
    assert on_screen(session) == before.agenda


@pytest.mark.parametrize("do", ["next", "previous", "show", "open", "reopen", "reveal", "void"])
def test_step_to_a_question_takes_the_agenda_off_the_screen(session, agenda, chair, do):
    asked = agenda.round.question
    type(asked).objects.filter(pk=asked.pk).update(position=1)
    for position in (0, 2):
        QuestionFactory(session=session, position=position)
    steer(session, chair, do, question=str(asked.pk))

    assert on_screen(session) is None
    assert Session.objects.get().agenda is None


@pytest.mark.parametrize("do", ["hide", "blank"])
def test_other_steps_leave_the_agenda_where_it_is(session, chair, do):
    steer(session, chair, do, on=True)

    assert on_screen(session) is not None


def test_agenda_runs_on_while_the_room_votes_and_after_the_session_is_resumed(session, chair):
    steer(session, chair, "agenda_next")
    began = on_screen(session).topics[0].starts_at
    steer(session, chair, "open")
    with pytest.raises(WrongPhase, match="close it first"):
        steer(session, chair, "agenda_show")
    steer(session, chair, "close")
    steer(session, chair, "agenda_show")
    steer(session, chair, "end")
    assert on_screen(session) is None
    steer(session, chair, "start")

    assert on_screen(session).topics[0].starts_at == began


def test_void_vote_tells_no_votes_on_its_agenda(session, agenda):
    Round.objects.update(phase="void")

    assert {topic.votes for topic in read_agenda(agenda.pk).topics} == {None}


def test_agenda_published_last_is_shown_unless_another_is_named(session, agenda, round, chair):
    second = publish(round, by=chair)
    steer(session, chair, "agenda_hide")
    steer(session, chair, "agenda_show")
    assert on_screen(session).id == str(second.pk)

    steer(session, chair, "agenda_show", agenda=str(agenda.pk))
    assert on_screen(session).id == str(agenda.pk)


def test_agenda_of_another_session_or_a_draft_is_not_shown(session, agenda, chair):
    elsewhere = SessionFactory(chairs=[chair])
    with pytest.raises(Invalid, match="no such agenda"):
        steer(elsewhere, chair, "agenda_show", agenda=str(agenda.pk))
    with pytest.raises(WrongPhase, match="No agenda of this session"):
        steer(elsewhere, chair, "agenda_show")


@pytest.mark.parametrize(
    ("do", "args", "error"),
    [
        ("agenda_show", {"agenda": 7}, Malformed),
        ("agenda_show", {"agenda": "nonsense"}, Invalid),
        ("agenda_extend", {}, Malformed),
        ("agenda_extend", {"seconds": 0}, Malformed),
        ("agenda_extend", {"seconds": True}, Malformed),
        ("agenda_extend", {"seconds": 86_401}, Malformed),
        ("agenda_extend", {"seconds": 60}, WrongPhase),
        ("agenda_move", {"steps": 1}, Malformed),
        ("agenda_move", {"topic": "x", "steps": 1}, Invalid),
        ("agenda_move", {"topic": "x", "steps": 0}, Malformed),
        ("agenda_move", {"topic": "x", "steps": "1"}, Malformed),
    ],
)
def test_wrong_argument_is_refused_and_changes_nothing(session, chair, do, args, error):
    before = Session.objects.get().seq
    with pytest.raises(error):
        steer(session, chair, do, **args)

    assert Session.objects.get().seq == before


def test_topic_is_not_extended_for_more_than_a_day(session, chair):
    steer(session, chair, "agenda_next")
    steer(session, chair, "agenda_extend", seconds=80_000)

    with pytest.raises(Invalid, match="more than a day"):
        steer(session, chair, "agenda_extend", seconds=10_000)


def test_two_chairs_who_go_on_at_once_skip_no_topic(session, chair):
    seq = Session.objects.get().seq
    order = Order("agenda_next", {}, seq=seq)
    carry_out(session_id=str(session.pk), by=chair, order=order)

    with pytest.raises(Stale):
        carry_out(session_id=str(session.pk), by=chair, order=order)
    assert standings(session) == ["now", "next", "later", "later"]


def test_log_names_what_went_on(session, agenda, chair):
    topic = str(agenda.topics.get(title="Market").pk)
    for do, args in (
        ("agenda_next", {}), ("agenda_extend", {"seconds": 60}),
        ("agenda_move", {"topic": topic, "steps": -1}), ("agenda_previous", {}),
        ("agenda_hide", {}), ("agenda_show", {}),
    ):  # fmt: skip
        steer(session, chair, do, **args)
    words = [deed.words.partition(", in “")[0] for deed in Deed.objects.order_by("-pk")[:6]]

    assert words[::-1] == [
        "Went on in the agenda “What are the main obstacles?”: “Integration”",
        "Gave “Integration” 60 more seconds",
        "Moved a topic of the agenda “What are the main obstacles?”",
        "Went back in the agenda “What are the main obstacles?”: nothing is on",
        "Took the agenda off the screen",
        "Put the agenda “What are the main obstacles?” on screen",
    ]
