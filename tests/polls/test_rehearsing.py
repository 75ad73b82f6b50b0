"""A session in rehearsal: everything as on the day, and nothing of it stays."""

import json
import threading
import uuid

import pytest
from django.db import DatabaseError, IntegrityError, connections, transaction

from polls.chairing import Done, Order, carry_out
from polls.conferences import read_conference
from polls.errors import Malformed, RoundClosed, WrongPhase
from polls.exports import FORMATS
from polls.models import (
    Attendance,
    Ballot,
    CommandRecord,
    Counter,
    Deed,
    Delegate,
    LateVoter,
    Round,
    SealedBallot,
    Session,
    User,
)
from polls.preparing import end_conference
from polls.sessions import read_session
from polls.tallies import read_result, read_results
from polls.tokens import make_simulated_token, make_token, read_token
from polls.turnout import Arrival, record_arrivals
from polls.voting import Accepted, Vote, cast
from tests.factories import (
    QuestionFactory,
    RoundFactory,
    SessionFactory,
    UserFactory,
)

pytestmark = pytest.mark.usefixtures("each_database")


@pytest.fixture
def chair() -> User:
    return UserFactory()


@pytest.fixture
def session(chair) -> Session:
    """A session with two questions that has not begun."""
    session = SessionFactory(chairs=[chair], state="draft")
    for number in range(2):
        QuestionFactory(session=session, position=number)
    return session


def steer(session: Session, by: User, do: str, **args) -> Done:
    done = carry_out(session_id=str(session.pk), by=by, order=Order(do, args))
    session.refresh_from_db()
    return done


def come(session: Session, number: int | None = None) -> tuple[str, uuid.UUID, str | None]:
    """A delegate joins, a simulated one if it has a number; return who votes."""
    conference = str(session.conference_id)
    text = make_token(conference)
    if number is not None:
        text = make_simulated_token(conference, str(session.pk), number)
    token = read_token(text)
    simulated = token.rehearses is not None
    record_arrivals([Arrival(conference, str(session.pk), token.delegate_id, simulated)])
    return conference, token.delegate_id, token.rehearses


def vote(who: tuple[str, uuid.UUID, str | None], round: Round) -> object:
    conference, delegate, rehearses = who
    answer = [round.wording["choices"][0]["id"]]
    return cast([Vote(conference, delegate, str(round.pk), 1, answer, rehearses)]).outcomes[0]


def rehearse_a_vote(session: Session, chair: User) -> Round:
    """Rehearse until one real and three simulated delegates have voted."""
    steer(session, chair, "rehearse", delegates=100)
    steer(session, chair, "next")
    steer(session, chair, "open")
    for who in [come(session), *(come(session, number) for number in range(3))]:
        assert isinstance(vote(who, session.round), Accepted)
    return session.round


LEFT = (Round, Ballot, Counter, LateVoter, SealedBallot, Attendance)


def left_behind() -> list[int]:
    return [model.objects.count() for model in LEFT]


def test_round_of_a_rehearsal_is_marked_and_counts_nowhere(session, chair):
    round = rehearse_a_vote(session, chair)
    steer(session, chair, "close")
    steer(session, chair, "reveal")

    now = read_session(str(session.pk))
    assert (now.rehearsal, now.phase, now.round.result.ballots) == (True, "revealed", 4)
    round.refresh_from_db()
    assert (round.rehearsal, read_result(round).rehearsal) == (True, True)
    assert read_results(session) == []
    exported = b"".join(FORMATS["json"].export(session.conference))
    asked = json.loads(exported)["sessions"][0]["questions"]
    assert [question["rounds"] for question in asked] == [[], []]


