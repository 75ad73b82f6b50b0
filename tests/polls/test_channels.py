"""By what ballots were cast: counted beside the choices, and hidden beside the ballots."""

import uuid

import pytest

from polls.channels import read_channels, tell_channels, tell_entered
from polls.models import Ballot, Channel
from polls.sealing import seal_round
from polls.sparing import read_counters
from polls.tallies import read_result
from polls.voting import Vote, cast, round_facts
from polls.voting.facts import unmask_channel
from tests.factories import RoundFactory


@pytest.fixture
def round(each_database):
    """An open round."""
    return RoundFactory()


def ids(round) -> list[str]:
    """The ids of its choices."""
    return [choice["id"] for choice in round.wording["choices"]]


def vote(round, answer, channel, delegate=None, rev=None) -> Vote:
    """A vote by a channel, of somebody new if nobody is named."""
    conference, delegate = str(round.session.conference_id), delegate or uuid.uuid4()
    return Vote(conference, delegate, str(round.pk), rev, answer, channel=channel)


def channels(round) -> dict[str, int]:
    """The channels that any ballot came by."""
    return {name: n for name, n in read_channels(read_counters(round.pk)).items() if n}


def test_ballots_are_counted_by_the_channel_of_their_latest_version(round):
    yes, no, _ = ids(round)
    anna, bert = uuid.uuid4(), uuid.uuid4()
    cast([vote(round, [yes], Channel.PHONE, anna), vote(round, [no], Channel.KEYPAD, bert)])
    before = channels(round)
    cast([vote(round, [no], Channel.FORM, anna), vote(round, [no], Channel.STEWARD)])
    after = channels(round)
    cast([vote(round, [], Channel.FORM, anna), vote(round, [], Channel.KEYPAD, bert)])

    assert before == {"phone": 1, "keypad": 1}
    assert after == {"keypad": 1, "form": 1, "steward": 1}
    assert channels(round) == {"steward": 1}


def test_vote_that_is_sent_again_keeps_its_channel(round):
    anna = uuid.uuid4()
    cast([vote(round, [ids(round)[0]], Channel.KEYPAD, anna, rev=1)])
    cast([vote(round, [ids(round)[0]], Channel.PHONE, anna, rev=1)])

    assert channels(round) == {"keypad": 1}


def test_no_channel_can_be_read_beside_a_ballot_without_the_key(round):
    cast([vote(round, [ids(round)[0]], Channel.KEYPAD) for _ in range(200)])
    stored = list(Ballot.objects.values_list("voter", "channel"))
    facts = round_facts([str(round.pk)])[str(round.pk)]

    assert {unmask_channel(facts, *each) for each in stored} == {Channel.KEYPAD}
    # Of 256 values that are equally likely, 200 draws hit 139 on average, give or take 6.
    assert len({masked for _, masked in stored}) > 90


def test_ballot_of_before_channels_counts_as_a_phones(round):
    yes, no, _ = ids(round)
    anna = uuid.uuid4()
    cast([vote(round, [yes], Channel.PHONE, anna)])
    Ballot.objects.update(channel="")
    cast([vote(round, [no], Channel.KEYPAD, anna)])

    assert channels(round) == {"keypad": 1}


def test_sealing_keeps_the_numbers(round):
    yes, no, _ = ids(round)
    cast([vote(round, [yes], Channel.KEYPAD), vote(round, [no], Channel.HANDS)])
    round.phase, round.joined = "closed", 2
    seal_round(round)

    assert channels(round) == {"keypad": 1, "hands": 1}
    result = read_result(round)
    assert [each["count"] for each in result.counts] == [1, 1, 0]
    assert result.turnout.endswith("2 voted (1 by keypad, 1 by hands counted in the room)")
    assert result.entered == "Among the ballots: 1 by hands counted in the room."
    assert result.sentence.endswith(f"2 of 2 voted. {result.entered}")


def test_channels_are_told_where_there_is_more_than_phones():
    only_phones = read_channels({"ballots": 5})
    mixed = read_channels({"ballots": 5, "by:keypad": 2, "by:steward": 1})

    assert (tell_channels(only_phones), tell_entered(only_phones)) == ("", "")
    assert tell_channels(mixed) == "2 by phone, 2 by keypad, 1 entered by a helper"
    assert tell_entered(mixed) == "Among the ballots: 1 entered by a helper."
