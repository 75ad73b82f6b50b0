"""Outcomes, decisions and actions: written down, changed, deleted, each of it in the log."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from polls.agendas.drafting import take_back_agenda
from polls.chairing import Order, carry_out
from polls.contents import content_of, mark_of
from polls.errors import Invalid, Malformed, NotAllowed, Stale, WrongPhase
from polls.models import Deed, Note, Round, Session
from tests.factories import UserFactory
from tests.hostile import ACCEPTED, REFUSED


def last_words():
    return Deed.objects.latest("pk").words


def test_three_kinds_are_written_down_and_noted(write, topic):
    write()
    write("decision", "One budget from April.")
    write("action", "Draft the agreement.", who="Ada", by_when="by the spring")

    told = [(n.kind, n.text, n.who, n.by_when) for n in topic.notes.all()]
    assert told == [
        ("outcome", "We share a budget.", "", ""),
        ("decision", "One budget from April.", "", ""),
        ("action", "Draft the agreement.", "Ada", "by the spring"),
    ]
    title = topic.agenda.session.title
    assert last_words() == (
        f"Wrote down an action of “Integration”: “Draft the agreement.”, in “{title}”"
    )


def test_what_the_room_does_not_see_makes_nobodys_next_step_stale(write, order, session):
    session.refresh_from_db()
    seq = session.seq
    done = write()

    assert (done.seq, Session.objects.get().seq) == (seq, seq)
    carry_out(
        session_id=str(session.pk),
        by=session.chairs.get(),
        order=Order("agenda_next", {}, seq=seq),
    )
    assert Session.objects.get().seq == seq + 1


def test_a_repeated_ref_writes_nothing_twice(topic, session, chair):
    args = {"topic": str(topic.pk), "kind": "outcome", "text": "Once."}
    for _ in range(2):
        carry_out(session_id=str(session.pk), by=chair, order=Order("note_add", args, ref="r"))

    assert topic.notes.count() == 1


def test_lines_become_one_paragraph(write, topic):
    write(text="  One.\r\nTwo.\n\n\tThree.\u2028Four. ")

    assert topic.notes.get().text == "One. Two. Three. Four."


def test_edit_changes_what_it_names_and_the_log_tells_before_and_after(write, order, topic):
    write("action", "Draft it.", who="Ada")
    note = topic.notes.get()
    order("note_edit", note=str(note.pk), who="Grace", seen=mark_of(content_of(note)))

    note.refresh_from_db()
    assert (note.text, note.who) == ("Draft it.", "Grace")
    assert "Changed an action of “Integration”: who “Ada” → “Grace”" in last_words()


def test_two_who_edit_at_once_are_told(write, order, topic):
    write()
    note = topic.notes.get()
    seen = mark_of(content_of(note))
    order("note_edit", note=str(note.pk), text="Mine.", seen=seen)

    with pytest.raises(Stale, match="changed after you opened the form"):
        order("note_edit", note=str(note.pk), text="Yours.", seen=seen)
    with pytest.raises(Stale):
        order("note_delete", note=str(note.pk), seen=seen)
    assert topic.notes.get().text == "Mine."
    # The very same change again is none, and who asks for nothing of the kind is not asked.
    order("note_edit", note=str(note.pk), text="Mine.", seen=seen)
    order("note_edit", note=str(note.pk), text="Ours.")
    assert topic.notes.get().text == "Ours."


def test_deleted_stays_in_the_log_alone(write, order, topic):
    write()
    note = topic.notes.get()
    order("note_delete", note=str(note.pk), seen=mark_of(content_of(note)))

    assert not topic.notes.exists()
    assert "Deleted an outcome of “Integration”: “We share a budget.”" in last_words()
    with pytest.raises(Invalid, match="somebody has deleted it"):
        order("note_edit", note=str(note.pk), text="Again.")


def test_written_down_after_the_end_too(write, order, topic):
    order("end")
    write()

    assert topic.notes.count() == 1


@pytest.mark.parametrize(
    ("args", "error", "said"),
    [
        ({"kind": "promise"}, Invalid, "“kind”: Value 'promise' is not a valid choice"),
        ({"text": " \n "}, Invalid, "“text”: This field cannot be blank"),
        ({"text": None}, Malformed, "“text” must be text"),
        ({"kind": 1, "who": []}, Malformed, "“kind” and “who” must be text"),
        ({"who": "Ada"}, Invalid, "Only an action has “who” and “by_when”"),
        ({"kind": "action", "by_when": "x" * 121}, Invalid, "“by_when”: .*at most 120"),
        ({"topic": None}, Malformed, "“topic” must be the id"),
        ({"topic": "x"}, Invalid, "no such topic"),
        ({"topic": str(uuid.uuid4())}, Invalid, "published no such topic"),
    ],
)
def test_what_cannot_be_is_refused_and_named(write, args, error, said):
    with pytest.raises(error, match=said):
        write(**args)
    assert not Note.objects.exists()


def test_seen_that_is_no_mark_is_malformed(write, order, topic):
    write()
    with pytest.raises(Malformed, match="“seen”"):
        order("note_delete", note=str(topic.notes.get().pk), seen=1)


def test_only_topics_of_the_published_agenda_take_notes(write, agenda, chair):
    with pytest.raises(Invalid, match="published no such topic"):
        write(topic=str(agenda.topics.get(title="Media").pk))
    take_back_agenda(agenda=agenda, by=chair)
    with pytest.raises(Invalid, match="published no such topic"):
        write()


def test_agenda_of_which_something_is_written_down_is_not_taken_back(write, agenda, chair):
    write()
    with pytest.raises(WrongPhase, match="Something is written down"):
        take_back_agenda(agenda=agenda, by=chair)


def test_strangers_and_other_sessions_write_nothing(write, order, topic, session):
    write()
    note = topic.notes.get()
    stranger = UserFactory()
    for do, args in (
        ("note_add", {"topic": str(topic.pk), "kind": "outcome", "text": "x"}),
        ("note_edit", {"note": str(note.pk), "text": "x"}),
        ("note_delete", {"note": str(note.pk)}),
    ):
        with pytest.raises(NotAllowed):
            carry_out(session_id=str(session.pk), by=stranger, order=Order(do, args))
    other = Session.objects.create(conference=session.conference, title="Other")
    other.chairs.add(stranger)
    for do, args in (
        ("note_add", {"topic": str(topic.pk), "kind": "outcome", "text": "x"}),
        ("note_edit", {"note": str(note.pk), "text": "x"}),
        ("note_delete", {"note": str(note.pk)}),
    ):
        with pytest.raises(Invalid):
            carry_out(session_id=str(other.pk), by=stranger, order=Order(do, args))
    assert [n.text for n in Note.objects.all()] == ["We share a budget."]


@pytest.mark.parametrize(
    "wrong", [{"kind": "promise"}, {"text": ""}, {"kind": "outcome", "who": "Ada"}]
)
def test_database_refuses_what_the_rules_refuse(topic, wrong):
    written_at = topic.agenda.published_at
    about = {"topic": topic, "kind": "action", "text": "x", "written_at": written_at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Note.objects.create(**{**about, **wrong})


@pytest.mark.parametrize("field", ["text", "who", "by_when"])
@pytest.mark.parametrize("text", REFUSED, ids=REFUSED.get)
def test_refused_text_is_named(write, field, text):
    with pytest.raises(Invalid, match=f"“{field}”"):
        write("action", **{"text": "Fine.", field: text})
    assert not Note.objects.exists()


def test_accepted_text_is_kept_whole(write, topic):
    for text in [text for text in ACCEPTED if len(text) <= 120]:
        write("action", text, who=text, by_when=text)
        note = topic.notes.order_by("-written_at").first()
        assert (note.text, note.who, note.by_when) == (text, text, text)


def test_what_was_written_down_in_a_rehearsal_goes_with_it(write, order, session):
    Round.objects.update(rehearsal=True)
    Session.objects.update(rehearsal=True)
    write()
    assert last_words().endswith(", in rehearsal, in “" + session.title + "”")
    order("clear")

    assert not Note.objects.exists()
