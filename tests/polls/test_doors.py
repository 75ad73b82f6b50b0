"""Who gets in: the door, join codes of before, personal codes, admissions of latecomers."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from polls import preparing
from polls.admissions import (
    KEPT,
    LIFE,
    AdmissionNotUsable,
    find_admission,
    make_admission,
    spend_admission,
)
from polls.chairing import Order, carry_out
from polls.codes import normalise_personal_code, series_of
from polls.conferences import read_conference
from polls.doors import change_code, find_conference, tell_turnout
from polls.errors import Invalid, Malformed, NotAllowed, Stale, WrongPhase
from polls.models import Admission, Conference, Delegate, PersonalCode, Round
from polls.personal_codes import (
    Card,
    NoSuchCode,
    check_cards,
    codes_seen,
    enter_personal_code,
    make_personal_codes,
    read_replaced,
    replace_personal_codes,
)
from polls.tallies import read_result
from polls.tokens import make_token, read_token
from tests.agendas import TIMES, publish, vote_on_obstacles
from tests.factories import (
    ConferenceFactory,
    QuestionFactory,
    RoundFactory,
    SessionFactory,
    UserFactory,
)
from tests.remedies import open_lists

pytestmark = pytest.mark.django_db

Door = Conference.Door


@pytest.fixture
def conference():
    return ConferenceFactory()


@pytest.fixture
def organiser(conference):
    user = UserFactory()
    conference.organisers.add(user)
    return user


def make(conference, count=1, **more):
    return make_personal_codes(conference=conference, count=count, **more)


def enter(card):
    """The token of whoever enters a card's code."""
    return read_token(enter_personal_code(card.code).token)


def door_of(conference):
    return Conference.objects.values_list("door", flat=True).get(pk=conference.pk)


def seq_of(conference):
    return Conference.objects.values_list("seq", flat=True).get(pk=conference.pk)


# Personal codes.


def test_code_is_the_key_to_one_delegate_however_it_is_typed(conference):
    first, second = make(conference, 2)
    typed = f" {first.code.lower().replace('-', ' ')} "

    assert enter(first) == read_token(enter_personal_code(typed).token)
    assert enter(first).delegate_id != enter(second).delegate_id
    assert enter(first).conference_id == str(conference.pk)


def test_code_has_sixteen_characters_of_which_thirteen_are_random(conference):
    codes = [normalise_personal_code(card.code) for card in make(conference, 100)]

    assert {len(code) for code in codes} == {16}
    assert {code[:3] for code in codes} == {series_of(conference.pk)}
    assert len({code[3:] for code in codes}) == 100
    # Random places hold most of the 28 characters among a hundred codes.
    assert all(len({code[place] for code in codes}) > 18 for place in range(3, 16))


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKLM-NPQR", "ä" * 16, "\0" * 16])
def test_what_is_no_code_is_refused(conference, typed):
    make(conference)

    with pytest.raises(NoSuchCode):
        enter_personal_code(typed)


def test_neither_the_code_nor_its_delegate_stands_in_the_database(conference):
    card = make(conference)[0]
    code = normalise_personal_code(card.code)
    token = enter(card)

    row = str(PersonalCode.objects.values().get())

    assert code not in row.upper()
    assert token.delegate_id.hex not in row.replace("-", "")
    assert not Delegate.objects.exists()


def test_another_secret_knows_no_code(conference, settings):
    card = make(conference)[0]
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(NoSuchCode):
        enter_personal_code(card.code)


def test_replaced_code_is_dead_and_the_fresh_one_is_the_same_delegate(conference):
    lost, kept = make(conference, 2)
    before = enter(lost)
    fresh = replace_personal_codes(conference=conference, numbers=[lost.number])[0]

    with pytest.raises(NoSuchCode):
        enter_personal_code(lost.code)
    now = read_conference(conference.code)
    after = enter(fresh)
    assert (after.delegate_id, after.generation) == (before.delegate_id, 2)
    assert fresh.number == lost.number
    assert not now.admits(before.delegate_id, before.generation)
    assert now.admits(after.delegate_id, after.generation)
    assert now.admits(enter(kept).delegate_id, enter(kept).generation)
    assert read_replaced(conference) == {before.delegate_id: 2}


def test_replacing_lets_the_rooms_know(conference):
    make(conference)
    before = seq_of(conference)
    replace_personal_codes(conference=conference, numbers=[1])

    assert seq_of(conference) > before


def test_numbers_go_on_and_unknown_ones_are_refused(conference):
    make(conference, 2)

    assert [card.number for card in make(conference, 2)] == [3, 4]
    with pytest.raises(Invalid, match="number 5"):
        replace_personal_codes(conference=conference, numbers=[4, 5])
    assert read_replaced(conference) == {}


@pytest.mark.parametrize("count", [0, -1, 501])
def test_codes_are_made_in_reasonable_numbers(conference, count):
    with pytest.raises(Invalid):
        make(conference, count)
    assert not PersonalCode.objects.exists()


