"""The pages of conferences, sessions and questions."""

import html
import json
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from polls.conference_files import export_conference
from polls.models import Conference, Question, Round, Session
from tests.factories import QuestionFactory, RoundFactory, SessionFactory

HOSTILE = "<script>alert(1)</script>\"'&"
CONFERENCE = {"name": "Two days", "time_zone": "Europe/London", "languages": "en, cy"}
QUESTION = {"kind": "single", "prompt": "Tea?", "choices": "Yes\r\nNo"}


def text_of(response):
    return html.unescape(response.content.decode())


def test_create_makes_the_creator_organiser(laptop, organiser):
    response = laptop.post("/organise/conferences/new/", {**CONFERENCE, "live": "on"})
    conference = Conference.objects.get()

    assert response["Location"] == f"/organise/conferences/{conference.pk}/"
    assert list(conference.organisers.all()) == [organiser]
    assert (conference.live, conference.languages) == (True, "en, cy")


def test_errors_stand_beside_their_fields_and_at_the_top(laptop, db):
    dates = {"starts_on": "2026-11-23", "ends_on": "2026-11-22"}
    response = laptop.post("/organise/conferences/new/", {**CONFERENCE, **dates, "languages": "?"})
    page = text_of(response)

    assert response.status_code == 422
    assert '<a href="#id_languages">Languages: “?” is no code' in page
    assert 'aria-describedby="id_languages_helptext id_languages_error"' in page
    assert 'id="id_languages_error"' in page
    assert "<title>Error: New conference" in page

    response = laptop.post("/organise/conferences/new/", {**CONFERENCE, **dates})
    assert "A conference cannot end before it starts." in text_of(response)
    assert not Conference.objects.exists()


def test_edit_of_a_conference_leaves_seq_to_the_room(laptop, conference):
    Conference.objects.update(seq=70)
    laptop.post(reverse("edit_conference", args=[conference.pk]), {**CONFERENCE, "name": "Renamed"})

    conference.refresh_from_db()
    assert (conference.name, conference.live, conference.seq) == ("Renamed", False, 71)


def test_session_is_added_edited_moved_copied_and_deleted(laptop, conference, session):
    laptop.post(reverse("add_session", args=[conference.pk]), {"title": "Second", "room": "B"})
    second = Session.objects.get(title="Second")
    assert (second.room, second.state) == ("B", "draft")

    laptop.post(reverse("edit_session", args=[second.pk]), {"title": "First", "room": ""})
    laptop.post(reverse("move_session", args=[second.pk]), {"direction": "up"})
    assert [s.title for s in conference.sessions.all()] == ["First", "Paying for care"]

    laptop.post(reverse("duplicate_session", args=[session.pk]))
    assert conference.sessions.last().title == "Paying for care (copy)"

    page = laptop.get(reverse("delete_session", args=[second.pk]))
    assert "Delete “First”?" in text_of(page)
    assert conference.sessions.count() == 3
    laptop.post(reverse("delete_session", args=[second.pk]))
    assert conference.sessions.count() == 2


@pytest.mark.parametrize(
    ("name", "field", "longest"),
    [("add_session", "title", 200), ("add_session", "room", 80), ("edit_conference", "name", 200)],
)
@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\u200b\u2060", "Contains nothing that can be seen."),
        ("\u202eC", "Contains U+202E, which is no character of a text."),
        (None, "Ensure this value has at most"),
    ],
)
def test_names_that_cannot_be_read_or_kept_are_refused_beside_their_field(
    laptop, conference, name, field, longest, text, said
):
    sent = {**CONFERENCE, "title": "Second", field: text or "x" * (longest + 1)}
    address = reverse(name, args=[conference.pk])
    response = laptop.post(address, sent)

    assert response.status_code == 422
    assert said in str(response.context["form"].errors[field])
    assert conference.sessions.count() == 1
    # The browser cuts nothing off by itself, before anybody has said a word.
    assert "maxlength" not in laptop.get(address).content.decode()


