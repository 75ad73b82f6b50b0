"""Keypads: listed, heard, admitted, lost, replaced; and what their presses are."""

import uuid

import pytest
from django.test import override_settings
from django.utils import timezone
from django.utils.crypto import salted_hmac

from polls.errors import FileMistakes, Invalid, NotAllowed, Stale
from polls.keypad_lists import NO_UTF8, Listed, decode_list, read_list
from polls.keypads import (
    ListTaken,
    admit_held,
    delegate_of,
    forget_held,
    list_keypads,
    note_heard,
)
from polls.kinds import KINDS
from polls.lost_keypads import find_again, lose_keypad, replace_keypad
from polls.models import Ballot, Deed, Keypad
from polls.presses import LOST, NOT_ADMITTED, Press, read_presses, read_revs
from polls.programme import read_programme
from polls.roll_calls import read_found
from polls.stations import make_station
from polls.voting import cast
from polls.wording import Wording
from tests.factories import ConferenceFactory, QuestionFactory, RoundFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def round():
    """An open round in a conference with the keypads 17 and 18."""
    round = RoundFactory(question=QuestionFactory(choices=["Yes", "No", "Perhaps"]))
    listed = [Listed("17", "Table 4", "A1"), Listed("18")]
    list_keypads(conference=round.session.conference, listed=listed)
    return round


def press(round, keypad="17", keys="2", rev=1, **more) -> Press:
    """A press in a round."""
    return Press(keypad, str(round.pk), rev, keys, **more)


def read(round, *presses):
    """The presses as votes."""
    return read_presses(str(round.session.conference_id), presses)


def states(conference) -> dict[str, str]:
    """Every keypad's state by its serial."""
    return dict(conference.keypads.values_list("serial", "state"))


# Lists.


def test_list_is_read_by_its_header_whatever_parts_the_columns():
    wanted = [Listed("17", "Table 4", "A1"), Listed("018")]

    assert read_list("serial,label,seat\n17,Table 4,A1\n018\n\n") == wanted
    assert read_list("Seat;SERIAL;Label\r\nA1;17;Table 4\r\n;018;\r\n") == wanted


@pytest.mark.parametrize("parted", [",", ";", "\t"])
def test_mark_of_utf8_before_a_list_is_no_part_of_its_first_column(parted):
    text = "\ufeffserial,label\n17,Zoë\n".replace(",", parted)

    assert read_list(text) == read_list(decode_list(text.encode())) == [Listed("17", "Zoë")]


def test_lines_that_are_not_utf8_are_told():
    with pytest.raises(FileMistakes) as refused:
        decode_list("serial;label\r\n17;Zoë\r\n18;Anna\r\n19;Käthe\r\n".encode("cp1252"))

    assert refused.value.mistakes == [("line 2", NO_UTF8), ("line 4", NO_UTF8)]


def test_other_columns_are_attributes():
    text = "Party,serial,label,Weight\nA,17,4,2\n,18,,\n"

    assert read_list(text) == [
        Listed("17", "4", attributes=(("Party", "A"), ("Weight", "2"))),
        Listed("18"),
    ]


def places(text: str) -> list[str]:
    """Where a list is wrong."""
    with pytest.raises(FileMistakes) as refused:
        read_list(text)
    return [place for place, _ in refused.value.mistakes]


def test_every_mistake_of_a_list_is_told_with_its_line_and_column():
    text = f"serial,label\n17,a\n,b\n17,c\n{'1' * 41},d\n19,\x07\n20,e,f"

    assert places(text) == [
        "line 3, column 1 (serial)",
        "line 4, column 1 (serial)",
        "line 5, column 1 (serial)",
        "line 6, column 2 (label)",
        "line 7, column 3",
    ]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("1,A\n2,A", "line 3, column 2 (label): “A” is what people call the keypad “1” too"),
        ("1,5\n5,", "line 3, column 1 (serial): “5” is what people call the keypad “1” too"),
        ("5,\n1,5", "line 3, column 2 (label): “5” is what people call the keypad “5” too"),
    ],
)
def test_two_keypads_that_people_would_call_the_same_are_no_list(text, where):
    with pytest.raises(FileMistakes) as refused:
        read_list(f"serial,label\n{text}")

    assert refused.value.detail == where


