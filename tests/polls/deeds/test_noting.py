"""Every deed of a chair or organiser leaves one line, in the transaction that does it."""

import pytest

from polls import preparing
from polls.chairing import Order, carry_out, close_overdue
from polls.chairing.register import STEPS
from polls.chairing.words import WORDS
from polls.conference_files import import_conference, read_conference_file
from polls.deeds import acting, describe_changes, note
from polls.deeds.noting import NotInATransaction, quoted
from polls.errors import WrongPhase
from polls.models import Deed, Question, Round, Session
from polls.parts import give_part, take_part
from polls.people import (
    make_api_token,
    make_sign_in_link,
    revoke_api_token,
    revoke_sign_in_links,
    sign_out_everywhere,
    spend_sign_in_link,
)
from tests.factories import (
    ConferenceFactory,
    QuestionFactory,
    RoundFactory,
    SessionFactory,
    UserFactory,
)

Kind, Through = Deed.Kind, Deed.Through


def last_words():
    return Deed.objects.latest("pk").words


@pytest.fixture
def question(db):
    session = SessionFactory(title="Paying for care", conference__name="New Realities")
    return QuestionFactory(session=session, prompt="Tea?", choices=["Yes", "No"])


@pytest.mark.django_db(transaction=True)
def test_line_outside_a_transaction_is_refused():
    with pytest.raises(NotInATransaction):
        note(Kind.PEOPLE, "Did something")

    assert not Deed.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_deed_that_fails_leaves_no_line():
    round = RoundFactory()
    with pytest.raises(WrongPhase):
        preparing.end_conference(conference=round.session.conference)

    assert not Deed.objects.exists()


@pytest.mark.django_db
def test_line_says_who_did_what_where_and_through_which_interface():
    anna = UserFactory(username="anna")
    conference = ConferenceFactory(name="New Realities")
    with acting(Through.PAGE, lambda: anna):
        preparing.end_conference(conference=conference)
    preparing.resume_conference(conference=conference)

    back, end = Deed.objects.all()
    assert (end.person, end.person_id, end.through) == ("anna", anna.pk, "page")
    assert (end.conference, end.conference_id) == ("New Realities", conference.pk)
    assert (end.kind, end.words) == ("conference", "Ended the conference")
    assert (back.person, back.person_id, back.through) == ("", None, "command")


@pytest.mark.django_db
def test_line_survives_the_account_and_the_conference():
    anna = UserFactory(username="anna")
    conference = ConferenceFactory(name="New Realities")
    with acting(Through.PAGE, lambda: anna):
        preparing.delete_conference(conference=conference)
    anna.delete()

    deed = Deed.objects.get()
    assert deed.person == "anna"
    assert deed.words == "Deleted the conference “New Realities” with all its results"


def test_every_command_has_its_words():
    assert set(WORDS) == set(STEPS)


