"""Beside the server: prepares conferences, and recounts what the database holds.

Run as a process with the server's environment, ``python -m tests.bench.ledger DO JSON``;
answers in JSON on its last line.
"""

import json
import os
import sys
from collections import Counter as Totals
from statistics import median
from time import perf_counter
from typing import Any
from uuid import UUID, uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "live.settings")
django.setup()

from django.db import connection  # noqa: E402
from django.db.models import Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from live.protocol import tallies  # noqa: E402
from live.protocol.encoding import encode  # noqa: E402
from polls.keys import make_key  # noqa: E402
from polls.kinds import BALLOTS  # noqa: E402
from polls.models import Ballot, Choice, Conference, Counter, Question, Round, Session, User  # noqa: E402
from polls.sessions import read_session  # noqa: E402
from polls.tokens import make_token  # noqa: E402
from polls.wording import Wording  # noqa: E402
from tests.agendas import publish, vote_on_obstacles  # noqa: E402
from tests.factories import QuestionFactory  # noqa: E402
from tests.remedies import open_lists, shown  # noqa: E402

#: Ballots filled in by one statement, which may take five seconds at most.
CHUNK = 50_000
TICKS = 300
FILL = {
    "postgresql": (
        "INSERT INTO polls_ballot (round_id, voter, rev, answer, channel) "
        "SELECT %s::uuid, gen_random_uuid(), 1, (ARRAY[%s, %s, %s, %s])[1 + n %% 4], '' "
        "FROM generate_series(1, %s) AS n"
    ),
    "sqlite": (
        "INSERT INTO polls_ballot (round_id, voter, rev, answer, channel) "
        "WITH RECURSIVE given(round, a, b, c, d, number) AS (VALUES (%s, %s, %s, %s, %s, %s)), "
        "numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers, given WHERE n < number) "
        "SELECT round, lower(hex(randomblob(16))), 1, "
        "CASE n %% 4 WHEN 0 THEN a WHEN 1 THEN b WHEN 2 THEN c ELSE d END, '' FROM numbers, given"
    ),
}

CHOICES = ("Yes, compulsory", "Yes, voluntary", "Perhaps, but the public would not accept it", "No")


def prepare(questions: int) -> dict[str, str]:
    """Make a conference of one session; the organiser of every test server may chair it."""
    conference = Conference.objects.create(name="Bench")
    conference.organisers.set(User.objects.filter(username="organiser"))
    session = Session.objects.create(conference=conference, title="All measures")
    for position in range(questions):
        question = Question.objects.create(
            session=session, prompt=f"Is measure {position + 1} needed?", position=position
        )
        Choice.objects.bulk_create(
            Choice(question=question, text=text, position=place)
            for place, text in enumerate(CHOICES)
        )
    return {"code": conference.code, "session": str(session.pk)}


def tokens(code: str, number: int) -> list[str]:
    """Tokens of new delegates, as joining over HTTP gives them."""
    conference = str(Conference.objects.get(code=code).pk)
    return [make_token(conference) for _ in range(number)]


def lists(session: str) -> dict[str, Any]:
    """An agenda on screen, its lists open, with twelve entries in the first."""
    chair = User.objects.get(username="organiser")
    question = QuestionFactory(
        session=Session.objects.get(pk=session), kind="multiple", max_choices=4, choices=CHOICES
    )
    round = vote_on_obstacles(62, 54, 47, 38, question=question)
    (topic, *_) = open_lists(publish(round, by=chair), chair)
    entries = [shown(topic, f"One budget for measure {n}", chair) for n in range(1, 13)]
    upvotes = Round.objects.get(topic=topic)
    return {
        "topic": str(topic.pk),
        "round": str(upvotes.pk),
        "entries": [str(entry.pk) for entry in entries],
    }


def open_round(session: str) -> str:
    """Open a round behind the server's back, for those that have no chair."""
    question = Question.objects.filter(session=session)[0]
    round_id = uuid4()
    round = Round.objects.create(
        id=round_id,
        key=make_key(round_id),
        question=question,
        session_id=session,
        number=1,
        phase=Round.Phase.OPEN,
        live=True,
        practice=False,
        wording=Wording.of(question).as_json(),
        opened_at=timezone.now(),
    )
    Session.objects.filter(pk=session).update(state="live", question=question, round=round)
    return str(round.pk)


def recount(round: str) -> dict[str, Any]:
    """What the ballots of a round say, and what its counters say."""
    ballots = Ballot.objects.filter(round=round).exclude(answer="[]")
    counted = Totals(choice for ballot in ballots for choice in json.loads(ballot.answer))
    counters = dict(Counter.objects.filter(round=round).values_list("key", "total"))
    return {
        "ballots": len(ballots),
        "revisions": Ballot.objects.filter(round=round).aggregate(Sum("rev"))["rev__sum"] or 0,
        "counts": dict(counted),
        "counters": {key: total for key, total in counters.items() if total},
    }


def fill(round: str, number: int) -> None:
    """Put ``number`` ballots into a round, spread over its choices, with their counters."""
    choices = [o["id"] for o in Round.objects.get(pk=round).wording["choices"]]
    place = round if connection.vendor == "postgresql" else UUID(round).hex
    with connection.cursor() as cursor:
        for start in range(0, number, CHUNK):
            count = min(CHUNK, number - start)
            cursor.execute(
                FILL[connection.vendor], [place, *(json.dumps([c]) for c in choices), count]
            )
    totals = {choice: number // len(choices) for choice in choices} | {BALLOTS: number}
    Counter.objects.bulk_create(
        Counter(round_id=round, key=key, total=total) for key, total in totals.items()
    )


def tick(small: int, large: int) -> dict[str, float]:
    """Median seconds of reading a tally as a room does and encoding it, in turn for two rounds."""
    sessions = {}
    for name, number in (("small", small), ("large", large)):
        session = prepare(questions=1)["session"]
        fill(open_round(session), number)
        Session.objects.filter(pk=session).update(joined=number, tally_seq=1)
        sessions[name] = session
    times = {"small": [], "large": []}
    for _ in range(TICKS):
        for name, session in sessions.items():
            began = perf_counter()
            encode(tallies.tally(read_session(session)))
            times[name].append(perf_counter() - began)
    return {name: median(taken) for name, taken in times.items()} | {"repeats": TICKS}


if __name__ == "__main__":
    answer = globals()[sys.argv[1]](**json.loads(sys.argv[2]))
    print(json.dumps(answer))
    connection.close()