def test_mistakes_of_the_header_are_told_with_their_columns():
    assert places("serial,Label,label\n17,a,b") == ["line 1, column 3"]
    assert places(f"serial,{'x' * 41}\n17,a") == ["line 1, column 2"]
    assert places("serial,a\x07\n17,a") == ["line 1, column 2"]
    assert places("serial," + ",".join("abcdefghijk") + "\n17") == ["line 1"]


def test_cell_without_an_end_is_told_with_its_line():
    assert places(f"serial,label\n17,a\n18,{'x' * 200_000}\n") == ["line 3"]
    assert places(f'serial,label\n17,"{"x" * 200_000}') == ["line 2"]


def test_list_of_an_old_machine_has_lines_too():
    assert read_list("serial,label\r17,a\r18,b\r") == [Listed("17", "a"), Listed("18", "b")]


@pytest.mark.parametrize("text", ["", "17\n18\n", "serial\n", "number,label\n17,a"])
def test_list_without_header_or_keypads_is_refused(text):
    with pytest.raises(FileMistakes):
        read_list(text)


def test_list_admits_new_keypads_and_those_that_were_heard(round):
    conference = round.session.conference
    read(round, press(round, "99"))
    late = Listed("99", "Late", attributes=(("Party", "A"),))
    told = list_keypads(conference=conference, listed=[late, Listed("20")])

    assert told == ListTaken(new=1, admitted=1, there=0)
    assert states(conference) == dict.fromkeys(["17", "18", "20", "99"], "known")
    assert conference.keypads.get(serial="99").attributes == {"Party": "A"}
    assert Deed.objects.latest("pk").words == "Listed 2 keypads, 1 of them new"


# What people call them.

SAME = "People would call two keypads the same: {}. Give one of them another label in a list."


def refusal_of(change, **what) -> str:
    """What is said of a change that is refused; nothing has changed then."""
    before = list(Keypad.objects.order_by("pk").values())
    with pytest.raises(Invalid) as refused:
        change(**what)
    assert list(Keypad.objects.order_by("pk").values()) == before
    return refused.value.detail


@pytest.mark.parametrize(
    ("listed", "pairs"),
    [
        ([Listed("19", "Table 4")], "“17” and “19” both “Table 4”"),
        ([Listed("19", "18")], "“18” and “19” both “18”"),
        ([Listed("Table 4")], "“17” and “Table 4” both “Table 4”"),
        ([Listed("19", "18"), Listed("20", "Table 4")], None),
        (
            [Listed(f"A{n}", f"{n}") for n in range(50, 57)],
            ", ".join(f"“{n}” and “A{n}” both “{n}”" for n in range(50, 55)) + ", and 2 more",
        ),
    ],
)
def test_list_that_calls_a_keypad_as_another_that_is_there_is_refused(round, listed, pairs):
    conference = round.session.conference
    list_keypads(conference=conference, listed=[Listed(str(n)) for n in range(50, 57)])
    pairs = pairs or "“18” and “19” both “18”, “17” and “20” both “Table 4”"

    assert refusal_of(list_keypads, conference=conference, listed=listed) == SAME.format(pairs)


def test_labels_may_change_places_in_one_list_and_be_told_again(round):
    conference = round.session.conference
    for _ in range(2):
        list_keypads(conference=conference, listed=[Listed("17"), Listed("18", "Table 4")])
    list_keypads(conference=conference, listed=[Listed("17", "18"), Listed("18", "17")])

    assert dict(conference.keypads.values_list("serial", "label")) == {"17": "18", "18": "17"}


def test_lost_keypad_keeps_its_label_and_one_that_was_replaced_hands_it_on(round):
    conference = round.session.conference
    lose_keypad(conference=conference, serial="17")
    new = [Listed("19", "Table 4")]
    pair = "“17” (lost) and “19” both “Table 4”"
    assert refusal_of(list_keypads, conference=conference, listed=new) == SAME.format(pair)
    replace_keypad(conference=conference, serial="17", by="19")

    assert list_keypads(conference=conference, listed=[*new, Listed("17", "Table 4")]).there == 1


def test_keypad_that_was_heard_is_admitted_once_nobody_else_is_called_so(round):
    conference = round.session.conference
    list_keypads(conference=conference, listed=[Listed("18", "99")])
    read(round, press(round, "98"), press(round, "99"))
    told = refusal_of(admit_held, conference=conference, seen=2)
    list_keypads(conference=conference, listed=[Listed("99", "99a")])

    assert told == SAME.format("“18” and “99” both “99”")
    assert admit_held(conference=conference, seen=1) == 1


