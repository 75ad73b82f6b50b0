"""The hub in this process: who comes in, while the room changes around them."""

import asyncio
import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from live import commands, metrics, runtime
from live.devices import digest
from live.listeners import Phone, Watcher
from live.venue import Venue
from polls.chairing import Order
from polls.errors import Unavailable
from polls.models import Conference, Round, Session, User
from polls.tokens import DelegateToken
from polls.voting import Accepted
from tests.factories import QuestionFactory, RoundFactory, UserFactory

PATIENCE = 30


@pytest.fixture
def chair(each_database) -> User:
    return UserFactory()


@pytest.fixture
def shown(chair) -> Session:
    """A live session with a question on screen."""
    question = QuestionFactory(session__chairs=[chair])
    Session.objects.filter(pk=question.session_id).update(question=question)
    return Session.objects.select_related("conference").get(pk=question.session_id)


class Line:
    """What a server is told to send to one socket."""

    def __init__(self) -> None:
        self.messages: list[dict[str, Any]] = []
        self.closed_with: int | None = None
        self.gone = False
        self._news = asyncio.Event()

    async def __call__(self, event: dict[str, Any]) -> None:
        if self.gone:
            raise RuntimeError("Attempt to send on a closed protocol")
        if event["type"] == "websocket.close":
            self.closed_with = event["code"]
        else:
            self.messages.append(json.loads(event["text"]))
        self._news.set()

    def all(self, kind: str) -> list[dict[str, Any]]:
        return [message for message in self.messages if message["type"] == kind]

    async def until(self, condition: Callable[["Line"], object]) -> None:
        """Wait until the condition holds."""
        async with asyncio.timeout(PATIENCE):
            while not condition(self):
                self._news.clear()
                await self._news.wait()


def new_phone(
    session: Session, *, chosen: str | None = None, who: uuid.UUID | None = None
) -> Phone:
    who = who or uuid.uuid4()
    return Phone(
        Line(),
        conference_id=str(session.conference_id),
        delegate_id=who,
        digest=digest(who),
        chosen=chosen,
    )


async def in_database(work: Callable[..., Any], *args: Any) -> Any:
    """Work on another thread, as another program would."""

    def run() -> Any:
        try:
            return work(*args)
        finally:
            connections.close_all()

    return await asyncio.to_thread(run)


async def steer(session: Session, by: User, do: str, **args: Any):
    order = Order(do, args)
    return await commands.command(session_id=str(session.pk), by=by, order=order)


async def venue_of(hub, session: Session) -> Venue:
    return await hub.directory.venue(session.conference.code)


async def test_whoever_comes_in_while_the_chair_steers_ends_up_with_the_last_state(
    hub, shown, chair
):
    venue = await venue_of(hub, shown)
    phones = []
    for do in ("open", "close", "reveal", "void"):
        coming = [new_phone(shown) for _ in range(5)]
        phones += coming
        done, *_ = await asyncio.gather(
            steer(shown, chair, do), *(hub.enter(venue, phone) for phone in coming)
        )
        for phone in phones:
            last = phone.send.all("state")[-1]
            assert (last["seq"], last["phase"]) == (done.seq, done.phase)


async def test_first_message_is_the_state_and_the_second_mine(hub, shown):
    phone = new_phone(shown)

    await hub.enter(await venue_of(hub, shown), phone)

    assert [message["type"] for message in phone.send.messages] == ["state", "mine"]


async def test_many_who_come_at_once_read_the_session_for_one_another(hub, shown):
    before = metrics.snapshot_reads._value.get()

    venues = await asyncio.gather(*(venue_of(hub, shown) for _ in range(60)))
    phones = [new_phone(shown) for _ in venues]
    await asyncio.gather(*(hub.enter(v, p) for v, p in zip(venues, phones, strict=True)))

    assert len(set(venues)) == 1
    assert metrics.snapshot_reads._value.get() - before <= 4
    assert all(phone.send.all("state") for phone in phones)


async def test_phone_that_has_just_gone_keeps_nothing_from_the_others(hub, shown, chair):
    venue = await venue_of(hub, shown)
    phones = [new_phone(shown) for _ in range(4)]
    for phone in phones:
        await hub.enter(venue, phone)
    phones[1].send.gone = True

    await steer(shown, chair, "open")

    others = [phone for phone in phones if phone is not phones[1]]
    assert [phone.send.all("state")[-1]["phase"] for phone in others] == ["open"] * 3


async def test_session_deleted_since_the_conference_was_read_sends_away_to_come_back(hub, shown):
    venue = await venue_of(hub, shown)
    await in_database(shown.delete)

    with pytest.raises(Unavailable):
        await hub.enter(venue, new_phone(shown))

    assert hub.sockets() == []


async def test_nobody_gets_into_a_conference_that_ended_while_they_came(hub, shown):
    venue = await venue_of(hub, shown)
    inside = new_phone(shown)
    await hub.enter(venue, inside)
    ended = Conference.objects.filter(pk=shown.conference_id)
    await in_database(lambda: ended.update(ended_at=timezone.now(), seq=99))
    await venue.refresher.fresh()

    with pytest.raises(Unavailable):
        await hub.enter(venue, new_phone(shown))
    with pytest.raises(Unavailable):
        await hub.watch(venue, Watcher(Line(), chair=False, chosen=None))

    assert inside.send.closed_with == 4410


