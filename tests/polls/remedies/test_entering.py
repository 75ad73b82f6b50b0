"""Putting forward: what is taken, what is refused and why, what waits for a moderator."""

from uuid import uuid4

import pytest

from polls.errors import Invalid, NotAllowed, WrongPhase
from polls.models import Remedy, Session
from polls.remedies.entering import BadEntry, Entry, enter_for_table, put_forward
from polls.remedies.reading import read_list
from tests.factories import UserFactory
from tests.hostile import ACCEPTED, REFUSED
from tests.remedies import order, put


def test_entry_waits_for_a_moderator_and_phones_are_not_told(topic):
    before = Session.objects.get()
    remedy = put(topic, "  One budget\n for both  ", signed=" Ada ")
    after = Session.objects.get()

    assert (remedy.number, remedy.state, remedy.text, remedy.signed) == (
        1, "held", "One budget for both", "Ada",
    )  # fmt: skip
    assert (after.seq, after.remedies_listed) == (before.seq, before.remedies_listed)
    assert after.remedies_entered == before.remedies_entered + 1
    assert after.tally_seq == before.tally_seq + 1
    assert read_list(after.pk) == []


def test_entry_is_shown_at_once_where_the_session_lets_it_through(topic, chair):
    order(topic.agenda.session, chair, "remedies_hold", on=False)
    remedy = put(topic, "One budget")

    assert remedy.state == "shown"
    assert [shown.text for shown in read_list(topic.agenda.session_id)] == ["One budget"]


@pytest.mark.parametrize("text", ["see www.example.org", "a bloody shame", "ask me@example.org"])
def test_entry_with_a_link_or_profanity_waits_in_any_case(topic, chair, text):
    order(topic.agenda.session, chair, "remedies_hold", on=False)

    assert put(topic, text).state == "held"


@pytest.mark.parametrize(
    ("kind", "text", "signed", "field", "words"),
    [
        ("way", "", "", "text", "Type what you want to put forward."),
        ("way", " \n\t", "", "text", "Type what you want to put forward."),
        ("way", "x" * 281, "", "text", "Your text has 281 characters, and 280 are the most."),
        ("way", "x", "y" * 61, "signed", "The name has 61 characters, and 60 are the most."),
        ("else", "x", "", "kind", "Choose a way to overcome it, or a question for the panel."),
        (
            "way",
            "a\u202eb",
            "",
            "text",
            "Your text contains U+202E, which is no character of a text.",
        ),
        ("way", "\u200b", "", "text", "Your text contains nothing that can be seen."),
    ],
)
def test_bad_entry_is_refused_by_its_field(topic, kind, text, signed, field, words):
    with pytest.raises(BadEntry) as refused:
        put(topic, text, kind=kind, signed=signed)

    assert (refused.value.field, refused.value.detail) == (field, words)
    assert not Remedy.objects.exists()


def test_longest_entry_is_taken(topic):
    assert len(put(topic, "x" * 280).text) == 280


@pytest.mark.parametrize("text", ACCEPTED)
def test_hostile_text_is_text(topic, text):
    remedy = put(topic, text, signed=text[:60])
    remedy.refresh_from_db()

    assert remedy.text == " ".join(text.split())


@pytest.mark.parametrize("text", [t for t in REFUSED if not t.startswith(("a\x00", "a\x1b"))])
def test_unreadable_text_is_refused(topic, text):
    with pytest.raises(BadEntry):
        put(topic, text)


def test_same_ticket_is_one_entry(topic):
    ticket = uuid4()

    assert put(topic, "Once", ticket=ticket) == put(topic, "Twice", ticket=ticket)
    assert [remedy.text for remedy in Remedy.objects.all()] == ["Once"]


def test_nothing_is_taken_from_another_conference_or_after_the_freeze(topic, chair):
    with pytest.raises(Invalid, match="no such topic here"):
        put_forward(topic_id=topic.pk, entry=Entry("way", "x"), conference_id=str(uuid4()))
    order(topic.agenda.session, chair, "remedies_freeze", topic=str(topic.pk))
    with pytest.raises(WrongPhase, match="is frozen: nothing more can be put forward"):
        put(topic, "Late")


def test_simulated_delegate_puts_nothing_forward_in_a_session_that_counts(topic):
    with pytest.raises(Invalid):
        put(topic, "x", rehearses=str(topic.agenda.session_id))


def test_nothing_is_collected_before_the_chair_opens_the_lists(agenda):
    topic = agenda.topics.filter(standing="on").first()

    with pytest.raises(WrongPhase, match="Nothing is collected"):
        put(topic, "x")


def test_facilitator_enters_a_tables_which_is_shown_at_once(topic, chair):
    remedy = enter_for_table(topic_id=topic.pk, entry=Entry("way", "x", table="Table 4"), by=chair)

    assert (remedy.state, remedy.table, remedy.ticket) == ("shown", "Table 4", None)
    with pytest.raises(BadEntry, match="Name the table"):
        enter_for_table(topic_id=topic.pk, entry=Entry("way", "x"), by=chair)
    entry = Entry("way", "x", table="4")
    with pytest.raises(NotAllowed):
        enter_for_table(topic_id=topic.pk, entry=entry, by=UserFactory())