def test_replacement_that_people_would_call_as_another_keypad_is_refused(round):
    conference = round.session.conference
    list_keypads(conference=conference, listed=[Listed("20", "A5")])
    told = refusal_of(replace_keypad, conference=conference, serial="18", by="A5")
    replace_keypad(conference=conference, serial="17", by="A5")

    assert told == SAME.format("“20” and “A5” both “A5”")
    assert conference.keypads.get(serial="A5").label == "Table 4"


def test_keypad_is_not_taken_back_under_a_number_that_another_has_now(round):
    conference = round.session.conference
    replace_keypad(conference=conference, serial="18", by="19")
    list_keypads(conference=conference, listed=[Listed("20", "18")])
    lose_keypad(conference=conference, serial="19")
    told = refusal_of(find_again, conference=conference, serial="18")

    assert told == SAME.format("“20” and “18” both “18”")


def test_keypads_that_were_called_the_same_before_are_lost_replaced_and_listed_apart(round):
    conference = round.session.conference
    conference.keypads.update(label="7")
    lose_keypad(conference=conference, serial="17")
    replace_keypad(conference=conference, serial="17", by="27")
    list_keypads(conference=conference, listed=[Listed("18", "8")])

    called = {each.serial: each.shown_number for each in conference.keypads.all()}
    assert called == {"17": "17", "18": "8", "27": "7"}


# Held, lost, replaced.


def test_press_of_an_unknown_keypad_is_refused_and_the_keypad_held(round):
    told = read(round, press(round, "99"), press(round, "17"))

    assert isinstance(told[0], NotAllowed)
    assert told[0].detail == NOT_ADMITTED
    assert told[1].vote.answer == [round.wording["choices"][1]["id"]]
    assert states(round.session.conference)["99"] == "held"


def test_held_keypads_are_admitted_together_as_they_were_shown(round):
    conference = round.session.conference
    read(round, press(round, "98"), press(round, "99"))
    with pytest.raises(Stale):
        admit_held(conference=conference, seen=1)

    assert admit_held(conference=conference, seen=2) == 2
    assert states(conference) == dict.fromkeys(["17", "18", "98", "99"], "known")


def test_held_keypads_can_be_turned_away(round):
    read(round, press(round, "99"))

    assert forget_held(conference=round.session.conference) == 1
    assert "99" not in states(round.session.conference)


def test_serial_that_nobody_can_read_is_not_held(round):
    read(round, press(round, "\u202e17"), press(round, " 17"))

    assert set(states(round.session.conference)) == {"17", "18"}


def test_lost_keypad_votes_no_more(round):
    lose_keypad(conference=round.session.conference, serial="17")

    [told] = read(round, press(round))
    assert (told.code, told.detail) == ("not_allowed", LOST)


def test_replaced_keypad_changes_the_ballot_of_its_holder(round):
    conference = round.session.conference
    cast([each.vote for each in read(round, press(round, "17", "1", 1))])
    lose_keypad(conference=conference, serial="17")
    read(round, press(round, "99"))
    replace_keypad(conference=conference, serial="17", by="99")
    cast([each.vote for each in read(round, press(round, "99", "3", 2))])

    ballot = Ballot.objects.get()
    assert ballot.rev == 2
    assert round.wording["choices"][2]["id"] in ballot.answer
    assert states(conference) == {"17": "lost", "18": "known", "99": "known"}


def pressed_though_lost(conference) -> list[str]:
    """The serials that a page tells of."""
    return [keypad.serial for keypad in read_found(conference)]


def test_lost_keypad_that_presses_is_never_admitted_with_all(round):
    conference = round.session.conference
    lose_keypad(conference=conference, serial="17")
    replace_keypad(conference=conference, serial="18", by="99")
    before = pressed_though_lost(conference)
    told = read(round, press(round, "17"), press(round, "18"), press(round, "50"))

    assert (before, pressed_though_lost(conference)) == ([], ["17", "18"])
    assert [each.detail for each in told] == [LOST, LOST, NOT_ADMITTED]
    assert admit_held(conference=conference, seen=1) == 1
    taken = list_keypads(conference=conference, listed=[Listed("17", "A"), Listed("18", "B")])
    assert taken == ListTaken(new=0, admitted=0, there=0, lost=("17", "18"))
    assert states(conference) == {"17": "lost", "18": "lost", "50": "known", "99": "known"}
    assert not conference.keypads.filter(label__in="AB").exists()


