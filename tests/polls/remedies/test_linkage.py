"""Whoever reads the whole database finds no way from an entry to who put it forward."""

import uuid

import pytest

from polls.chairing import Order, carry_out
from polls.models import Remedy, Round
from polls.tokens import make_token, read_token
from polls.turnout import Arrival, record_arrivals
from tests.agendas import publish, vote_on_obstacles
from tests.factories import UserFactory
from tests.polls.test_linkage import _plain, read_database
from tests.remedies import open_lists, put, shown, upvote

WRITERS = 12


@pytest.fixture
def written(each_database):
    """Delegates who each put two entries forward, and upvote their own."""
    chair = UserFactory(username="chair")
    round = vote_on_obstacles(62, 54, 47, 38)
    round.session.chairs.add(chair)
    topic = open_lists(publish(round, by=chair), chair)[0]
    conference = str(round.session.conference_id)
    truth: dict[uuid.UUID, list[Remedy]] = {}
    for number in range(WRITERS):
        delegate = read_token(make_token(conference)).delegate_id
        record_arrivals([Arrival(conference, str(round.session_id), delegate)])
        truth[delegate] = [shown(topic, f"Entry {number}", chair), put(topic, f"Other {number}")]
        upvote(topic, delegate, 1, truth[delegate][0])
    order = Order("remedies_freeze", {"topic": str(topic.pk)})
    carry_out(session_id=str(round.session_id), by=chair, order=order)
    return truth


def values_of(rows):
    """Every value of some rows, in one form."""
    return {_plain(value) for row in rows for value in row.values()}


def test_no_value_leads_from_a_delegate_to_an_entry_or_between_two_of_one(written):
    tables = read_database()
    entries = tables.pop("polls_remedy")
    of_writers = [
        row
        for rows in tables.values()
        for row in rows
        if set(written) & {_plain(value) for value in row.values()}
    ]
    ids = {value for value in values_of(entries) if isinstance(value, uuid.UUID)}
    of_entries = ids - {_plain(row["topic_id"]) for row in entries}

    assert of_writers
    assert not of_entries & values_of(of_writers)
    assert not set(written) & values_of(entries)
    assert len({row["ticket"] for row in entries}) == 2 * WRITERS


def test_no_time_stands_beside_an_entry(written):
    kinds = {field.get_internal_type() for field in Remedy._meta.get_fields()}

    assert "DateTimeField" not in kinds


def test_upvotes_are_under_pseudonyms_of_their_round(written):
    round = Round.objects.get(topic__remedies__number=1)
    voters = set(round.ballots.values_list("voter", flat=True))

    assert len(voters) == WRITERS
    assert not voters & set(written)
