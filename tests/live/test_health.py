"""What operators are told."""

import httpx
import pytest

from live import health
from tests.servers.web import PLAIN


@pytest.fixture
def accepting(monkeypatch):
    """This process takes votes, whatever an earlier test left; undone afterwards."""
    monkeypatch.setattr(health._Process, "draining", False)


def test_alive_is_said_without_a_database(client):
    assert client.get("/healthz").json() == {"alive": True}


def test_operators_are_answered_whatever_name_they_ask_for(client):
    answer = client.get("/healthz", headers={"Host": "10.1.2.3.nowhere.example"})

    assert answer.status_code == 200


def test_ready_names_every_check(server):
    answer = httpx.get(f"{server.url}/readyz", **PLAIN)

    expected = dict.fromkeys(("serving", "database", "migrations", "ballot_secret"), "ok")
    if server.size == "full":
        expected["redis"] = "ok"
    assert (answer.status_code, answer.json()) == (200, {"ready": True, "checks": expected})


def test_not_ready_without_redis(prepared_full, own_redis):
    server = prepared_full.make()
    server.environment["REDIS_URL"] = own_redis.url
    server.start()
    own_redis.kill()

    answer = httpx.get(f"{server.url}/readyz", **PLAIN, timeout=10)

    server.stop()
    assert answer.status_code == 503
    assert answer.json()["checks"]["redis"] == "unreachable"


@pytest.mark.django_db(transaction=True)
def test_not_ready_while_draining(client, accepting):
    health.begin_draining()
    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["checks"]["serving"] == "draining"


def test_metrics_are_shown_to_this_machine(server):
    answer = httpx.get(f"{server.url}/metrics", **PLAIN)

    assert answer.status_code == 200
    assert "show_of_hands_votes_acknowledged_total" in answer.text


def test_metrics_are_refused_to_others(client):
    assert client.get("/metrics", REMOTE_ADDR="198.51.100.7").status_code == 403


@pytest.mark.parametrize("header", ["Forwarded", "X-Forwarded-For", "X-Real-IP"])
def test_metrics_are_refused_through_a_proxy_on_this_machine(client, header):
    assert client.get("/metrics", headers={header: "127.0.0.1"}).status_code == 403


def test_metrics_are_shown_to_who_has_the_token(client, settings):
    settings.METRICS_TOKEN = "a-token-of-the-operators"
    from_elsewhere = {"REMOTE_ADDR": "198.51.100.7"}

    right = client.get(
        "/metrics", headers={"Authorization": "Bearer a-token-of-the-operators"}, **from_elsewhere
    )
    wrong = client.get("/metrics", headers={"Authorization": "Bearer another"}, **from_elsewhere)

    assert (right.status_code, wrong.status_code) == (200, 403)