def test_press_from_before_a_loss_that_is_noted_late_finds_nothing(round):
    conference = round.session.conference
    station, _ = make_station(conference=conference, name="Base 1")
    lose_keypad(conference=conference, serial="17")
    note_heard(conference_id=str(conference.pk), station_id=station.pk, heard={"17": None})

    assert pressed_though_lost(conference) == []


def test_lost_keypad_that_is_found_again_votes_as_the_same_delegate(round):
    conference = round.session.conference
    before = read(round, press(round, "17"))[0].vote.delegate_id
    lose_keypad(conference=conference, serial="17")
    find_again(conference=conference, serial="17")

    assert read(round, press(round, "17"))[0].vote.delegate_id == before
    assert Deed.objects.latest("pk").words == "Keypad “17” was found again"
    for serial in ("17", "nobody"):
        with pytest.raises(Invalid):
            find_again(conference=conference, serial=serial)


def test_replaced_keypad_stays_out_until_its_replacement_is_lost(round):
    conference = round.session.conference
    before = read(round, press(round, "17"))[0].vote.delegate_id
    replace_keypad(conference=conference, serial="17", by="98")
    replace_keypad(conference=conference, serial="98", by="99")
    with pytest.raises(Invalid, match="replaced by “99”"):
        find_again(conference=conference, serial="17")
    with pytest.raises(Invalid, match="replaced by “99”"):
        replace_keypad(conference=conference, serial="17", by="50")
    lose_keypad(conference=conference, serial="99")
    find_again(conference=conference, serial="17")

    assert read(round, press(round, "17"))[0].vote.delegate_id == before
    assert states(conference) == {"17": "known", "18": "known", "98": "lost", "99": "lost"}
    with pytest.raises(Invalid, match="replaced by “17”"):
        find_again(conference=conference, serial="99")


def test_replaced_keypad_that_was_found_can_be_given_to_somebody_else(round):
    conference = round.session.conference
    replace_keypad(conference=conference, serial="17", by="99")
    delegate = read(round, press(round, "18"))[0].vote.delegate_id
    replace_keypad(conference=conference, serial="18", by="17")

    assert read(round, press(round, "17"))[0].vote.delegate_id == delegate
    assert states(conference) == {"17": "known", "18": "lost", "99": "known"}


def test_keypad_is_not_replaced_by_somebody_elses(round):
    with pytest.raises(Invalid, match="somebody else"):
        replace_keypad(conference=round.session.conference, serial="17", by="18")


# Votes.


def test_keypad_of_another_conference_is_refused_and_changes_nothing(round):
    other = ConferenceFactory()
    list_keypads(conference=other, listed=[Listed("50")])

    [told] = read(round, press(round, "50"))
    assert told.code == "not_allowed"
    assert other.keypads.get().state == Keypad.State.KNOWN


def test_batch_asks_as_often_as_one_press_does(round, django_assert_num_queries):
    listed = [Listed(str(number)) for number in range(100, 300)]
    list_keypads(conference=round.session.conference, listed=listed)
    read(round, press(round))
    many = [press(round, each.serial) for each in listed]

    for presses in ([press(round)], many, [*many, press(round, "\u202e17")]):
        with django_assert_num_queries(1):
            read(round, *presses)


def test_delegate_of_a_keypad_stands_in_no_table(round):
    keypad = Keypad.objects.get(serial="17")
    delegate = delegate_of(keypad.pk)

    assert delegate == delegate_of(keypad.pk)
    assert delegate not in (keypad.pk, delegate_of(uuid.uuid4()))
    assert delegate not in Keypad.objects.values_list("pk", flat=True)


def test_delegate_of_a_keypad_follows_from_the_secret_of_the_server():
    keypad = uuid.uuid4()
    expected = salted_hmac("show-of-hands.keypad-delegate", keypad.hex, algorithm="sha256")

    assert delegate_of(keypad).bytes == expected.digest()[:16]
    with override_settings(SECRET_KEY="another"):
        assert delegate_of(keypad).bytes != expected.digest()[:16]


