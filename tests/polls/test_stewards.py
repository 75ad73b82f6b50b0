"""Votes that helpers enter: through the same ballot box, once, with a reason."""

import uuid

import pytest

from polls.channels import read_channels
from polls.errors import Invalid, NotAllowed, Stale, WrongPhase
from polls.models import Attendance, Ballot, Deed, Role, Round, Session, SessionRole, StewardEntry
from polls.sparing import read_counters
from polls.stewards import MOST_HANDS, delegate_at, enter_ballot, enter_hands, take_back
from polls.tallies import read_result
from polls.turnout import count_present
from polls.voting import Vote, cast
from tests.factories import QuestionFactory, RoundFactory, UserFactory
from tests.hostile import ACCEPTED, REFUSED

WHY = "Balcony: no signal"


@pytest.fixture
def round(each_database):
    """An open round on a question with three choices."""
    return RoundFactory()


@pytest.fixture
def helper(round):
    """A helper of its session."""
    user = UserFactory(username="hal", first_name="Hal", guest=True)
    SessionRole.objects.create(session=round.session, user=user, role=Role.HELPER)
    return user


def ids(round) -> list[str]:
    """The ids of the choices."""
    return [choice["id"] for choice in round.wording["choices"]]


def hands(round, by, *counts, reason=WHY, entry_id=None):
    """Enter so many hands for each choice."""
    return enter_hands(
        entry_id=entry_id or uuid.uuid4(),
        session_id=round.session_id,
        round_id=str(round.pk),
        counts=dict(zip(ids(round), counts, strict=False)),
        reason=reason,
        by=by,
    )


def ballot(round, by, answer, reason="No device", entry_id=None):
    """Enter one ballot."""
    return enter_ballot(
        entry_id=entry_id or uuid.uuid4(),
        session_id=round.session_id,
        round_id=str(round.pk),
        answer=answer,
        reason=reason,
        by=by,
    )


def counts(round) -> list[int]:
    """The votes of each choice."""
    round.refresh_from_db()
    return [each["count"] for each in read_result(round).counts]


def unchanged() -> tuple[int, int, int]:
    """How much is entered."""
    return StewardEntry.objects.count(), Ballot.objects.count(), Deed.objects.count()


def test_hands_and_ballots_count_like_any_other_and_are_marked(round, helper):
    conference = str(round.session.conference_id)
    cast([Vote(conference, uuid.uuid4(), str(round.pk), 1, [ids(round)[2]])])
    hands(round, helper, 3, 2)
    ballot(round, helper, [ids(round)[0]])

    assert counts(round) == [4, 2, 1]
    assert count_present(round.session_id) == 0
    result = read_result(round)
    assert (result.ballots, result.joined) == (7, 7)
    told = read_channels(read_counters(round.pk))
    assert told == {"phone": 1, "keypad": 0, "form": 0, "hands": 5, "steward": 1}
    wanted = "Among the ballots: 5 by hands counted in the room, 1 entered by a helper."
    assert (result.entered, result.note) == (wanted, wanted)
    assert result.sentence.endswith(wanted)


def test_log_has_who_entered_how_many_and_no_choice_and_no_reason(round, helper):
    hands(round, helper, 3, 2)
    ballot(round, helper, [ids(round)[1]], reason="Blind, came without help")

    lines = list(Deed.objects.order_by("pk").values_list("person", "words"))
    vote = f"“{round.wording['prompt']}” (vote 1)"
    told = f", in “{round.session}”; its reason stands with the entry"
    assert lines == [
        ("hal", f"Entered 5 hands counted in the vote on {vote}{told}"),
        ("hal", f"Entered one ballot in the vote on {vote}{told}"),
    ]
    entry = StewardEntry.objects.get(ballots=1)
    assert (entry.hands, entry.who) == (None, "Hal")


def test_entry_that_is_sent_twice_is_entered_once(round, helper):
    entry_id = uuid.uuid4()
    first = hands(round, helper, 3, entry_id=entry_id)
    assert hands(round, helper, 3, entry_id=entry_id) == first

    one = uuid.uuid4()
    assert ballot(round, helper, [ids(round)[1]], entry_id=one) == ballot(
        round, helper, [ids(round)[1]], entry_id=one
    )
    assert counts(round) == [3, 1, 0]


def test_id_of_an_entry_in_another_vote_is_refused_in_both_forms(round, helper):
    entry = hands(round, helper, 3)
    take_back(entry_id=entry.pk, session_id=round.session_id, by=helper)
    assert not any(WHY in words for words in Deed.objects.values_list("words", flat=True))
    Round.objects.filter(pk=round.pk).update(phase="closed")
    other = RoundFactory(question=round.question)

    with pytest.raises(Stale, match="another vote"):
        hands(other, helper, 1, entry_id=entry.pk)
    with pytest.raises(Stale, match="another vote"):
        ballot(other, helper, [ids(other)[0]], entry_id=entry.pk)
    assert StewardEntry.objects.count() == 1


