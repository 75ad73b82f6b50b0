"""Who sees which lines, in pages that neither repeat nor leave out one."""

import csv
import io

import pytest

from polls.deeds import acting, note
from polls.deeds.reading import log_of, read_all, read_page, who_did
from polls.exports.log import export_log
from polls.models import Deed
from polls.people import make_sign_in_link
from tests.factories import ConferenceFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
Kind = Deed.Kind


@pytest.fixture
def anna():
    return UserFactory(username="anna", organises=True)


@pytest.fixture
def conference(anna):
    return ConferenceFactory(organisers=[anna])


def do(conference, *words, by=None, kind=Kind.PROGRAMME):
    for each in words:
        with acting(Deed.Through.PAGE, lambda: by):
            note(kind, each, conference=conference)


def words_of(page):
    return [deed.words for deed in page.deeds]


def test_pages_go_back_by_key_whatever_is_noted_meanwhile(conference, anna):
    do(conference, *"abcde")
    log = log_of(conference, by=anna)
    first = read_page(log, size=2)
    do(conference, "f")
    second = read_page(log, size=2, before=first.older)
    third = read_page(log, size=2, before=second.older)

    assert [words_of(page) for page in (first, second, third)] == [["e", "d"], ["c", "b"], ["a"]]
    assert third.older is None
    assert [deed.words for deed in read_all(log, size=2)] == list("fedcba")


def test_lines_are_chosen_by_person_and_kind(conference, anna):
    ben = UserFactory(username="ben")
    do(conference, "a", by=anna)
    do(conference, "b", by=ben)
    do(conference, "c", by=ben, kind=Kind.PEOPLE)
    log = log_of(conference, by=anna)

    assert words_of(read_page(log, person="ben")) == ["c", "b"]
    assert words_of(read_page(log, person="ben", kind="people")) == ["c"]
    assert who_did(log) == ["anna", "ben"]


def test_deeds_of_other_conferences_and_accounts_are_not_seen(conference, anna):
    chair, stranger = UserFactory(username="ben"), UserFactory(username="carla")
    mighty = UserFactory(username="root", is_superuser=True)
    SessionFactory(conference=conference, chairs=[chair, mighty])
    do(ConferenceFactory(), "elsewhere")
    for user in (chair, stranger, mighty, anna):
        make_sign_in_link(user)

    assert words_of(read_page(log_of(conference, by=anna))) == [
        "Made a sign-in link for anna",
        "Made a sign-in link for ben",
    ]


def test_log_as_csv_holds_every_line_and_no_formula(conference, anna):
    do(conference, "first", '=HYPERLINK("x")', by=anna)
    text = b"".join(export_log(log_of(conference, by=anna))).decode("utf-8-sig")
    header, last, first = csv.reader(io.StringIO(text))

    assert header == ["when", "who", "through", "kind", "what"]
    assert first[1:] == ["anna", "page", "Programme", "first"]
    assert last[4].startswith("'=")
