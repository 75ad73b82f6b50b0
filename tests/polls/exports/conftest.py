"""A conference with results of every sort."""

import pytest

from polls.models import Counter, Round, Session
from tests.factories import ConferenceFactory, QuestionFactory, RoundFactory, SessionFactory


def count(round, ballots, *totals):
    """Give a round counters as if that many had voted."""
    Counter.objects.create(round=round, key="ballots", total=ballots)
    for choice, total in zip(round.wording["choices"], totals, strict=True):
        Counter.objects.create(round=round, key=choice["id"], total=total)
    return round


@pytest.fixture
def conference(db):
    """Practice, a single question, one void and one counted vote of another, one deleted."""
    conference = ConferenceFactory(name="=HYPERLINK(“x”)")
    session = SessionFactory(conference=conference, title="+1+1", joined=104, state="ended")
    practice = QuestionFactory(session=session, prompt="Tea?", practice=True)
    count(RoundFactory(question=practice, phase="closed", practice=True, shown=False), 3, 1, 1, 1)
    insurance = QuestionFactory(
        session=session, prompt="Insurance?", choices=["=1+2", "@SUM(A1)", "Perhaps", "-No"]
    )
    count(RoundFactory(question=insurance, phase="revealed", shown=False), 100, 32, 22, 27, 19)
    obstacles = QuestionFactory(
        session=session, prompt="Obstacles?", kind="multiple", max_choices=2, choices=["A", "B"]
    )
    count(RoundFactory(question=obstacles, phase="void", shown=False), 5, 5, 5)
    count(RoundFactory(question=obstacles, phase="closed", shown=False), 3, 3, 1)
    gone = QuestionFactory(session=session, prompt="Gone?", choices=["Yes", "No"])
    count(RoundFactory(question=gone, phase="revealed", shown=False), 2, 2, 0)
    gone.delete()
    SessionFactory(conference=conference, title="Nothing yet")
    Round.objects.update(joined=104)
    assert Session.objects.count() == 2
    return conference
