"""What a moderator decides: where it leads, what the list and its author see, what the log says."""

import uuid

import pytest

from polls.errors import Invalid, NotAllowed, Stale, WrongPhase
from polls.models import Deed, Remedy, Round, Session
from polls.remedies.deciding import decide
from polls.remedies.entering import BadEntry
from polls.remedies.fates import read_own
from polls.remedies.reading import (
    count_for_moderators,
    read_list,
    read_remedies_now,
    read_to_moderate,
)
from tests.factories import UserFactory
from tests.remedies import counters, order, put, shown, upvote


def choose(remedy, by, do, **about):
    """Decide on an entry as it stands now."""
    remedy.refresh_from_db()
    return decide(remedy_id=remedy.pk, by=by, version=remedy.version, do=do, **about)


def listed(topic):
    """The texts of a topic's list, as its round and as its readers have it."""
    words = [c["text"] for c in Round.objects.get(topic=topic).wording["choices"]]
    assert words == [s.text for s in read_list(topic.agenda.session_id)]
    return words


def told(remedy):
    """What its author is told."""
    (own,) = read_own([remedy.ticket])
    return own.fate, own.about


def test_approved_entry_joins_the_list_and_everybody_is_told(topic, chair):
    before = Session.objects.get()
    remedy = put(topic, "One budget")
    choose(remedy, chair, "approve")
    after = Session.objects.get()

    assert listed(topic) == ["One budget"]
    assert told(remedy) == ("It is in the list", "")
    assert after.seq == before.seq + 1
    assert read_remedies_now(after).version == before.remedies_listed + 1


def test_two_moderators_cannot_decide_over_each_other_unseen(topic, chair):
    remedy = put(topic, "One budget")
    choose(remedy, chair, "approve")

    with pytest.raises(Stale, match="Somebody else has decided"):
        decide(remedy_id=remedy.pk, by=chair, version=1, do="reject", text="No")
    assert listed(topic) == ["One budget"]


def test_answered_rejected_and_parked_entries_tell_their_authors(topic, chair):
    answered, rejected, parked = (put(topic, text) for text in "abc")
    choose(answered, chair, "answer", text=" The panel\nsays yes. ")
    choose(rejected, chair, "reject", text="It names a person")
    choose(parked, chair, "park")

    assert listed(topic) == ["a"]
    assert told(answered) == ("It was answered", "The panel says yes.")
    assert told(rejected) == ("It is not shown", "It names a person")
    assert told(parked) == ("It is kept for later", "")
    assert listed_again(rejected, chair, topic) == ["a", "b"]


def listed_again(remedy, chair, topic):
    choose(remedy, chair, "approve")
    return listed(topic)


@pytest.mark.parametrize("do", ["answer", "reject"])
@pytest.mark.parametrize(
    ("text", "words"), [("", "Type|Say why"), ("x" * 281, "281"), ("\u202e", "U\\+202E")]
)
def test_words_that_are_missing_too_long_or_unreadable_change_nothing(
    topic, chair, do, text, words
):
    remedy = put(topic, "a")
    with pytest.raises(BadEntry, match=words):
        choose(remedy, chair, do, text=text)

    remedy.refresh_from_db()
    assert (remedy.state, remedy.version) == ("held", 1)


def test_whoever_upvoted_both_parts_of_a_whole_counts_once(topic, chair):
    one, other, third = (shown(topic, text, chair) for text in ("One", "Other", "Third"))
    both, only, neither = (uuid.uuid4() for _ in range(3))
    upvote(topic, both, 1, one, other)
    upvote(topic, only, 1, other)
    upvote(topic, neither, 1, third)
    choose(other, chair, "merge", into=one.pk)

    assert counters(topic) == {"ballots": 3, str(one.pk): 2, str(third.pk): 1}
    assert listed(topic) == ["One", "Third"]
    assert told(other) == ("It became part of another entry", "One")
    # A phone that has not heard of it is understood, and the same vote again changes nothing.
    again = upvote(topic, both, 1, one, other)
    assert (again.rev, again.changed, again.answer) == (1, False, [str(one.pk)])
    assert upvote(topic, only, 2, other, third).changed
    assert counters(topic) == {"ballots": 3, str(one.pk): 2, str(third.pk): 2}


def test_parts_of_a_part_count_for_the_whole(topic, chair):
    a, b, c = (shown(topic, text, chair) for text in "abc")
    delegate = uuid.uuid4()
    upvote(topic, delegate, 1, c)
    choose(c, chair, "merge", into=b.pk)
    choose(b, chair, "merge", into=a.pk)

    assert counters(topic) == {"ballots": 1, str(a.pk): 1}
    assert upvote(topic, delegate, 2, c).answer == [str(a.pk)]
    assert told(c) == ("It became part of another entry", "a")


