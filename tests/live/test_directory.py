"""Conferences by join code: those of before lead those inside to where everybody is."""

import pytest

from polls.doors import change_code
from polls.models import Session
from polls.preparing import end_conference
from tests.factories import QuestionFactory
from tests.live.test_hub import in_database, new_phone, venue_of


@pytest.fixture
def shown(each_database) -> Session:
    """A live session with a question on screen."""
    question = QuestionFactory()
    Session.objects.filter(pk=question.session_id).update(question=question)
    return Session.objects.select_related("conference").get(pk=question.session_id)


async def test_whoever_comes_by_a_new_code_before_its_news_is_with_the_others(hub, shown):
    venue, old = await venue_of(hub, shown), shown.conference.code
    inside, newcomer = new_phone(shown), new_phone(shown)
    await hub.enter(venue, inside)
    new = await in_database(lambda: change_code(conference=shown.conference))

    found = await hub.directory.venue(new)
    await hub.enter(found, newcomer)

    assert found is venue
    assert inside.room is newcomer.room
    assert await hub.directory.venue(old) is None
    assert await hub.directory.venue_of_any(old) is venue
    assert inside.send.closed_with is None
    assert hub.directory.venues() == [venue]


async def test_conference_found_by_an_old_code_is_the_one_of_the_new(hub, shown):
    old = shown.conference.code
    new = await in_database(lambda: change_code(conference=shown.conference))

    assert await hub.directory.venue(old) is None
    assert await hub.directory.venue(new) is await hub.directory.venue_of_any(old)
    assert len(hub.directory.venues()) == 1


async def test_conference_that_ends_is_forgotten_under_every_code(hub, shown):
    old = shown.conference.code
    new = await in_database(lambda: change_code(conference=shown.conference))
    venue = await hub.directory.venue_of_any(old)
    await in_database(lambda: end_conference(conference=shown.conference))
    await hub.news.announce_conference(venue.now.id)

    assert hub.directory.venues() == []
    assert (await hub.directory.venue(new)).now.ended
