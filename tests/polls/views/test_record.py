"""The record's page, and the forms for what is written down."""

import re
from dataclasses import replace
from itertools import pairwise

import pytest
from django.urls import reverse

from polls.models import Conference, Deed, Note, Round, Session
from tests.agendas import TIMES, publish, vote_on_obstacles
from tests.factories import QuestionFactory, RoundFactory, SessionFactory, UserFactory
from tests.hostile import ACCEPTED, REFUSED
from tests.polls.exports.conftest import count
from tests.polls.views.conftest import browser_of
from tests.polls.views.test_agendas import chair, laptop, round, text_of, words_of

__all__ = ["chair", "laptop", "round"]

TYPED = {"kind": "outcome", "text": "We share a budget.", "who": "", "by_when": ""}


@pytest.fixture
def topic(round, chair):
    return publish(round, by=chair).topics.get(title="Integration")


@pytest.fixture
def address(round):
    return reverse("record", args=[round.session_id])


def write(laptop, topic, **typed):
    """Write something down by the form; return the answer."""
    return laptop.post(reverse("add_note", args=[topic.pk]), {**TYPED, **typed})


def form_of(laptop, note):
    """The form of a note as a browser sends it back."""
    shown = laptop.get(reverse("edit_note", args=[note.topic_id, note.pk]))
    seen = re.search(r'name="seen" value="(\w+)"', shown.content.decode())[1]
    names = ("kind", "text", "who", "by_when")
    return {"seen": seen, **{name: getattr(note, name) for name in names}}


def test_parallel_topics_are_told_as_planned_side_by_side(laptop, round, chair, address):
    publish(round, by=chair, times=replace(TIMES, parallel=True))

    words = words_of(laptop.get(address))

    assert "By the minutes worked out, side by side from when the first topic began" in words
    assert "one after another" not in words


def test_document_reads_from_the_votes_to_what_was_decided(laptop, topic, address, chair):
    write(laptop, topic)
    write(laptop, topic, kind="decision", text="One budget.")
    write(laptop, topic, kind="action", text="Draft it.", who="Ada", by_when="May")
    page = laptop.get(address)
    words = words_of(page)

    for line in (
        "So far: this session has not ended. As of ",
        "Times are those of Europe/London.",
        "What we voted What are the main obstacles?",
        "62 62 % B Resistance",
        "A, Integration: 62",
        "What the votes said, and what became of it",
        "A Integration 62 topic 1 B Resistance 54 topic 2",
        "Integration rounded up 62 27.76 30",
        "A topic’s exact share is 90 minutes × its votes ÷ 201.",
        "Planned and real times",
        "1. Integration has not begun We share a budget. Edit",
        "1 decision, 1 action: see What we decided",
        "What we decided Integration One budget. Edit",
        "Who does what by when What Who By when Draft it. Integration Edit",
        "Ada May",
    ):
        assert line in words
    headings = re.findall(r"<h([1-6])[ >]", page.content.decode())
    steps = pairwise(headings)
    assert headings[0] == "1"
    assert all(int(after) <= int(before) + 1 for before, after in steps)
    tables = page.content.decode()
    assert tables.count("<table") == tables.count("<caption") == 5


def test_votes_alone_make_a_record(laptop, round, address):
    words = words_of(laptop.get(address))

    assert "What we voted. Times are" in words
    assert "What we discussed" not in words
    assert "What we decided" not in words
    assert "Contents" not in words


def test_long_record_has_contents_that_lead_to_every_part(laptop, topic, address):
    question = QuestionFactory(session=topic.agenda.session, prompt="Later?", choices=["Y", "N"])
    count(RoundFactory(question=question, phase="revealed", shown=False), 2, 2, 0)
    page = laptop.get(address).content.decode()
    targets = re.findall(r'href="#([^"]+)"', page)

    assert len(targets) > 8
    assert all(f'id="{target}"' in page for target in targets)
    assert "What we voted afterwards Later?" in words_of(laptop.get(address))


def test_ended_record_is_no_longer_so_far(laptop, topic, address):
    Session.objects.update(state="ended")
    words = words_of(laptop.get(address))

    assert "So far" not in words
    assert "was not begun" in words


