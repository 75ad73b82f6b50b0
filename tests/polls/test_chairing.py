"""What a chair may do when, and where it leads."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from polls.chairing import STEPS, Done, Order, carry_out, close_overdue
from polls.errors import Invalid, Malformed, NotAllowed, PollError, Stale, WrongPhase
from polls.models import CommandRecord, Question, Round, Session, User
from polls.sessions import read_session
from polls.tallies import read_result
from polls.turnout import Arrival, record_arrivals
from polls.voting import Vote, cast
from tests.factories import QuestionFactory, RoundFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def chair() -> User:
    return UserFactory()


def steer(session: Session, by: User, do: str, *, ref=None, seq=None, **args) -> Done:
    """Carry out one command."""
    return carry_out(session_id=str(session.pk), by=by, order=Order(do, args, ref, seq))


def session_in(situation: str, chair: User) -> Session:
    """A session with three questions, the second on screen, in one of ``SITUATIONS``."""
    session = SessionFactory(chairs=[chair])
    questions = [QuestionFactory(session=session, position=n) for n in range(3)]
    if situation == "draft":
        Session.objects.filter(pk=session.pk).update(state="draft")
    elif situation in {"shown", "rehearsed", "ended", "ended long ago"}:
        Session.objects.filter(pk=session.pk).update(question=questions[1])
    elif situation == "left":
        RoundFactory(question=questions[1], phase="closed")
        RoundFactory(question=questions[1], phase="void")
        Session.objects.filter(pk=session.pk).update(round=None)
    elif situation == "timed":
        RoundFactory(
            question=questions[1], closes_at=timezone.now() + timedelta(minutes=1), live=True
        )
    elif situation in {"open", "closed", "revealed"}:
        RoundFactory(question=questions[1], phase=situation, live=True)
    if situation == "rehearsed":
        Session.objects.filter(pk=session.pk).update(rehearsal=True)
    if situation.startswith("ended"):
        minutes = 16 if situation == "ended long ago" else 14
        Session.objects.filter(pk=session.pk).update(
            state="ended", ended_at=timezone.now() - timedelta(minutes=minutes)
        )
    session.refresh_from_db()
    return session


SITUATIONS = (
    "draft", "live", "shown", "rehearsed", "left", "open", "timed", "closed", "revealed",
    "ended", "ended long ago",
)  # fmt: skip

#: Commands that are not of the session: allowed in any, and leading nowhere.
ANYWHERE = {
    "draft": "waiting", "live": "waiting", "shown": "waiting", "left": "waiting", "open": "open",
    "timed": "open", "closed": "closed", "revealed": "revealed", "ended": "ended",
    "ended long ago": "ended",
}  # fmt: skip

#: Where nothing is open, leading nowhere.
NOTHING_OPEN = {s: ANYWHERE[s] for s in ("live", "shown", "left", "closed", "revealed")}

#: Where each command leads, by the situation in which it is given; elsewhere ``WrongPhase``.
LEADS_TO = {
    "start": {"draft": "waiting", "ended": "waiting"},
    "show": dict.fromkeys(("live", "shown", "left", "closed", "revealed"), "waiting"),
    "next": dict.fromkeys(("live", "shown", "left", "closed", "revealed"), "waiting"),
    "previous": dict.fromkeys(("shown", "left", "closed", "revealed"), "waiting"),
    "ask": dict.fromkeys(("live", "shown", "left", "closed", "revealed"), "waiting"),
    "correct": {s: p for s, p in ANYWHERE.items() if s not in {"open", "timed"}},
    "respell": {"open": "open", "timed": "open"},
    "skip": ANYWHERE,
    "move": ANYWHERE,
    "open": dict.fromkeys(("shown", "left", "closed", "revealed"), "open"),
    "close": {"open": "closed", "timed": "closed"},
    "reopen": {"closed": "open", "revealed": "open"},
    "extend": {"timed": "open"},
    "timer": {"open": "open", "timed": "open"},
    "reveal": {"open": "open", "timed": "open", "closed": "revealed", "revealed": "revealed"},
    "hide": {"open": "open", "timed": "open", "closed": "closed", "revealed": "closed"},
    "void": dict.fromkeys(("open", "timed", "closed", "revealed"), "waiting"),
    "recall": {"left": "closed"},
    "seal": {"closed": "closed", "revealed": "revealed"},
    "blank": ANYWHERE,
    "end": dict.fromkeys(("live", "shown", "left", "closed", "revealed"), "ended"),
    "door": ANYWHERE,
    "code": ANYWHERE,
    "rehearse": {"draft": "waiting", "rehearsed": "waiting"},
    "clear": {"rehearsed": "waiting"},
    "test_vote": dict.fromkeys(("live", "shown", "left"), "open"),
    "keypad_tiles": {s: p for s, p in ANYWHERE.items() if s not in {"open", "timed"}},
    "look": ANYWHERE,
    "identify": ANYWHERE,
    **dict.fromkeys(("screen_join", "screen_message", "screen_break"), NOTHING_OPEN),
    # Where something covers the picture: tests/polls/chairing/test_screens.py.
    "screen_extend": {},
    "screen_clear": {},
    # Where there is an agenda: tests/polls/agendas/test_running.py.
    **{do: {} for do in STEPS if do.startswith("agenda_")},
}
#: Commands about a topic of an agenda: tests/polls/record, tests/polls/remedies; about presses
#: that are held: tests/polls/chairing/test_leaving_out.py.
ABOUT_OTHERS = {do for do in STEPS if do.startswith(("note_", "remedies_"))} | {"leave_out"}
# In rehearsal everything goes as on the day.
for leads in LEADS_TO.values():
    if "shown" in leads:
        leads["rehearsed"] = leads["shown"]

ARGS = {
    "extend": {"seconds": 60}, "timer": {"seconds": 60}, "blank": {"on": True},
    "door": {"door": "shut"}, "ask": {"kind": "yes_no"}, "respell": {"prompt": "Respelt?"},
    "skip": {"on": True}, "move": {"steps": 1}, "agenda_extend": {"seconds": 60},
    "agenda_move": {"topic": str(uuid.uuid4()), "steps": 1}, "look": {"size": "large"},
    "screen_message": {"text": "Lunch is served"}, "screen_break": {"minutes": 5},
    "screen_extend": {"minutes": 5}, "test_vote": {"on": True}, "keypad_tiles": {"on": True},
}  # fmt: skip
#: Commands about a question; those of the table are about the one on screen.
ABOUT = {"show": 0, "skip": 1, "move": 1, "correct": 1}


def test_table_below_names_every_command():
    assert set(LEADS_TO) | ABOUT_OTHERS == set(STEPS)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_every_command_leads_where_the_protocol_says_or_is_refused(situation, chair):
    led, expected = {}, {}
    for do, leads in LEADS_TO.items():
        session = session_in(situation, chair)
        args = dict(ARGS.get(do, {}))
        if do in ABOUT:
            args["question"] = str(session.questions.all()[ABOUT[do]].pk)
        expected[do] = leads.get(situation, WrongPhase)
        try:
            done = steer(session, chair, do, **args)
        except PollError as error:
            led[do] = type(error)
            unchanged = Session.objects.get(pk=session.pk)
            assert (unchanged.seq, unchanged.state) == (session.seq, session.state)
            continue
        led[do] = done.phase
        assert (done.session_id, done.seq) == (str(session.pk), session.seq + 1)
        assert read_session(str(session.pk)).phase == done.phase

    assert led == expected


def test_vote_that_was_not_yet_revealed_can_be_after_an_end_that_was_taken_back(chair):
    session = session_in("closed", chair)
    on_screen = session.round_id
    for do in ("end", "start", "recall", "reveal"):
        done = steer(session, chair, do)

    assert (done.phase, done.round_id) == ("revealed", str(on_screen))


def test_questions_follow_one_another_and_end_at_both_ends(chair):
    session = session_in("live", chair)
    order = [q.pk for q in session.questions.order_by("position")]

    def on_screen() -> uuid.UUID:
        return Session.objects.get(pk=session.pk).question_id

    for place in (0, 1, 2):
        steer(session, chair, "next")
        assert on_screen() == order[place]
    with pytest.raises(WrongPhase):
        steer(session, chair, "next")
    steer(session, chair, "previous")
    steer(session, chair, "previous")
    with pytest.raises(WrongPhase):
        steer(session, chair, "previous")

    assert on_screen() == order[0]


@pytest.mark.parametrize(
    ("do", "args", "error"),
    [
        ("show", {}, Malformed),
        ("show", {"question": 7}, Malformed),
        ("show", {"question": "nonsense"}, Invalid),
        ("show", {"question": str(uuid.uuid4())}, Invalid),
        ("open", {"seconds": 0}, Malformed),
        ("open", {"seconds": -1}, Malformed),
        ("open", {"seconds": 1.5}, Malformed),
        ("open", {"seconds": True}, Malformed),
        ("open", {"seconds": 86_401}, Malformed),
        ("blank", {}, Malformed),
        ("blank", {"on": 1}, Malformed),
        ("dance", {}, Malformed),
    ],
)
def test_command_with_a_wrong_argument_is_refused_and_changes_nothing(chair, do, args, error):
    session = session_in("shown", chair)

    with pytest.raises(error):
        steer(session, chair, do, **args)

    assert Session.objects.get(pk=session.pk).seq == session.seq
    assert CommandRecord.objects.count() == 0


def test_question_of_another_session_cannot_be_shown(chair):
    elsewhere = QuestionFactory()

    with pytest.raises(Invalid):
        steer(session_in("live", chair), chair, "show", question=str(elsewhere.pk))


def test_chair_of_another_conference_is_nobody_here(chair):
    session = session_in("shown", UserFactory())
    session_in("shown", chair)

    with pytest.raises(NotAllowed):
        steer(session, chair, "open")


def test_repeated_ref_is_answered_as_before_and_not_carried_out_again(chair):
    session = session_in("shown", chair)
    opened = steer(session, chair, "open", ref="1", seq=session.seq)
    closed = steer(session, chair, "close", ref="2")

    assert steer(session, chair, "open", ref="1", seq=session.seq) == opened
    assert steer(session, chair, "close", ref="2") == closed

    assert Round.objects.count() == 1
    assert Session.objects.get(pk=session.pk).seq == closed.seq


def test_ref_of_another_person_is_another_command(chair):
    session = session_in("shown", chair)
    second = UserFactory()
    session.chairs.add(second)
    steer(session, chair, "open", ref="1")

    assert steer(session, second, "close", ref="1").phase == "closed"


def test_command_on_a_state_that_has_passed_is_stale(chair):
    session = session_in("live", chair)
    steer(session, chair, "next", seq=session.seq)

    with pytest.raises(Stale):
        steer(session, chair, "next", seq=session.seq)

    assert Session.objects.get(pk=session.pk).question == session.questions.first()


def at_once(*jobs) -> list[object]:
    """Run jobs on threads of their own, begun together; return values and refusals, sorted."""
    barrier, results = threading.Barrier(len(jobs)), []

    def run(job) -> None:
        barrier.wait(10)
        try:
            results.append(job().phase)
        except PollError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_two_chairs_at_once_do_not_skip_a_question(chair):
    session = session_in("live", chair)

    results = at_once(*[lambda: steer(session, chair, "next", seq=session.seq)] * 2)

    assert results == ["stale", "waiting"]
    assert Session.objects.get(pk=session.pk).question == session.questions.first()


def test_two_chairs_who_open_at_once_open_one_round(chair):
    session = session_in("shown", chair)

    results = at_once(*[lambda: steer(session, chair, "open")] * 2)

    assert results == ["open", "wrong_phase"]
    assert session.rounds.count() == 1


def test_next_round_on_a_question_has_the_next_number_and_its_wording_of_now(chair):
    session = session_in("shown", chair)
    steer(session, chair, "open")
    steer(session, chair, "close")
    Question.objects.filter(pk=session.question_id).update(prompt="Edited")
    steer(session, chair, "open")

    rounds = session.rounds.order_by("number")

    assert [(r.number, r.phase, r.wording["prompt"]) for r in rounds] == [
        (1, "closed", "Is a social insurance scheme needed?"),
        (2, "open", "Edited"),
    ]


def arrive_and_vote(session: Session) -> object:
    """A new delegate joins and votes; return what becomes of it."""
    round = Session.objects.get(pk=session.pk).round
    who, conference = uuid.uuid4(), str(session.conference_id)
    record_arrivals([Arrival(conference, str(session.pk), who)])
    answer = [round.wording["choices"][0]["id"]]
    return cast([Vote(conference, who, str(round.pk), 1, answer)]).outcomes[0]


def test_close_keeps_the_turnout_of_its_moment_and_reopening_lets_it_go_on(chair):
    session = session_in("open", chair)
    arrive_and_vote(session)
    steer(session, chair, "close")
    arrive_and_vote(session)

    closed = Session.objects.get(pk=session.pk).round
    assert (read_result(closed).ballots, read_result(closed).joined) == (1, 1)
    assert closed.late_voters.count() == 1

    steer(session, chair, "reopen")
    reopened = Session.objects.get(pk=session.pk).round
    assert (reopened.pk, reopened.closes_at, reopened.closed_at) == (closed.pk, None, None)
    assert (read_result(reopened).ballots, read_result(reopened).joined) == (1, 2)
    assert reopened.late_voters.count() == 0


def test_void_round_takes_no_votes_and_counts_nowhere(chair):
    session = session_in("open", chair)
    arrive_and_vote(session)
    stopped = session.round
    steer(session, chair, "void")

    void = Round.objects.get(pk=stopped.pk)
    assert (void.phase, read_result(void).ballots, read_result(void).counts) == ("void", 0, [])
    now = read_session(str(session.pk))
    assert (now.phase, now.round, now.stopped) == ("waiting", None, True)
    assert now.question is not None


@pytest.mark.parametrize("situation", ["open", "closed", "revealed"])
def test_hidden_counts_are_seen_by_nobody_and_revealed_ones_by_all(situation, chair):
    session = session_in(situation, chair)

    steer(session, chair, "hide")
    assert read_session(str(session.pk)).round.visible is False
    steer(session, chair, "reveal")
    assert read_session(str(session.pk)).round.visible is True


def test_timed_round_is_closed_when_its_time_is_up_and_not_before(chair):
    early, due = session_in("shown", chair), session_in("shown", chair)
    steer(early, chair, "open", seconds=60)
    opened = steer(due, chair, "open", seconds=60)
    past = timezone.now() - timedelta(seconds=61)
    Round.objects.filter(pk=opened.round_id).update(
        opened_at=past, closes_at=past + timedelta(seconds=60)
    )

    assert close_overdue() == [str(due.pk)]
    assert close_overdue() == []

    assert read_session(str(early.pk)).phase == "open"
    now = read_session(str(due.pk))
    assert (now.phase, now.seq, now.round.result.joined) == ("closed", opened.seq + 1, 0)


def test_extended_round_ends_so_much_later_and_a_reopened_one_has_no_timer(chair):
    session = session_in("shown", chair)
    steer(session, chair, "open", seconds=60)
    before = Session.objects.get(pk=session.pk).round.closes_at

    steer(session, chair, "extend", seconds=30)
    assert Session.objects.get(pk=session.pk).round.closes_at == before + timedelta(seconds=30)

    steer(session, chair, "close")
    steer(session, chair, "reopen")
    with pytest.raises(WrongPhase):
        steer(session, chair, "extend", seconds=30)


def test_starting_and_ending_let_the_conference_know(chair):
    session = session_in("draft", chair)
    before = session.conference.seq

    steer(session, chair, "start")
    steer(session, chair, "end")

    session.conference.refresh_from_db()
    assert session.conference.seq == before + 2


def test_session_of_a_conference_that_ended_cannot_be_started(chair):
    session = session_in("draft", chair)
    type(session.conference).objects.filter(pk=session.conference_id).update(
        ended_at=timezone.now()
    )

    with pytest.raises(WrongPhase):
        steer(session, chair, "start")


def test_command_on_a_deleted_session_says_so(chair):
    session = session_in("live", chair)
    gone = str(session.pk)
    session.delete()

    with pytest.raises(Session.DoesNotExist):
        carry_out(session_id=gone, by=chair, order=Order("next", {}))