def test_entry_that_is_taken_back_counts_no_more_and_its_places_are_free(round, helper):
    entry = hands(round, helper, 3, 1)
    ballot(round, helper, [ids(round)[2]])
    take_back(entry_id=entry.pk, session_id=round.session_id, by=helper)

    assert counts(round) == [0, 0, 1]
    assert Deed.objects.latest("pk").words.startswith("Took back 4 ballots entered in the vote on")
    with pytest.raises(WrongPhase):
        take_back(entry_id=entry.pk, session_id=round.session_id, by=helper)
    with pytest.raises(Stale, match="taken back"):
        hands(round, helper, 3, 1, entry_id=entry.pk)
    again = hands(round, helper, 0, 2)
    assert again.places == [1, 2]
    assert counts(round) == [0, 2, 1]
    assert read_result(round).joined == 5


def test_ten_hands_in_two_votes_are_ten_people(round, helper):
    hands(round, helper, 10)
    round.phase, round.joined = "closed", 10
    round.save()
    second = RoundFactory(question=QuestionFactory(session=round.session))
    hands(second, helper, 4, 6)

    assert Attendance.objects.filter(session=round.session_id).count() == 10
    places = {delegate_at(round.session_id, place) for place in range(1, 11)}
    assert set(Attendance.objects.values_list("delegate_id", flat=True)) == places


def test_ballot_of_several_choices_is_entered_and_its_hands_are_not(each_database):
    round = RoundFactory(question=QuestionFactory(kind="multiple", max_choices=2))
    chair = UserFactory()
    round.session.chairs.add(chair)
    ballot(round, chair, ids(round)[:2])

    assert counts(round) == [1, 1, 0]
    with pytest.raises(Invalid):
        hands(round, chair, 1)
    with pytest.raises(Invalid):
        ballot(round, chair, ids(round))
    assert StewardEntry.objects.count() == 1


@pytest.mark.parametrize("numbers", [(), (0, 0), (-1, 2), (MOST_HANDS, 1)])
def test_numbers_of_hands_that_cannot_be_change_nothing(round, helper, numbers):
    with pytest.raises(Invalid):
        hands(round, helper, *numbers)
    assert unchanged() == (0, 0, 0)


def test_foreign_choice_and_empty_ballot_change_nothing(round, helper):
    strange = str(uuid.uuid4())
    with pytest.raises(Invalid):
        enter_hands(
            entry_id=uuid.uuid4(), session_id=round.session_id, round_id=str(round.pk),
            counts={strange: 2}, reason=WHY, by=helper,
        )  # fmt: skip
    for answer in ([], [strange], ids(round)):
        with pytest.raises(Invalid):
            ballot(round, helper, answer)
    assert unchanged() == (0, 0, 0)


def test_nothing_is_entered_once_the_vote_is_closed_or_another_is_on_screen(round, helper):
    entry = hands(round, helper, 2)
    before = unchanged()
    round.phase = "closed"
    round.save()
    with pytest.raises(WrongPhase):
        hands(round, helper, 1)
    with pytest.raises(WrongPhase):
        take_back(entry_id=entry.pk, session_id=round.session_id, by=helper)
    RoundFactory(question=QuestionFactory(session=round.session))
    with pytest.raises(Stale):
        ballot(round, helper, [ids(round)[0]])

    assert unchanged() == before


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.TECHNICIAN, None])
def test_whoever_is_no_helper_enters_nothing(round, helper, role):
    other = UserFactory()
    if role:
        SessionRole.objects.create(session=round.session, user=other, role=role)
    entry = hands(round, helper, 2)
    before = unchanged()

    for refused in (
        lambda: hands(round, other, 1),
        lambda: ballot(round, other, [ids(round)[0]]),
        lambda: take_back(entry_id=entry.pk, session_id=round.session_id, by=other),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert unchanged() == before


def test_entry_of_another_session_cannot_be_taken_back(round, helper):
    other = RoundFactory()
    chair = UserFactory()
    other.session.chairs.add(chair)
    entry = hands(round, helper, 2)

    with pytest.raises(Invalid):
        take_back(entry_id=entry.pk, session_id=other.session_id, by=chair)
    assert counts(round) == [2, 0, 0]


@pytest.mark.parametrize("text", REFUSED)
def test_reason_that_cannot_be_read_changes_nothing(round, helper, text):
    with pytest.raises(Invalid):
        hands(round, helper, 1, reason=text)
    assert unchanged() == (0, 0, 0)


@pytest.mark.parametrize("text", ["", "  ", "x" * 201])
def test_reason_is_needed_and_short(round, helper, text):
    with pytest.raises(Invalid):
        ballot(round, helper, [ids(round)[0]], reason=text)
    assert unchanged() == (0, 0, 0)


def test_reason_of_whatever_can_be_read_is_kept(round, helper):
    for text in ACCEPTED:
        entry = hands(round, helper, 1, reason=text)
        assert entry.reason == " ".join(text.split())
    Session.objects.get(pk=round.session_id).delete()
    assert not StewardEntry.objects.exists()