@pytest.mark.django_db
def test_commands_of_a_chair_are_told_with_the_question_and_the_vote(question):
    anna = UserFactory(username="anna")
    session = question.session
    session.chairs.add(anna)
    coffee = QuestionFactory(session=session, prompt="Coffee?")
    for do, args in (
        ("show", {"question": str(question.pk)}),
        ("open", {"seconds": 60}),
        ("extend", {"seconds": 30}),
        ("timer", {"seconds": None}),
        ("timer", {"seconds": 90}),
        ("respell", {"prompt": "Tea{0}?", "choices": ["Yes", "No."]}),
        ("close", {}),
        ("reveal", {}),
        ("void", {}),
        ("correct", {"question": str(question.pk), "prompt": "Tea?"}),
        ("skip", {"question": str(question.pk), "on": True}),
        ("skip", {"question": str(question.pk), "on": False}),
        ("next", {}),
        ("open", {}),
        ("correct", {"question": str(coffee.pk), "prompt": "Hot coffee?", "void": True}),
        ("ask", {"kind": "yes_no", "open": True, "seconds": 20}),
        ("close", {}),
        ("ask", {"kind": "one_to_five"}),
        ("previous", {}),
        ("previous", {}),
        ("move", {"question": str(coffee.pk), "steps": -1}),
        ("open", {}),
        ("close", {}),
        ("seal", {}),
        ("blank", {"on": True}),
        ("blank", {"on": False}),
        ("end", {}),
    ):
        carry_out(session_id=str(session.pk), by=anna, order=Order(do, args))

    assert [deed.words for deed in Deed.objects.order_by("pk")] == [
        "Showed “Tea?”, in “Paying for care”",
        "Opened the vote on “Tea?” (vote 1), for 60 seconds, in “Paying for care”",
        "Gave the vote on “Tea?” (vote 1) 30 seconds more, in “Paying for care”",
        "Stopped the timer of the vote on “Tea?” (vote 1), in “Paying for care”",
        "Set a timer of 90 seconds of the vote on “Tea?” (vote 1), in “Paying for care”",
        "Corrected the spelling of “Tea{0}?” (vote 1), keeping its votes: the question was "
        "“Tea?”, is “Tea{0}?”; choice B was “No”, is “No.”, in “Paying for care”",
        "Closed the vote on “Tea{0}?” (vote 1), in “Paying for care”",
        "Showed the counts of the vote on “Tea{0}?” (vote 1), in “Paying for care”",
        "Declared void the vote on “Tea{0}?” (vote 1), in “Paying for care”",
        "Corrected “Tea{0}?”: prompt “Tea{0}?” → “Tea?”, in “Paying for care”",
        "Skipped “Tea?”, in “Paying for care”",
        "Took up again “Tea?”, in “Paying for care”",
        "Showed “Coffee?”, in “Paying for care”",
        "Opened the vote on “Coffee?” (vote 1), in “Paying for care”",
        "Declared void vote 1 on it. Corrected “Coffee?”: prompt “Coffee?” → “Hot coffee?”, "
        "in “Paying for care”",
        "Asked “Yes or no?” from the chair and opened the vote, for 20 seconds, "
        "in “Paying for care”",
        "Closed the vote on “Yes or no?” (vote 1), in “Paying for care”",
        "Asked “From 1 (least) to 5 (most)?” from the chair, in “Paying for care”",
        "Showed “Yes or no?”, in “Paying for care”",
        "Showed “Hot coffee?”, in “Paying for care”",
        "Moved up “Hot coffee?”, in “Paying for care”",
        "Opened the vote on “Hot coffee?” (vote 2), in “Paying for care”",
        "Closed the vote on “Hot coffee?” (vote 2), in “Paying for care”",
        "Sealed the vote on “Hot coffee?” (vote 2), in “Paying for care”",
        "Turned the projector black, in “Paying for care”",
        "Turned the projector on again, in “Paying for care”",
        "Ended the session, in “Paying for care”",
    ]
    assert set(Deed.objects.values_list("person", "kind")) == {("anna", "steering")}


@pytest.mark.django_db
def test_repeated_command_is_noted_once(question):
    anna = UserFactory()
    question.session.chairs.add(anna)
    for _ in range(2):
        carry_out(
            session_id=str(question.session_id), by=anna, order=Order("next", {}, ref="again")
        )

    assert Deed.objects.count() == 1


@pytest.mark.django_db
def test_vote_whose_time_was_up_is_noted_as_the_clocks(question):
    anna = UserFactory()
    question.session.chairs.add(anna)
    for do, args in (("next", {}), ("open", {"seconds": 60})):
        carry_out(session_id=str(question.session_id), by=anna, order=Order(do, args))
    opened = Round.objects.get()
    opened.opened_at = opened.opened_at.replace(year=2020)
    opened.closes_at = opened.opened_at.replace(year=2021)
    opened.save()
    with acting(Through.CLOCK):
        close_overdue()

    deed = Deed.objects.latest("pk")
    assert (deed.person, deed.through) == ("", "clock")
    assert "its time was up" in deed.words