def test_keys_that_fit_no_choice_make_a_vote_that_is_refused_with_their_mistake(round):
    [told] = read(round, press(round, keys="7"))

    assert (told.vote.answer, told.mistake) == (None, "There is no choice “7” here.")
    [outcome] = cast([told.vote]).outcomes
    assert outcome.code == "invalid"


def test_keypad_that_is_pressed_again_and_again_after_the_close_is_one_late_vote(round):
    type(round).objects.update(phase=round.Phase.CLOSED, closed_at=timezone.now())
    for rev in (1, 2, 3):
        told = read(round, press(round, "17", rev=rev), press(round, "18", rev=rev))
        cast([each.vote for each in told])

    assert round.late_voters.count() == 2


def test_revisions_are_told_without_answers(round):
    conference = str(round.session.conference_id)
    cast([each.vote for each in read(round, press(round, "17", "1", 4))])

    assert read_revs(conference, str(round.pk)) == {"17": 4}
    assert read_revs(str(ConferenceFactory().pk), str(round.pk)) == {}


def test_heard_keypads_are_noted_together(round):
    conference = round.session.conference
    station, _ = make_station(conference=conference, name="Base 1")
    heard = {"18": 40, "17": None, "nobody": 3}
    note_heard(conference_id=str(conference.pk), station_id=station.pk, heard=heard)

    first, second = conference.keypads.order_by("serial")
    assert first.heard_at == second.heard_at
    assert (first.battery, second.battery, first.station) == (None, 40, station)


def test_moment_in_which_keypads_were_heard_is_kept_as_of_its_minute(round):
    conference = round.session.conference
    station, _ = make_station(conference=conference, name="Base 1")
    note_heard(conference_id=str(conference.pk), station_id=station.pk, heard={"17": None})

    moment = conference.keypads.get(serial="17").heard_at
    assert (moment.second, moment.microsecond) == (0, 0)


def test_list_that_admits_more_than_a_conference_has_is_refused(round, monkeypatch):
    monkeypatch.setattr("polls.keypads.MOST", 3)
    conference = round.session.conference
    read(round, press(round, "98"), press(round, "99"))

    with pytest.raises(Invalid, match="at most"):
        list_keypads(conference=conference, listed=[Listed("98"), Listed("99")])
    assert states(conference)["99"] == "held"


# Keys.


def wording(kind: str, number: int = 3) -> Wording:
    """A question of a kind with so many choices, whose ids are their numbers."""
    question = {"id": "q", "kind": kind, "prompt": "", "help": ""}
    choices = [{"id": str(n), "text": str(n)} for n in range(1, number + 1)]
    return Wording.from_json({**question, "min_choices": 1, "max_choices": 3, "choices": choices})


@pytest.mark.parametrize(
    ("keys", "answer"), [("1", ["1"]), ("C", ["3"]), ("", []), ("31", ["3", "1"])]
)
def test_keys_name_choices_by_number_or_letter(keys, answer):
    assert KINDS["multiple"].read_keys(wording("multiple"), keys) == answer


@pytest.mark.parametrize("keys", ["0", "4", "D", "a", "²", "1 ", "\n", "１"])
def test_keys_that_name_no_choice_are_refused(keys):
    with pytest.raises(Invalid):
        KINDS["single"].read_keys(wording("single"), keys)


def test_tenth_choice_has_a_letter_and_the_eleventh_no_key():
    assert KINDS["single"].read_keys(wording("single", 12), "J") == ["10"]
    with pytest.raises(Invalid):
        KINDS["single"].read_keys(wording("single", 12), "K")


@pytest.mark.parametrize(("offered", "obstacle"), [(9, False), (10, True), (11, True)])
def test_kind_says_where_keys_do_not_reach(offered, obstacle):
    assert bool(KINDS["single"].obstacle_to_keys(offered)) is obstacle


def test_programme_names_what_cannot_be_keyed_where_there_are_keypads():
    question = QuestionFactory(choices=[str(number) for number in range(11)])
    session = str(question.session_id)
    before = read_programme(session)
    assert (before["keypads"], before["questions"][0]["keypads"]) == (False, "")

    list_keypads(conference=question.session.conference, listed=[Listed("17")])
    told = read_programme(session)
    assert told["keypads"] is True
    obstacle = "Keypads reach only the first 10 of 11 choices."
    assert told["questions"][0]["keypads"] == obstacle