def test_live_session_is_not_deleted_and_the_page_says_why(laptop, session):
    response = laptop.post(reverse("delete_session", args=[session.pk]))

    assert response.status_code == 409
    assert "This session is live" in text_of(response)
    assert Session.objects.exists()


def test_question_is_added_with_its_choices(laptop, session):
    several = {"kind": "multiple", "choices": "A\n\n B \nC", "max_choices": "2", "live": "no"}
    laptop.post(reverse("add_question", args=[session.pk]), {**QUESTION, **several})
    question = session.questions.last()

    assert [choice.text for choice in question.choices.all()] == ["A", "B", "C"]
    assert (question.min_choices, question.max_choices, question.live) == (1, 2, False)


def test_form_says_what_each_way_of_moving_tallies_means_and_keeps_the_choice(laptop, session):
    Conference.objects.update(sensitive=True)
    page = text_of(laptop.get(reverse("add_question", args=[session.pk])))
    laptop.post(reverse("add_question", args=[session.pk]), {**QUESTION, "tallies": "closed"})
    question = session.questions.last()
    again = text_of(laptop.get(reverse("edit_question", args=[question.pk])))

    assert "As the conference has it (in steps)" in page
    assert "from 10 votes on, by at least 5 new ones at a time" in page
    assert "nobody sees counts, not even the chair" in page
    assert question.tallies == "closed"
    assert re.search(r'value="closed"[^>]*\bchecked', again)


def test_conference_is_marked_as_sensitive_by_its_form(laptop, conference):
    address = reverse("edit_conference", args=[conference.pk])
    page = text_of(laptop.get(address))
    laptop.post(address, {**CONFERENCE, "sensitive": "on"})

    assert "Sensitive: counts move in steps" in page
    assert "can tell a neighbour what was just tapped" in page
    conference.refresh_from_db()
    assert conference.sensitive
    shown = text_of(laptop.get(reverse("conference", args=[conference.pk])))
    assert "moving in steps" in shown


def test_conference_whose_delegates_were_forgotten_cannot_be_resumed(laptop, conference):
    ended = Conference.objects.filter(pk=conference.pk)
    ended.update(ended_at=timezone.now(), forgotten_at=timezone.now())
    page = text_of(laptop.get(reverse("conference", args=[conference.pk])))
    answer = laptop.post(reverse("resume_conference", args=[conference.pk]), follow=True)

    assert "Its delegates were forgotten on" in page
    assert "Take back the end" not in page
    assert "Its delegates were forgotten." in text_of(answer)
    assert ended.get().ended_at is not None


def test_yes_or_no_brings_its_choices(laptop, session):
    preset = {**QUESTION, "kind": "yes_no", "choices": ""}
    laptop.post(reverse("add_question", args=[session.pk]), preset)
    question = session.questions.last()

    assert question.kind == "single"
    assert [choice.text for choice in question.choices.all()] == ["Yes", "No"]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("prompt", "", "Question: A text is needed."),
        ("prompt", "x" * 501, "Question: At most 500 characters, not 501."),
        ("choices", "Alone", "Choices: At least two."),
        ("choices", "A\nB\nA", "Choices: Line 3: “A” stands there already."),
        ("max_choices", "2", "Most choices: A single question takes exactly one choice."),
        ("max_choices", "many", "Most choices: Enter a whole number."),
        ("kind", "essay", "Kind: Select a valid choice."),
        ("prompt", "a\0b", "Question: Null characters are not allowed."),
        ("prompt", "\u200b", "Question: Contains nothing that can be seen."),
        ("help", "\u202ea", "Help: Contains U+202E, which is no character of a text."),
        ("choices", "Yes\n\u2060", "Choices: Line 2: contains nothing that can be seen."),
    ],
)
def test_mistakes_in_a_question_are_said_beside_the_field(laptop, session, field, value, said):
    response = laptop.post(reverse("add_question", args=[session.pk]), {**QUESTION, field: value})

    assert response.status_code == 422
    assert f'<a href="#id_{field}">{said}' in text_of(response)
    assert session.questions.count() == 1