@pytest.mark.django_db
def test_edits_tell_the_old_and_the_new(question):
    session, conference = question.session, question.session.conference
    conference.name, conference.stage_is_public = "Old Realities", False
    preparing.save_conference(conference=conference)
    assert last_words() == (
        "Edited the conference: name “New Realities” → “Old Realities”; stage is public yes → no"
    )

    session.room = "B"
    preparing.save_session(session=session)
    assert last_words() == "Edited the session “Paying for care”: room none → “B”"

    file = {"kind": "single", "prompt": "Coffee?", "choices": ["Yes", "Never"]}
    wrapped = {"name": "C", "sessions": [{"title": "S", "questions": [file]}]}
    asked = read_conference_file(wrapped).sessions[0].questions[0]
    preparing.save_question(question=question, file=asked)
    assert last_words() == (
        "Edited the question “Coffee?” in “Paying for care”: "
        "prompt “Tea?” → “Coffee?”; choices “Yes, No” → “Yes, Never”"
    )


@pytest.mark.django_db
def test_everything_of_the_programme_leaves_one_line(question):
    session = question.session
    for deed, told in (
        (lambda: preparing.save_session(session=Session(conference=session.conference, title="S")),
         "Added the session “S”"),
        (lambda: preparing.move_session(session=session, steps=1),
         "Moved down the session “Paying for care”"),
        (lambda: preparing.duplicate_session(session=session),
         "Copied the session “Paying for care”"),
        (lambda: preparing.duplicate_question(question=question),
         "Copied the question “Tea?” in “Paying for care”"),
        (lambda: preparing.move_question(question=question, steps=-1),
         "Moved up the question “Tea?” in “Paying for care”"),
        (lambda: preparing.delete_question(question=question),
         "Deleted the question “Tea?” in “Paying for care”"),
    ):  # fmt: skip
        before = Deed.objects.count()
        deed()
        assert (Deed.objects.count() - before, last_words()) == (1, told)
    assert not Question.objects.filter(pk=question.pk).exists()


@pytest.mark.django_db
def test_imports_and_parts_are_noted(question):
    conference = question.session.conference
    anna = UserFactory(username="anna", organises=True)
    file = {"name": "Copied", "sessions": []}
    import_conference(file=read_conference_file(file), by=anna)
    assert last_words() == "Imported the conference “Copied” from a file"

    give_part(conference=conference, username="anna", part="organiser")
    assert last_words() == "Made anna an organiser"
    ben, _ = give_part(conference=conference, username="ben", part=str(question.session_id))
    assert last_words() == "Made ben a chair of “Paying for care”"
    take_part(conference=conference, user=ben, by=anna)
    assert last_words() == "Removed ben from chairs and organisers"
    assert Deed.objects.filter(about_id=ben.pk, words="Made an account for ben").count() == 1


@pytest.mark.django_db
def test_links_and_tokens_are_noted_without_their_secrets():
    anna = UserFactory(username="anna")
    secret = make_sign_in_link(anna)
    spend_sign_in_link(secret)
    make_sign_in_link(anna)
    revoke_sign_in_links(anna)
    token = make_api_token(anna, "keypads")
    revoke_api_token(anna.api_tokens.get())
    sign_out_everywhere(anna, programs=True)

    words = [deed.words for deed in Deed.objects.order_by("pk")]
    assert words == [
        "Made a sign-in link for anna",
        "anna signed in by a link",
        "Made a sign-in link for anna",
        "Revoked 1 unused sign-in link of anna",
        "Made a token of anna for “keypads”",
        "Revoked the token of anna for “keypads”",
        "Signed out anna everywhere",
    ]
    assert not any(secret in text or token in text for text in words)


def test_long_texts_are_cut_or_only_said_to_have_changed():
    assert quoted("x" * 100) == f"“{'x' * 79}…”"
    assert describe_changes({"help": "x" * 90}, {"help": ""}) == "help changed"
    assert describe_changes({"help": ""}, {"help": ""}) == "nothing"
