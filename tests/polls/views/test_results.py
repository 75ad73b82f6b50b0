"""The results page of a session."""

import html
import re

from django.urls import reverse

from polls.models import Round
from tests.factories import QuestionFactory, RoundFactory, SessionFactory
from tests.polls.exports.conftest import count


def page_of(laptop, session):
    page = laptop.get(reverse("results", args=[session.pk])).content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_table_and_sentence_have_their_base(laptop, session, question):
    count(RoundFactory(question=question, phase="revealed"), 97, 32, 65)
    Round.objects.update(joined=104)
    page = page_of(laptop, session)

    assert "A Yes 32 33 % B No 65 67 %" in page
    assert "97 of 104 voted" in page
    assert "B, No: 67 %; A, Yes: 33 %. 97 of 104 voted." in page


def test_shares_that_miss_a_hundred_are_explained(laptop, session):
    thirds = QuestionFactory(session=session, choices=["A", "B", "C"])
    count(RoundFactory(question=thirds, phase="closed"), 3, 1, 1, 1)

    assert "Rounded shares do not add up to 100 %." in page_of(laptop, session)


def test_practice_is_absent_and_a_void_vote_counts_nowhere(laptop, session, question):
    practice = QuestionFactory(session=session, prompt="Tea or coffee?", practice=True)
    RoundFactory(question=practice, practice=True, phase="closed", shown=False)
    count(RoundFactory(question=question, phase="void", shown=False), 5, 2, 3)
    page = page_of(laptop, session)

    assert "Tea or coffee?" not in page
    assert "This vote was stopped and counts nowhere." in page
    assert "60 %" not in page


def test_results_of_a_deleted_question_stay(laptop, session, question):
    count(RoundFactory(question=question, phase="revealed", shown=False), 2, 1, 1)
    prompt = question.prompt
    question.delete()

    assert f"A question that was deleted · One choice {prompt}" in page_of(laptop, session)


def test_session_without_votes_says_so(laptop, organiser):
    empty = SessionFactory(conference__organisers=[organiser])

    assert "Nothing was voted on yet." in page_of(laptop, empty)
