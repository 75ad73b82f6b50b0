"""Join codes cannot be guessed at speed, and no delegate ever feels it."""

import itertools
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.signing import Signer

from live import guessing
from live.guessing import BURST, BURST_OF_ALL, DEARER, Guesses, network_of
from polls.codes import CODE_ALPHABET, CODE_LENGTH
from tests.clients import Chair, Phone, Projector, http, join

ROOT = Path(__file__).resolve().parent.parent.parent


def wrong_codes():
    """Codes one after the other, none of which a conference of the tests is likely to have."""
    return ("".join(letters) for letters in itertools.product(CODE_ALPHABET, repeat=CODE_LENGTH))


def exhaust(guesses, address, codes, number):
    """Let an address try so many wrong codes; return how many it was told about."""
    told = 0
    for code in itertools.islice(codes, number):
        if guesses.may_try(address, code):
            told += 1
            guesses.note_wrong(address, code)
    return told


@pytest.fixture
def clock(monkeypatch):
    """A clock that the test turns."""
    now = [1000.0]
    monkeypatch.setattr(guessing.time, "monotonic", lambda: now[0])
    return now


def test_address_is_told_about_a_hundred_wrong_codes_then_thirty_a_minute(clock):
    guesses, codes = Guesses(), wrong_codes()

    assert exhaust(guesses, "10.0.0.1", codes, 300) == BURST
    clock[0] += 60
    assert exhaust(guesses, "10.0.0.1", codes, 300) == 30


def test_right_code_is_let_in_where_it_was_right_before_and_is_no_answer_elsewhere(clock):
    guesses = Guesses()
    guesses.note_right("10.0.0.1", "ABC789")
    for address in ("10.0.0.1", "10.0.0.2"):
        exhaust(guesses, address, wrong_codes(), 101)

    assert guesses.may_try("10.0.0.1", "ABC789")
    assert not guesses.may_try("10.0.0.2", "ABC789")
    assert guesses.may_try("10.0.0.3", "ABC789")


def test_same_wrong_code_costs_once(clock):
    guesses = Guesses()
    exhaust(guesses, "10.0.0.1", ["ABC789"] * 5000, 5000)

    assert exhaust(guesses, "10.0.0.1", wrong_codes(), 300) == BURST - 1


def test_many_addresses_together_are_told_less_each_and_a_fresh_one_still_joins(clock):
    guesses, codes = Guesses(), wrong_codes()
    for number in range(int(BURST_OF_ALL / BURST)):
        exhaust(guesses, f"10.0.1.{number}", codes, int(BURST))

    assert exhaust(guesses, "10.0.0.1", codes, 300) == BURST / DEARER
    assert guesses.may_try("10.0.0.2", "ABC789")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64"),
        ("", ""),
        (None, ""),
        ("nonsense", ""),
    ],
)
def test_address_counts_as_what_one_person_has(address, network):
    assert network_of(address) == network


def test_what_is_written_of_the_odds_is_what_the_numbers_give():
    text = (ROOT / "SECURITY.md").read_text()
    codes = len(CODE_ALPHABET) ** CODE_LENGTH
    minute = settings.WRONG_CODES_PER_MINUTE

    assert f"{codes:,}" in text
    assert f"1 in {codes / minute / 1e6:.0f} million" in text
    assert re.search(rf"\b{codes / minute / 2 / 60 / 24 / 365:.0f} years", text)


@pytest.fixture
async def besieged(make_server, make_hall):
    """A conference on a server whose only address has used up its wrong codes."""
    server = make_server(WRONG_CODES_PER_MINUTE="0")
    known, unknown = await make_hall(server), await make_hall(server)
    await known.do("start")
    async with http(server) as program:
        assert (await program.get(f"/j/{known.code}/")).status_code == 200
        for code in itertools.islice(wrong_codes(), int(BURST) + 1):
            answer = await program.post(f"/api/v1/conferences/{code}/delegates")
    assert answer.status_code == 429
    return known, unknown


async def test_pages_calls_and_sockets_answer_guesses_alike_and_delegates_at_once(besieged):
    known, unknown = besieged
    server = known.server
    guess = "ZZZZ99"
    async with http(server) as program:
        for code in (guess, unknown.code):
            for path in (f"/j/{code}/", f"/j/{code}/secrecy", f"/?code={code}", f"/stage/{code}/",
                         f"/stage/{code}/qr.svg", f"/chair/{code}/"):  # fmt: skip
                assert (path, (await program.get(path)).status_code) == (path, 429)
            refused = await program.post(f"/api/v1/conferences/{code}/delegates")
            assert (refused.status_code, refused.json()["code"]) == (429, "too_fast")
            for kind in (Phone, Projector, Chair):
                socket = await kind.open(server, code, origin=server.url)
                assert await socket.close_code() == 4408

        assert (await program.get(f"/j/{known.code}/")).status_code == 200
        assert (await program.get(f"/stage/{known.code}/")).status_code == 200
    phone = await known.phone(token=await join(server, known.code))
    assert (await phone.receive("state"))["session"]["id"] == known.session["id"]


async def test_delegate_of_a_conference_comes_in_from_any_address(besieged):
    _, elsewhere = besieged
    text = f"{elsewhere.data['id'].replace('-', '')}{'0' * 31}1"
    token = Signer(key=elsewhere.server.environment["SECRET_KEY"], salt="show-of-hands.delegate")
    phone = await Phone.open(elsewhere.server, elsewhere.code, token=token.sign(text))

    assert (await phone.receive("state"))["phase"] == "waiting"
    await phone.close()


async def test_foreign_token_opens_no_way_round(besieged):
    known, unknown = besieged
    token = await join(known.server, known.code)
    for code in ("ZZZZ99", unknown.code):
        guess = await Phone.open(known.server, code, token=token)
        assert await guess.close_code() == 4408