def test_edit_shows_what_is_there_and_saves_it_unchanged(laptop, session):
    question = QuestionFactory(
        session=session, kind="multiple", min_choices=2, max_choices=3, live=True, practice=True
    )
    before = export_conference(session.conference)
    page = laptop.get(reverse("edit_question", args=[question.pk]))
    form = page.context["form"]
    sent = {name: value for name, value in form.initial.items() if value not in (None, False)}
    laptop.post(reverse("edit_question", args=[question.pk]), sent)

    assert export_conference(session.conference) == before


def test_question_under_an_open_vote_is_not_edited_and_the_page_says_why(laptop, question):
    RoundFactory(question=question)
    address = reverse("edit_question", args=[question.pk])
    assert "The room is voting on this question." in text_of(laptop.get(address))

    response = laptop.post(address, {**QUESTION, "prompt": "Changed"})
    assert response.status_code == 422
    assert "Close the vote first" in text_of(response)
    assert Question.objects.get().prompt != "Changed"


def test_edit_of_a_voted_question_says_what_it_is_for(laptop, question):
    RoundFactory(question=question, phase=Round.Phase.CLOSED)
    page = text_of(laptop.get(reverse("edit_question", args=[question.pk])))

    assert "is for later votes" in " ".join(page.split())


def test_question_is_moved_copied_and_deleted(laptop, session, question):
    last = QuestionFactory(session=session, prompt="Last?")
    laptop.post(reverse("move_question", args=[question.pk]), {"direction": "down"})
    assert list(session.questions.all()) == [last, question]

    laptop.post(reverse("duplicate_question", args=[last.pk]))
    assert [q.prompt for q in session.questions.all()][:2] == ["Last?", "Last? (copy)"]

    laptop.get(reverse("delete_question", args=[last.pk]))
    assert session.questions.count() == 3
    laptop.post(reverse("delete_question", args=[last.pk]))
    assert session.questions.count() == 2


def test_import_lists_every_mistake_and_creates_nothing(laptop, db):
    content = {"name": "", "sessions": [{"title": "S", "questions": [{"kind": "single"}]}]}
    file = SimpleUploadedFile("c.json", json.dumps(content).encode())
    response = laptop.post("/organise/import/", {"file": file})
    page = text_of(response)

    assert response.status_code == 422
    for place in ("name", "sessions[0].questions[0].prompt", "sessions[0].questions[0].choices"):
        assert f"<code>{place}</code>" in page
    assert not Conference.objects.exists()


def test_import_tells_unknown_keys_on_the_page_of_what_it_made(laptop, db):
    content = {"name": "C", "sessions": [{"title": "S", "rom": "B", "questions": []}]}
    file = SimpleUploadedFile("c.json", json.dumps(content).encode())
    page = text_of(laptop.post("/organise/import/", {"file": file}, follow=True))

    assert "sessions[0].rom: unknown key, left out; did you mean “room”?" in page
    assert Conference.objects.exists()


def test_import_tells_unknown_keys_beside_the_mistakes(laptop, db):
    file = SimpleUploadedFile("c.json", json.dumps({"name": "C", "sesions": []}).encode())
    page = text_of(laptop.post("/organise/import/", {"file": file}))

    assert "<code>sesions</code>: unknown key, left out; did you mean “sessions”?" in page
    assert not Conference.objects.exists()


def test_join_code_has_its_gap_wherever_people_read_it(laptop, conference, session):
    shown = f"{conference.code[:3]}\N{NO-BREAK SPACE}{conference.code[3:]}"
    for page in ("/organise/", reverse("conference", args=[conference.pk])):
        assert shown in text_of(laptop.get(page))
    made = laptop.post("/organise/conferences/new/", {**CONFERENCE}, follow=True)
    code = Conference.objects.get(name="Two days").code
    said = f"Delegates join with {code[:3]}\N{NO-BREAK SPACE}{code[3:]}."
    assert said in text_of(made)


