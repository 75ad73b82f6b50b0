"""Agendas in this process's database: a vote on obstacles, and what was made of it."""

from polls.agendas.drafting import Times, make_agenda, publish_agenda
from polls.models import Agenda, Counter, Question, Round, User
from tests.factories import QuestionFactory, RoundFactory

OBSTACLES = ("Integration", "Resistance", "Market", "Resources", "Media", "Understanding")
TIMES = Times(total=90, step=5, minimum=10, most=4)


def vote_on_obstacles(*votes: int, question: Question | None = None, **about) -> Round:
    """A round of 100 delegates, revealed unless said otherwise, with these votes."""
    asked = question or QuestionFactory(
        kind="multiple",
        prompt="What are the main obstacles?",
        max_choices=len(votes),
        choices=OBSTACLES[: len(votes)],
    )
    round = RoundFactory(question=asked, **{"phase": "revealed", **about})
    Counter.objects.create(round=round, key="ballots", total=100)
    for choice, total in zip(round.wording["choices"], votes, strict=True):
        Counter.objects.create(round=round, key=choice["id"], total=total)
    return round


def publish(round: Round, *, by: User, times: Times = TIMES) -> Agenda:
    """An agenda of a round, published and on screen."""
    agenda = make_agenda(round=round, times=times, by=by)
    assert publish_agenda(agenda=agenda, by=by, version=agenda.version)
    agenda.refresh_from_db()
    return agenda