def test_form_that_was_made_for_other_codes_does_nothing(conference):
    seen = codes_seen(conference)
    make(conference, 1, seen=seen)

    with pytest.raises(Stale):
        make(conference, 1, seen=seen)
    with pytest.raises(Stale, match="if the page with new ones is gone, replace them as lost"):
        replace_personal_codes(conference=conference, numbers=[1], seen=seen)
    assert PersonalCode.objects.count() == 1


def test_cards_are_checked_by_number_code_and_conference(conference):
    first, second = make(conference, 2)

    assert check_cards(conference, [first, second])
    assert not check_cards(conference, [Card(second.number, first.code)])
    assert not check_cards(ConferenceFactory(), [first])
    replace_personal_codes(conference=conference, numbers=[1])
    assert not check_cards(conference, [first])


# The door.


def test_door_swings_and_lets_the_rooms_know(conference):
    for door in (Door.SHUT, Door.OPEN):
        before = seq_of(conference)
        preparing.set_door(conference=conference, door=door)
        assert (door_of(conference), seq_of(conference)) == (door, before + 1)


def test_personal_codes_alone_need_personal_codes(conference):
    with pytest.raises(Invalid, match="Make personal codes first"):
        preparing.set_door(conference=conference, door=Door.PERSONAL)
    with pytest.raises(Invalid):
        preparing.set_door(conference=conference, door="ajar")
    assert door_of(conference) == Door.OPEN


def test_from_and_to_personal_codes_only_between_votes(conference):
    make(conference)
    round = RoundFactory(question__session__conference=conference)
    with pytest.raises(WrongPhase):
        preparing.set_door(conference=conference, door=Door.PERSONAL)
    preparing.set_door(conference=conference, door=Door.SHUT)

    Round.objects.filter(pk=round.pk).update(phase=Round.Phase.CLOSED)
    preparing.set_door(conference=conference, door=Door.PERSONAL)
    Round.objects.filter(pk=round.pk).update(phase=Round.Phase.OPEN)
    with pytest.raises(WrongPhase):
        preparing.set_door(conference=conference, door=Door.OPEN)
    assert door_of(conference) == Door.PERSONAL


def test_with_personal_codes_alone_a_browsers_token_opens_nothing(conference):
    browser, card = read_token(make_token(str(conference.pk))), make(conference)[0]
    person = enter(card)
    assert read_conference(conference.code).admits(browser.delegate_id, browser.generation)

    preparing.set_door(conference=conference, door=Door.PERSONAL)

    now = read_conference(conference.code)
    assert not now.admits(browser.delegate_id, browser.generation)
    assert now.admits(person.delegate_id, person.generation)


# What chairs do.


def order(session, by, do, **args):
    return carry_out(session_id=session.pk, by=by, order=Order(do, args))


def test_chair_of_one_session_moves_the_door_of_the_conference(conference):
    chair = UserFactory()
    session = SessionFactory(conference=conference, chairs=[chair])
    order(session, chair, "door", door="shut")
    assert door_of(conference) == Door.SHUT

    order(session, chair, "door", door="open")
    assert door_of(conference) == Door.OPEN


def test_chair_of_another_conference_does_not(conference):
    session = SessionFactory(conference=conference)
    stranger = SessionFactory(chairs=[UserFactory()]).chairs.get()

    for do in ("door", "code"):
        with pytest.raises(NotAllowed):
            order(session, stranger, do, door="shut")
    assert door_of(conference) == Door.OPEN
    assert find_conference(conference.code) == conference


@pytest.mark.parametrize(
    ("door", "error"), [(None, Malformed), (1, Malformed), ("personal", Invalid), ("", Invalid)]
)
def test_chairs_open_and_shut_and_nothing_else(conference, organiser, door, error):
    session = SessionFactory(conference=conference)
    with pytest.raises(error):
        order(session, organiser, "door", door=door)


def test_chairs_leave_personal_codes_alone(conference, organiser):
    make(conference)
    preparing.set_door(conference=conference, door=Door.PERSONAL)
    session = SessionFactory(conference=conference)

    with pytest.raises(WrongPhase):
        order(session, organiser, "door", door="open")
    assert door_of(conference) == Door.PERSONAL


# Join codes of before.


def test_code_changes_and_the_former_one_is_remembered(conference):
    old = conference.code
    new = change_code(conference=conference)

    assert new != old
    assert find_conference(old) == find_conference(new) == conference
    assert read_conference(old).code == new
    assert find_conference(None) is None


def test_code_changes_by_a_chairs_command(conference, organiser):
    session = SessionFactory(conference=conference)
    order(session, organiser, "code")

    conference.refresh_from_db()
    assert conference.former_codes.count() == 1
    assert conference.former_codes.get().code != conference.code


def test_code_of_now_goes_before_the_same_of_before(conference):
    old = conference.code
    change_code(conference=conference)
    other = ConferenceFactory(code=old)

    assert find_conference(old) == other


# Latecomers.