def test_withdrawn_entry_takes_its_upvotes_along(topic, chair):
    one, other = shown(topic, "One", chair), shown(topic, "Other", chair)
    only, both = uuid.uuid4(), uuid.uuid4()
    upvote(topic, only, 1, other)
    upvote(topic, both, 1, one, other)
    choose(other, chair, "reject", text="Names a person")

    assert counters(topic) == {"ballots": 1, str(one.pk): 1}
    assert upvote(topic, only, 1, other).changed is False
    choose(other, chair, "approve")
    assert upvote(topic, only, 2, other).changed
    assert counters(topic) == {"ballots": 2, str(one.pk): 1, str(other.pk): 1}


@pytest.mark.parametrize("bad", ["itself", "held", "elsewhere", "nothing"])
def test_entry_merges_only_into_one_that_its_list_shows(topics, chair, bad):
    one = shown(topics[0], "One", chair)
    into = {
        "itself": one.pk,
        "held": put(topics[0], "x").pk,
        "elsewhere": shown(topics[1], "y", chair).pk,
        "nothing": None,
    }[bad]

    with pytest.raises(BadEntry, match="Choose an entry of this topic"):
        choose(one, chair, "merge", into=into)


@pytest.mark.parametrize("from_the_list", [True, False])
def test_words_of_what_was_set_aside_are_nowhere_and_it_is_counted(topic, chair, from_the_list):
    words = "He hurt me"
    remedy = shown(topic, words, chair) if from_the_list else put(topic, words)
    choose(remedy, chair, "set_aside")
    session = Session.objects.get()

    assert listed(topic) == []
    (own,) = read_own([remedy.ticket])
    assert (own.text, own.about) == ("", "")
    assert read_to_moderate(session.pk) == []
    assert count_for_moderators(session.pk) == {"held": 0, "set_aside": 1}
    assert words not in str(Round.objects.values())
    assert words not in str(Deed.objects.values())
    with pytest.raises(WrongPhase):
        choose(remedy, chair, "approve")


def test_log_tells_who_decided_and_no_words(topic, chair):
    one, other = shown(topic, "First words", chair), shown(topic, "Other words", chair)
    choose(other, chair, "merge", into=one.pk)
    lines = list(Deed.objects.order_by("pk").values_list("words", "person"))[-3:]

    assert lines == [
        (f"Approved number 1 under “Integration”, in “{topic.agenda.session}”", "chair"),
        (f"Approved number 2 under “Integration”, in “{topic.agenda.session}”", "chair"),
        (
            f"Merged number 2 under “Integration” into number 1, in “{topic.agenda.session}”",
            "chair",
        ),
    ]
    assert not Deed.objects.filter(words__contains="words").exists()


def test_only_moderators_of_the_session_decide(topic):
    remedy = put(topic, "x")

    with pytest.raises(NotAllowed):
        choose(remedy, UserFactory(), "approve")
    with pytest.raises(Invalid, match="no decision"):
        choose(remedy, UserFactory(is_superuser=True), "publish")
    with pytest.raises(Invalid, match="no such entry"):
        decide(remedy_id=uuid.uuid4(), by=UserFactory(), version=1, do="approve")


def test_flags_name_links_and_profanity_to_the_moderator(topic):
    put(topic, "Cachu! see https://example.org")
    put(topic, "Scunthorpe has assets; a classic pass")

    assert [each.flags for each in read_to_moderate(topic.agenda.session_id)] == [
        ("link", "profanity"),
        (),
    ]


def test_full_list_says_so(topic, chair, monkeypatch):
    monkeypatch.setattr("polls.remedies.lists.MOST_LISTED", 1)
    shown(topic, "a", chair)
    held = put(topic, "b")

    with pytest.raises(Invalid, match="The list shows 1 entries, and no more"):
        choose(held, chair, "approve")
    assert Remedy.objects.get(pk=held.pk).state == "held"


def test_merge_after_the_freeze_counts_anew_until_it_is_sealed(topic, chair):
    one, other = shown(topic, "One", chair), shown(topic, "Other", chair)
    upvote(topic, uuid.uuid4(), 1, one, other)
    order(topic.agenda.session, chair, "remedies_freeze", topic=str(topic.pk))
    choose(other, chair, "merge", into=one.pk)

    assert [(s.text, s.votes) for s in read_list(topic.agenda.session_id)] == [("One", 1)]