async def test_whoever_chose_a_session_that_is_none_is_carried_along(hub, shown, chair):
    venue = await venue_of(hub, shown)
    second = await in_database(
        lambda: (
            QuestionFactory(
                session__conference=shown.conference,
                session__state="draft",
                session__chairs=[chair],
            ).session
        )
    )
    stray, settled = (new_phone(shown, chosen=c) for c in (str(uuid.uuid4()), str(shown.pk)))
    for phone in (stray, settled):
        await hub.enter(venue, phone)

    await steer(shown, chair, "end")
    await steer(second, chair, "start")

    assert stray.send.all("state")[-1]["session"]["id"] == str(second.pk)
    assert settled.send.all("state")[-1]["session"]["id"] == str(shown.pk)


async def test_command_in_one_of_several_rooms_is_no_news_to_who_waits_outside(hub, shown, chair):
    await in_database(
        lambda: QuestionFactory(session__conference=shown.conference, session__chairs=[chair])
    )
    venue = await venue_of(hub, shown)
    outside = new_phone(shown)
    await hub.enter(venue, outside)
    assert len(outside.send.all("state")[0]["sessions"]) == 2

    await steer(shown, chair, "open")

    assert len(outside.send.all("state")) == 1


async def test_vote_without_a_socket_is_told_to_the_sockets_of_its_delegate_alone(hub, shown):
    voted = await in_database(lambda: RoundFactory(question=shown.question))
    venue = await venue_of(hub, shown)
    mine, other = new_phone(shown), new_phone(shown)
    for phone in (mine, other):
        await hub.enter(venue, phone)
    answer = [voted.wording["choices"][0]["id"]]
    token = DelegateToken(str(shown.conference_id), mine.delegate_id)

    outcome = await commands.cast_vote(token, round_id=str(voted.pk), rev=None, answer=answer)

    assert isinstance(outcome, Accepted)
    await mine.send.until(lambda line: len(line.all("mine")) == 2)
    told = mine.send.all("mine")[-1]
    assert (told["round"], told["rev"], told["answer"]) == (str(voted.pk), 1, answer)
    assert len(other.send.all("mine")) == 1


async def test_timed_round_closes_by_itself_and_everybody_is_told(hub, shown, chair):
    phone = new_phone(shown)
    await hub.enter(await venue_of(hub, shown), phone)

    await steer(shown, chair, "open", seconds=1)
    async with asyncio.timeout(PATIENCE):
        await phone.send.until(lambda line: line.all("state")[-1]["phase"] == "closed")

    closed = await in_database(Round.objects.get)
    assert (closed.closed_at - closed.closes_at).total_seconds() < 3


async def test_tally_follows_a_vote_and_waits_until_the_last_was_seen(hub, shown):
    voted = await in_database(lambda: RoundFactory(question=shown.question))
    line = Line()
    watcher = Watcher(line, chair=False, chosen=None)
    await hub.watch(await venue_of(hub, shown), watcher)
    assert [message["type"] for message in line.messages] == ["state", "tally", "beat"]
    answer = [voted.wording["choices"][0]["id"]]

    for _ in range(3):
        token = DelegateToken(str(shown.conference_id), uuid.uuid4())
        await commands.cast_vote(token, round_id=str(voted.pk), rev=1, answer=answer)
    room = await hub.floor.room(await venue_of(hub, shown), None)
    await hub.news.announce(str(shown.pk))
    assert len(line.all("tally")) == 1
    cache: dict = {}
    watcher.beat(room, cache)
    assert line.all("beat")[-1]["tally_seq"] == line.all("tally")[0]["tally_seq"]

    watcher.saw(line.all("tally")[0]["tally_seq"])
    await line.until(lambda line: len(line.all("tally")) == 2)

    last = line.all("tally")[-1]
    assert (last["ballots"], last["joined"]) == (3, 3)
    watcher.beat(room, cache)
    assert line.all("beat")[-1]["tally_seq"] == last["tally_seq"]


async def test_draining_sends_everybody_away_and_refuses_what_still_comes(shown, chair):
    await runtime.start()
    hub = runtime.current().hub
    venue = await venue_of(hub, shown)
    phone = new_phone(shown)
    await hub.enter(venue, phone)

    await asyncio.wait_for(runtime.drain(), PATIENCE)

    assert phone.send.messages[-1]["type"] == "restart"
    assert phone.send.closed_with == 4412
    token = DelegateToken(str(shown.conference_id), phone.delegate_id)
    vote = await commands.cast_vote(token, round_id=str(uuid.uuid4()), rev=1, answer=[])
    assert isinstance(vote, Unavailable)
    for refused in (
        steer(shown, chair, "open"),
        hub.enter(venue, new_phone(shown)),
        hub.watch(venue, Watcher(Line(), chair=False, chosen=None)),
    ):
        with pytest.raises(Unavailable):
            await refused
