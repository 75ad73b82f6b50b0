"""Generators made asynchronous: step by step, off the event loop, without a connection kept."""

import threading

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from django.test import Client

from live.streaming import stream
from polls.exports import FORMATS
from polls.models import Session
from tests.factories import ConferenceFactory, RoundFactory, UserFactory


async def read(response):
    return [block async for block in response.streaming_content]


async def test_blocks_arrive_one_by_one_and_not_from_the_event_loop():
    threads = []

    def blocks():
        for number in range(3):
            threads.append(threading.get_ident())
            yield str(number).encode()

    response = stream(blocks(), content_type="text/csv", filename="results.csv")

    assert await read(response) == [b"0", b"1", b"2"]
    assert threading.get_ident() not in threads
    assert response["Content-Disposition"] == 'attachment; filename="results.csv"'


@pytest.mark.django_db(transaction=True)
async def test_no_connection_is_held_between_blocks():
    held = []

    def blocks():
        for _ in range(3):
            Session.objects.exists()
            held.append(connection.connection)
            yield b"."
            assert connection.connection is None

    response = stream(blocks(), content_type="text/csv", filename="results.csv")

    assert await read(response) == [b"."] * 3
    assert all(held)


@pytest.fixture
def organiser(transactional_db):
    return UserFactory()


@pytest.fixture
def conference(organiser):
    round = RoundFactory(phase="closed", question__session__conference__organisers=[organiser])
    return round.session.conference


@pytest.fixture
def laptop(organiser):
    laptop = Client(SERVER_NAME="localhost")
    laptop.force_login(organiser)
    return laptop


@pytest.mark.parametrize("ending", list(FORMATS))
def test_organiser_downloads_results(laptop, conference, ending):
    response = laptop.get(f"/organise/conferences/{conference.pk}/results.{ending}")

    assert response.status_code == 200
    assert response["Content-Type"] == FORMATS[ending].content_type
    assert f"results-{conference.code}.{ending}" in response["Content-Disposition"]
    assert b"".join(async_to_sync(read)(response)) != b""


def test_results_of_others_do_not_exist(laptop):
    others = ConferenceFactory()

    assert laptop.get(f"/organise/conferences/{others.pk}/results.csv").status_code == 404


def test_unknown_form_does_not_exist(laptop, conference):
    response = laptop.get(f"/organise/conferences/{conference.pk}/results.exe")

    assert response.status_code == 404


def test_whoever_is_not_signed_in_is_asked_to(conference):
    stranger = Client(SERVER_NAME="localhost")
    response = stranger.get(f"/organise/conferences/{conference.pk}/results.csv")

    assert response["Location"].startswith("/sign-in/?next=")