def test_admission_lets_one_in_once(conference, organiser):
    preparing.set_door(conference=conference, door=Door.SHUT)
    secret = make_admission(conference=conference, by=organiser)

    assert find_admission(secret) == conference
    assert spend_admission(secret) == conference
    with pytest.raises(AdmissionNotUsable):
        spend_admission(secret)
    assert secret not in str(Admission.objects.values())


def test_admission_is_good_for_a_quarter_of_an_hour(conference, organiser):
    secret = make_admission(conference=conference, by=organiser)
    left = Admission.objects.get().expires_at - timezone.now()
    assert timedelta(minutes=14) < left <= LIFE == timedelta(minutes=15)
    Admission.objects.update(expires_at=timezone.now())

    with pytest.raises(AdmissionNotUsable):
        spend_admission(secret)
    Admission.objects.update(expires_at=timezone.now() - KEPT)
    make_admission(conference=conference, by=organiser)
    assert Admission.objects.count() == 1


def test_form_of_an_admission_that_is_sent_again_makes_no_second_one(conference, organiser):
    def ask():
        return make_admission(conference=conference, by=organiser, secret="of-one-form")

    assert ask() == ask() == "of-one-form"
    assert Admission.objects.count() == 1
    spend_admission("of-one-form")

    with pytest.raises(AdmissionNotUsable):
        ask()
    with pytest.raises(AdmissionNotUsable):
        spend_admission("of-one-form")


def test_chairs_and_organisers_admit_and_nobody_else(conference, organiser):
    chair = UserFactory()
    SessionFactory(conference=conference, chairs=[chair])
    elsewhere = SessionFactory(chairs=[UserFactory()]).chairs.get()

    for helper in (organiser, chair):
        assert spend_admission(make_admission(conference=conference, by=helper)) == conference
    with pytest.raises(NotAllowed):
        make_admission(conference=conference, by=elsewhere)


def test_nobody_is_admitted_where_only_personal_codes_are(conference, organiser):
    secret = make_admission(conference=conference, by=organiser)
    make(conference)
    preparing.set_door(conference=conference, door=Door.PERSONAL)
    conference.refresh_from_db()

    with pytest.raises(WrongPhase):
        make_admission(conference=conference, by=organiser)
    with pytest.raises(WrongPhase):
        spend_admission(secret)


def test_nobody_is_admitted_to_what_is_over(conference, organiser):
    secret = make_admission(conference=conference, by=organiser)
    Conference.objects.update(ended_at=timezone.now())

    with pytest.raises(WrongPhase):
        spend_admission(secret)


# What every result says.


def test_turnout_says_who_was_expected_joined_and_voted():
    numbers = {"joined": 104, "ballots": 97}
    told = tell_turnout(personal=False, expected=100, **numbers)

    assert told == "Open code: 100 expected, 104 joined, 97 voted"
    assert tell_turnout(personal=False, expected=None, **numbers) == (
        "Open code: 104 joined, 97 voted"
    )
    assert tell_turnout(personal=True, expected=100, **numbers).startswith("Personal codes: ")


def test_round_keeps_by_which_codes_it_was_voted(organiser, conference):
    make(conference)
    session = SessionFactory(conference=conference)
    QuestionFactory(session=session)
    order(session, organiser, "next")
    order(session, organiser, "open")
    order(session, organiser, "close")
    by_open_code = Round.objects.get()
    preparing.set_door(conference=conference, door=Door.PERSONAL)
    order(session, organiser, "open")
    order(session, organiser, "close")
    by_personal = Round.objects.get(number=2)

    assert read_result(by_open_code).turnout.startswith("Open code: ")
    assert read_result(by_personal).turnout.startswith("Personal codes: ")


def test_round_voted_by_browsers_is_not_reopened_to_persons(organiser, conference):
    make(conference)
    session = SessionFactory(conference=conference)
    QuestionFactory(session=session)
    for do in ("next", "open", "close"):
        order(session, organiser, do)
    preparing.set_door(conference=conference, door=Door.PERSONAL)

    with pytest.raises(WrongPhase, match="Open a new vote"):
        order(session, organiser, "reopen")
    assert Round.objects.get().phase == Round.Phase.CLOSED


def test_round_reopened_to_browsers_is_no_longer_of_persons(organiser, conference):
    make(conference)
    preparing.set_door(conference=conference, door=Door.PERSONAL)
    session = SessionFactory(conference=conference)
    QuestionFactory(session=session)
    for do in ("next", "open", "close"):
        order(session, organiser, do)
    preparing.set_door(conference=conference, door=Door.OPEN)
    order(session, organiser, "reopen")

    assert read_result(Round.objects.get()).entry == "open"


def test_open_list_is_named_where_it_keeps_the_door_as_it_is():
    chair = UserFactory()
    round = vote_on_obstacles(62, 54)
    round.session.chairs.add(chair)
    conference = round.session.conference
    open_lists(publish(round, by=chair, times=replace(TIMES, most=2)), chair)
    make(conference, 1)

    with pytest.raises(WrongPhase, match="A list of ways and questions is open"):
        preparing.set_door(conference=conference, door="personal")