@pytest.mark.parametrize(
    ("state", "name"), [("draft", "Not started"), ("live", "Live"), ("ended", "Ended")]
)
def test_state_of_a_session_has_one_name_on_every_page(laptop, session, state, name):
    Session.objects.update(state=state)
    SessionFactory(conference=session.conference, state=state)
    conference = session.conference
    for page in (
        reverse("conference", args=[conference.pk]),
        reverse("session", args=[session.pk]),
        f"/chair/{conference.code}/?choose=1",
        f"/chair/{conference.code}/?session={session.pk}",
    ):
        assert re.search(rf">\s*{name}\s*<", text_of(laptop.get(page))), page


def test_organisers_pages_say_counts_and_votes_for_tallies_rounds_and_ballots(
    laptop, conference, session, question
):
    Question.objects.update(tallies="steps", live=True)
    RoundFactory(question=question, phase="closed")
    pages = ["edit_conference", "conference", "session", "results", "edit_question"]
    of = {"session": session, "results": session, "edit_question": question}
    for name in [*pages, "add_question"]:
        of_page = session if name == "add_question" else of.get(name, conference)
        page = text_of(laptop.get(reverse(name, args=[of_page.pk])))
        words = re.sub(r"<script.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL)
        assert not re.search(r"\b(tall(y|ies)|rounds?|ballots?)\b", words, re.IGNORECASE), name


def test_exported_file_is_imported_again(laptop, conference):
    response = laptop.get(reverse("export_file", args=[conference.pk]))
    assert conference.code in response["Content-Disposition"]
    laptop.post("/organise/import/", {"file": SimpleUploadedFile("c.json", response.content)})

    copy = Conference.objects.exclude(pk=conference.pk).get()
    assert export_conference(copy) == export_conference(conference)
    assert copy.code != conference.code


def test_file_that_is_too_large_or_missing_is_refused(laptop, db):
    large = SimpleUploadedFile("c.json", b" " * (1024 * 1024 + 1))
    assert "larger than 1 MB" in text_of(laptop.post("/organise/import/", {"file": large}))
    assert laptop.post("/organise/import/", {}).status_code == 422


def test_conference_is_ended_and_taken_back(laptop, conference):
    address = reverse("end_conference", args=[conference.pk])
    laptop.get(address)
    assert Conference.objects.get().ended_at is None

    laptop.post(address)
    assert Conference.objects.get().ended_at is not None
    laptop.post(reverse("resume_conference", args=[conference.pk]))
    assert Conference.objects.get().ended_at is None


def test_conference_is_deleted_only_by_its_name(laptop, conference):
    address = reverse("delete_conference", args=[conference.pk])
    assert laptop.post(address, {"name": "Something else"}).status_code == 422
    assert Conference.objects.exists()

    laptop.post(address, {"name": "New Realities"})
    assert not Conference.objects.exists()


def test_hostile_text_stays_text_on_every_page(laptop, organiser):
    session = SessionFactory(
        title=HOSTILE,
        room=HOSTILE[:80],
        conference__name=HOSTILE,
        conference__organisers=[organiser],
    )
    question = QuestionFactory(
        session=session, prompt=HOSTILE, help=HOSTILE, choices=[HOSTILE, f"{HOSTILE}2"]
    )
    RoundFactory(question=question, phase="revealed")
    pages = {
        "conference": session.conference,
        "edit_conference": session.conference,
        "end_conference": session.conference,
        "delete_conference": session.conference,
        "people": session.conference,
        "session": session,
        "edit_session": session,
        "delete_session": session,
        "results": session,
        "edit_question": question,
        "delete_question": question,
    }
    for name, of in pages.items():
        page = laptop.get(reverse(name, args=[of.pk])).content.decode()
        assert "alert(1)" in page, name
        assert "<script>alert" not in page, name
    assert "<script>alert" not in laptop.get("/organise/").content.decode()