@pytest.mark.parametrize(
    "steps",
    [
        [],
        ["close"],
        ["close", "reveal"],
        ["close", "seal"],
        ["void"],
        ["close", "next", "open"],
        ["close", "end"],
    ],
    ids=" ".join,
)
def test_clearing_takes_everything_away_in_any_phase(session, chair, steps):
    rehearse_a_vote(session, chair)
    for do in steps:
        steer(session, chair, do)
    before = Session.objects.get(pk=session.pk)

    done = steer(session, chair, "clear")

    assert (done.phase, done.round_id) == ("waiting", None)
    assert (session.state, session.rehearsal, session.blank) == ("draft", False, False)
    assert (session.question, session.round, session.ended_at) == (None, None, None)
    assert session.joined == 0
    assert session.seq > before.seq
    assert session.tally_seq > before.tally_seq
    assert left_behind() == [0] * len(LEFT)
    # Whoever came for real stays a delegate of the conference.
    assert [delegate.rehearses_id for delegate in Delegate.objects.all()] == [None]


def test_question_asked_on_the_spot_in_a_rehearsal_goes_with_it(session, chair):
    prepared = list(session.questions.values_list("pk", flat=True))
    for do, args in (("rehearse", {}), ("ask", {"kind": "yes_no"}), ("open", {}), ("close", {})):
        steer(session, chair, do, **args)

    steer(session, chair, "clear")

    assert list(session.questions.values_list("pk", flat=True)) == prepared
    assert Round.objects.count() == 0


def test_session_that_was_cleared_begins_as_if_nothing_had_been(session, chair):
    rehearse_a_vote(session, chair)
    steer(session, chair, "clear")

    steer(session, chair, "start")
    steer(session, chair, "next")
    steer(session, chair, "open")

    assert (session.round.number, session.round.rehearsal) == (1, False)
    assert isinstance(vote(come(session), session.round), Accepted)
    assert [result.ballots for result in read_results(session)] == [1]


def test_real_thing_cannot_begin_in_rehearsal(session, chair):
    steer(session, chair, "rehearse")
    with pytest.raises(WrongPhase, match="in rehearsal"):
        steer(session, chair, "start")
    steer(session, chair, "end")
    with pytest.raises(WrongPhase, match="in rehearsal"):
        steer(session, chair, "start")


def test_rehearsal_that_was_ended_goes_on(session, chair):
    steer(session, chair, "rehearse")
    steer(session, chair, "end")

    assert steer(session, chair, "rehearse").phase == "waiting"
    assert (session.state, session.rehearsal) == ("live", True)


def test_rehearsal_of_a_conference_that_ended_is_still_cleared(session, chair):
    rehearse_a_vote(session, chair)
    steer(session, chair, "close")
    end_conference(conference=session.conference)

    steer(session, chair, "clear")

    assert (session.state, left_behind()) == ("draft", [0] * len(LEFT))
    session.conference.refresh_from_db()
    with pytest.raises(WrongPhase, match="has ended"):
        steer(session, chair, "rehearse")


@pytest.mark.parametrize("state", ["live", "ended"])
def test_session_held_for_real_is_neither_rehearsed_nor_cleared(chair, state):
    real = RoundFactory(question__session__chairs=[chair], phase="closed")
    Session.objects.filter(pk=real.session_id).update(state=state)

    with pytest.raises(WrongPhase, match="has not begun"):
        steer(real.session, chair, "rehearse")
    with pytest.raises(WrongPhase, match="nothing to clear"):
        steer(real.session, chair, "clear")

    assert Round.objects.filter(pk=real.pk).exists()


def test_nothing_of_those_who_come_and_vote_while_it_is_cleared_is_left(session, chair):
    round = rehearse_a_vote(session, chair)
    cleared, failed = threading.Event(), []

    def keep_coming(first: int) -> None:
        try:
            for number in range(first, first + 200):
                vote(come(session, number), round)
                if cleared.is_set():
                    break
        except DatabaseError as error:
            failed.append(error)
        finally:
            connections.close_all()

    crowd = [threading.Thread(target=keep_coming, args=(first,)) for first in (10, 110)]
    for thread in crowd:
        thread.start()
    steer(session, chair, "clear")
    cleared.set()
    for thread in crowd:
        thread.join()

    assert failed == []
    assert left_behind() == [0] * len(LEFT)
    session.refresh_from_db()
    assert (session.joined, session.state) == (0, "draft")
    assert not Delegate.objects.filter(rehearses=session).exists()