def test_void_again_and_corrected_votes_are_told_as_the_results_do(laptop, round, address):
    question = QuestionFactory(session=round.session, prompt="Again?", choices=["Y", "N"])
    count(RoundFactory(question=question, phase="void", shown=False), 9, 9, 0)
    correction = {"at": "2026-11-22T13:00:00Z", "of": "A", "before": "Ys", "after": "Yes"}
    again = RoundFactory(question=question, phase="closed", shown=False, corrections=[correction])
    count(again, 4, 3, 1)
    Round.objects.update(joined=104)
    words = words_of(laptop.get(address))

    assert "This vote was stopped and counts nowhere." in words
    assert "Question 2 · vote 2 · One choice" in words
    assert "Wording corrected during the vote: choice A was “Ys”, is “Yes”." in words
    assert "4 of 104 voted" in words
    assert "9 of 104" not in words


def test_numbers_are_those_of_the_results_page(laptop, round, chair, address):
    round.session.conference.organisers.add(chair)
    Round.objects.update(tallies="steps", phase="open", shown={"ballots": 95}, live=True)
    results = words_of(laptop.get(reverse("results", args=[round.session_id])))
    record = words_of(laptop.get(address))

    for words in (results, record):
        assert "These counts are as of 95 votes" in words
    Round.objects.update(shown=None)
    assert "Counts appear from 10 votes on" in words_of(laptop.get(address))
    assert "62" not in re.findall(r"\d+", words_of(laptop.get(address)))


def test_empty_session_says_so(laptop, chair):
    session = SessionFactory(chairs=[chair], state="draft")
    address = reverse("record", args=[session.pk])
    assert "Nothing was voted on yet." in words_of(laptop.get(address))
    Session.objects.filter(pk=session.pk).update(state="ended")

    assert "Nothing was voted on." in words_of(laptop.get(address))


def test_texts_are_marked_as_of_the_conferences_language(laptop, topic, address):
    assert 'lang="cy"' not in text_of(laptop.get(address))
    Conference.objects.update(languages="cy, en")

    assert re.search(
        r'<h4 id="topic-[^"]+" lang="cy">1. Integration</h4>', text_of(laptop.get(address))
    )


def test_form_that_is_sent_twice_writes_once(laptop, topic):
    for _ in range(2):
        assert write(laptop, topic, key="k").status_code == 302
    assert write(laptop, topic, key="k", text="Another.").status_code == 302

    assert [note.text for note in Note.objects.all()] == ["We share a budget.", "Another."]


def test_written_down_leads_back_to_its_topic_and_is_in_the_log(laptop, topic, address):
    answer = write(laptop, topic)

    assert answer["Location"] == f"{address}#topic-{topic.pk}"
    deed = Deed.objects.latest("pk")
    assert (deed.person, deed.through) == ("chair", "page")
    assert deed.words.startswith("Wrote down an outcome of “Integration”: “We share a budget.”")


def test_two_who_edit_at_once_are_told_and_may_save_all_the_same(laptop, topic):
    write(laptop, topic)
    note = Note.objects.get()
    address = reverse("edit_note", args=[topic.pk, note.pk])
    mine, yours = form_of(laptop, note), form_of(laptop, note)
    assert laptop.post(address, {**mine, "text": "Mine."}).status_code == 302
    refused = laptop.post(address, {**yours, "text": "Yours."})

    assert refused.status_code == 422
    words = words_of(refused)
    assert "This was changed after you opened the form. Nothing was saved." in words
    assert "Mine." in words
    assert "Yours." in text_of(refused)
    assert Note.objects.get().text == "Mine."
    seen = re.search(r'name="seen" value="(\w+)"', refused.content.decode())[1]
    assert laptop.post(address, {**yours, "text": "Yours.", "seen": seen}).status_code == 302
    assert Note.objects.get().text == "Yours."


def test_what_was_deleted_meanwhile_can_be_written_down_again(laptop, topic):
    write(laptop, topic)
    note = Note.objects.get()
    form, edit = form_of(laptop, note), reverse("edit_note", args=[topic.pk, note.pk])
    note.delete()
    refused = laptop.post(edit, {**form, "text": "Kept."})

    assert refused.status_code == 422
    assert "Somebody has deleted this meanwhile." in words_of(refused)
    assert f'action="{reverse("add_note", args=[topic.pk])}"' in text_of(refused)
    assert "Kept." in text_of(refused)
    assert laptop.get(edit).status_code == 404