def test_clearing_leaves_what_counts_even_in_the_same_session(session, chair):
    # No step leads here; nothing that counts may go, whatever led here.
    real = RoundFactory(question=session.questions.first(), phase="closed", shown=False)
    elsewhere = RoundFactory(phase="closed", rehearsal=True)
    rehearse_a_vote(session, chair)

    steer(session, chair, "clear")

    assert set(Round.objects.all()) == {real, elsewhere}


def test_draft_in_rehearsal_is_refused_by_the_database(session):
    with pytest.raises(IntegrityError), transaction.atomic():
        Session.objects.filter(pk=session.pk).update(rehearsal=True)


@pytest.mark.parametrize(
    ("args", "what"),
    [
        ({"delegates": 0}, "delegates"),
        ({"delegates": 501}, "delegates"),
        ({"delegates": True}, "delegates"),
        ({"delegates": "100"}, "delegates"),
        ({"seed": -1}, "seed"),
        ({"seed": 1.5}, "seed"),
    ],
)
def test_crowd_that_is_no_number_changes_nothing(session, chair, args, what):
    with pytest.raises(Malformed, match=what):
        steer(session, chair, "rehearse", **args)

    assert (session.rehearsal, CommandRecord.objects.count()) == (False, 0)


def test_simulated_delegate_comes_back_as_the_same(session, chair):
    steer(session, chair, "rehearse")

    assert come(session, 7) == come(session, 7) != come(session, 8)
    session.refresh_from_db()
    assert session.joined == 2
    assert Delegate.objects.filter(rehearses=session).count() == 2


def test_simulated_delegate_is_not_recorded_once_the_rehearsal_is_over(session, chair):
    rehearse_a_vote(session, chair)
    steer(session, chair, "clear")
    steer(session, chair, "start")

    come(session, 0)

    session.refresh_from_db()
    assert (session.joined, Attendance.objects.count()) == (0, 0)
    assert not Delegate.objects.filter(rehearses=session).exists()


def test_simulated_delegate_votes_in_no_round_that_counts(session, chair):
    steer(session, chair, "rehearse")
    simulated = come(session, 0)
    real = RoundFactory(question__session__conference=session.conference)
    other = RoundFactory(question__session__conference=session.conference, rehearsal=True)

    for round in (real, other):
        assert isinstance(vote(simulated, round), RoundClosed)
    assert Ballot.objects.count() == 0


def test_simulated_token_opens_only_while_its_session_is_in_rehearsal(session, chair):
    conference = session.conference
    type(conference).objects.filter(pk=conference.pk).update(door="personal")
    text = make_simulated_token(str(conference.pk), str(session.pk), 1)
    token = read_token(text)

    def opens() -> bool:
        now = read_conference(conference.code)
        return now.admits(token.delegate_id, token.generation, token.rehearses)

    assert token.rehearses == str(session.pk)
    assert not opens()
    steer(session, chair, "rehearse")
    assert opens()
    steer(session, chair, "clear")
    assert not opens()


def test_nobody_is_led_from_a_session_that_counts_into_a_rehearsal(session, chair):
    conference = session.conference
    steer(session, chair, "rehearse")
    assert read_conference(conference.code).current == str(session.pk)

    real = SessionFactory(conference=conference)

    now = read_conference(conference.code)
    assert now.current == str(real.pk)
    assert [entry.id for entry in now.live] == [str(real.pk)]


def test_log_says_what_was_rehearsed(session, chair):
    rehearse_a_vote(session, chair)
    steer(session, chair, "clear")

    deeds = Deed.objects.filter(kind="steering").order_by("pk")
    title, asked = f"“{session.title}”", f"“{session.questions.first().prompt}”"
    assert [deed.words.split(":")[0] for deed in deeds] == [
        f"Rehearsed the session, with 100 simulated delegates, in {title}",
        f"Showed {asked}, in rehearsal, in {title}",
        f"Opened the vote on {asked} (vote 1), in rehearsal, in {title}",
        f"Cleared the rehearsal away, in {title}",
    ]