def test_delete_asks_and_deletes_no_other_words_unseen(laptop, topic, address):
    write(laptop, topic)
    note = Note.objects.get()
    link = re.search(r'href="([^"]+/delete/\?seen=\w+)"', laptop.get(address).content.decode())[1]
    assert "“We share a budget.”" in words_of(laptop.get(link))
    laptop.post(
        reverse("edit_note", args=[topic.pk, note.pk]), {**form_of(laptop, note), "text": "New."}
    )
    refused = laptop.post(link)
    assert refused.status_code == 409
    assert "was changed after you opened" in words_of(refused)

    link = re.search(r'href="([^"]+/delete/\?seen=\w+)"', laptop.get(address).content.decode())[1]
    assert laptop.post(link)["Location"] == f"{address}#topic-{topic.pk}"
    assert not Note.objects.exists()


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"text": " \n"}, "text", "This field is required"),
        ({"kind": "promise"}, "kind", "Select a valid choice"),
        ({"kind": "decision", "who": "Ada"}, "who", "Only an action has this"),
        ({"by_when": "May"}, "by_when", "Only an action has this"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(laptop, topic, typed, field, said):
    refused = write(laptop, topic, **typed)

    assert refused.status_code == 422
    assert said in str(refused.context["form"].errors[field])
    assert not Note.objects.exists()


@pytest.mark.parametrize("field", ["text", "who", "by_when"])
@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_refused_text_is_named_beside_its_field(laptop, topic, field, text):
    refused = write(laptop, topic, **{"kind": "action", field: text})

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert REFUSED[text] in str(refused.context["form"].errors[field]) or len(text) > 1000
    assert not Note.objects.exists()


def test_accepted_text_is_kept_whole_and_stays_text(laptop, topic, address):
    texts = [text for text in ACCEPTED if len(text) <= 120]
    for text in texts:
        typed = {"kind": "action", "text": text, "who": text, "by_when": text}
        assert write(laptop, topic, **typed).status_code == 302, text

    assert [(n.text, n.who, n.by_when) for n in Note.objects.all()] == [(t, t, t) for t in texts]
    page = laptop.get(address)
    assert "<script>window" not in page.content.decode()
    assert "<img src=x" not in page.content.decode()
    assert all(text in text_of(page) for text in texts if "  " not in text and "\n" not in text)


def test_nobody_but_chairs_and_organisers_sees_or_writes_it(topic, address, laptop):
    write(laptop, topic)
    note = Note.objects.get()
    stranger, nobody = browser_of(UserFactory()), browser_of()
    organiser = UserFactory()
    topic.agenda.session.conference.organisers.add(organiser)
    assert browser_of(organiser).get(address).status_code == 200
    pages = [
        address,
        reverse("add_note", args=[topic.pk]),
        reverse("edit_note", args=[topic.pk, note.pk]),
        reverse("delete_note", args=[topic.pk, note.pk]),
    ]
    for page in pages:
        assert stranger.get(page).status_code == 404
        assert nobody.get(page)["Location"].startswith("/sign-in/")
    for page in pages[1:]:
        assert stranger.post(page, TYPED).status_code == 404
    assert Note.objects.get().text == "We share a budget."


def test_topics_that_are_not_published_take_no_notes(laptop, topic):
    media = topic.agenda.topics.get(title="Media")

    assert laptop.get(reverse("add_note", args=[media.pk])).status_code == 404
    assert write(laptop, media).status_code == 404


def test_note_of_another_topic_is_not_found(laptop, topic):
    write(laptop, topic)
    other = topic.agenda.topics.get(title="Market")

    note = Note.objects.get()
    assert laptop.get(reverse("edit_note", args=[other.pk, note.pk])).status_code == 404
    assert laptop.post(reverse("delete_note", args=[other.pk, note.pk])).status_code == 404


def test_results_lead_to_the_record(chair, round, address):
    round.session.conference.organisers.add(chair)
    results = browser_of(chair).get(reverse("results", args=[round.session_id]))

    assert f'href="{address}"' in text_of(results)


def test_second_agenda_of_a_later_vote_stands_beside_the_first(laptop, topic, chair, address):
    question = QuestionFactory(
        session=topic.agenda.session, kind="multiple", prompt="And then?", max_choices=2,
        choices=["This", "That"],
    )  # fmt: skip
    publish(vote_on_obstacles(40, 30, question=question), by=chair)
    words = words_of(laptop.get(address))

    assert words.index("The agenda of “ What are") < words.index("The agenda of “ And then?")
    assert "What we voted afterwards And then?" in words
