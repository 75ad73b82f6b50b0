"""Whatever is sent, the answer is the protocol's, nothing changes, and the server lives."""

import json
from contextlib import suppress

import pytest
from websockets.exceptions import ConnectionClosed

from tests.clients import Phone, join

ROUND = "{round}"
CHOICE = "{choice}"


def vote(**changes) -> dict:
    """A good vote with changes; a value of ``...`` leaves the key out."""
    good = {"type": "vote", "ref": "r", "round": ROUND, "rev": 1, "answer": [CHOICE]}
    return {key: value for key, value in {**good, **changes}.items() if value is not ...}


def nested(levels: int, inside: str = "1") -> str:
    """JSON of so many lists in one another."""
    return "[" * levels + inside + "]" * levels


def with_answer(text: str) -> str:
    """A vote whose answer is this JSON."""
    return json.dumps(vote(answer=0)).replace('"answer": 0', f'"answer": {text}')


#: What is sent, the code, and whether the ref can be read.
FRAMES = {
    "nothing": ("", "malformed", False),
    "no JSON": ("vote!", "malformed", False),
    "half of JSON": ('{"type": "vote"', "malformed", False),
    "two objects": ('{"type": "ping"}{"type": "ping"}', "malformed", False),
    "a list": ("[]", "malformed", False),
    "a number": ("17", "malformed", False),
    "null": ("null", "malformed", False),
    "not a number": ('{"type": "ping", "x": NaN}', "malformed", False),
    "no type": ('{"ref": "r"}', "malformed", True),
    "type of the wrong type": ('{"type": ["vote"], "ref": "r"}', "malformed", True),
    "unknown type": ('{"type": "tally", "ref": "r"}', "malformed", True),
    "NUL in an unknown key": ('{"type": "ping", "x\\u0000": 1}', "malformed", False),
    "lone surrogate deep inside": ('{"type": "ping", "x": [{"y": "\\ud83d"}]}', "malformed", False),
    "no ref": (vote(ref=...), "malformed", False),
    "ref of the wrong type": (vote(ref=7), "malformed", False),
    "ref null": (vote(ref=None), "malformed", False),
    "ref too long": (vote(ref="x" * 65), "malformed", False),
    "NUL in ref": (vote(ref="a\0b"), "malformed", False),
    "lone surrogate in ref": (vote(ref="\ud800"), "malformed", False),
    "no round": (vote(round=...), "malformed", True),
    "round of the wrong type": (vote(round=[ROUND]), "malformed", True),
    "lone surrogate in round": (vote(round="\udfff"), "malformed", True),
    "no rev": (vote(rev=...), "malformed", True),
    "rev negative": (vote(rev=-1), "malformed", True),
    "rev zero": (vote(rev=0), "malformed", True),
    "rev fractional": (vote(rev=1.5), "malformed", True),
    "rev too great": (vote(rev=2**31), "malformed", True),
    "rev huge": (vote(rev=10**300), "malformed", True),
    "rev infinite": (json.dumps(vote()).replace('"rev": 1', '"rev": 1e999'), "malformed", True),
    "rev of 5,000 digits": (
        json.dumps(vote()).replace('"rev": 1', '"rev": ' + "9" * 5000),
        "malformed",
        None,
    ),
    "rev as text": (vote(rev="1"), "malformed", True),
    "rev true": (vote(rev=True), "malformed", True),
    "rev null": (vote(rev=None), "malformed", True),
    "no answer": (vote(answer=...), "malformed", True),
    "NUL in an answer": (vote(answer=["\0"]), "malformed", True),
    "lone surrogate in an answer": (vote(answer=[CHOICE, "\udc00"]), "malformed", True),
    "answer as text": (vote(answer=CHOICE), "invalid", True),
    "answer null": (vote(answer=None), "invalid", True),
    "answer of numbers": (vote(answer=[1]), "invalid", True),
    "answer as an object": (vote(answer={CHOICE: True}), "invalid", True),
    "answer of lists": (vote(answer=[[CHOICE]]), "invalid", True),
    "choice in capitals": (vote(answer=[CHOICE.upper()]), "invalid", True),
    "a hundred levels": (with_answer(nested(100)), "invalid", True),
    "too many levels": (with_answer(nested(3900)), "malformed", None),
    "levels around an escape": (with_answer(nested(700, '"\\u0041"')), None, None),
    "round in capitals": (vote(round="{ROUND}"), "closed", True),
    "round that is none": (vote(round="x" * 500), "closed", True),
}


@pytest.fixture
async def round_id(hall) -> str:
    """An open round on question 1."""
    return await hall.open()


async def still_alive(hall, phone, round_id) -> None:
    """Nothing was counted, and the same socket can still vote."""
    assert (await hall.result(round_id))["ballots"] == 0
    assert (await phone.vote(round_id, hall.choices(1)[:1], rev=1))["type"] == "ack"


@pytest.mark.parametrize("what", FRAMES)
async def test_frame_gets_its_code_and_changes_nothing(hall, round_id, what):
    sent, code, has_ref = FRAMES[what]
    phone = await hall.phone()
    text = sent if isinstance(sent, str) else json.dumps(sent)
    for mark, value in (
        (ROUND, round_id),
        (CHOICE, hall.choices(1)[0]),
        (CHOICE.upper(), hall.choices(1)[0].upper()),
    ):
        text = text.replace(mark, value)

    await phone.send_raw(text)
    refusal = await phone.receive("refused")

    assert refusal["code"] == code or (code is None and refusal["code"] in {"malformed", "invalid"})
    if has_ref is not None:
        assert refusal["ref"] == ("r" if has_ref else None)
    await still_alive(hall, phone, round_id)


@pytest.mark.parametrize("kind", ["binary", "binary JSON", "not UTF-8"])
async def test_binary_frame_is_malformed(hall, round_id, kind):
    phone = await hall.phone()
    frame = {"binary": b"\x00\xff", "binary JSON": b'{"type": "ping"}', "not UTF-8": b"\xff\xfe"}

    await phone.send_raw(frame[kind])
    refusal = await phone.receive("refused")

    assert (refusal["code"], refusal["ref"]) == ("malformed", None)
    await still_alive(hall, phone, round_id)


@pytest.mark.parametrize("frame", ["x" * 9 * 1024, b"x" * 9 * 1024, "ü" * 5000])
async def test_message_over_8_kib_closes_the_socket_with_4409(hall, round_id, frame):
    phone = await hall.phone()

    await phone.send_raw(frame)

    assert await phone.close_code() == 4409
    await still_alive(hall, await hall.phone(), round_id)


async def test_message_of_just_8_kib_is_read(hall, round_id):
    phone = await hall.phone()
    message = json.dumps(vote(round=round_id, answer=hall.choices(1)[:1], ref="whole"))
    padded = message[:-1] + " " * (8 * 1024 - len(message)) + "}"

    await phone.send_raw(padded)

    assert (await phone.receive("ack", "refused", ref="whole"))["type"] == "ack"


async def test_message_of_100_mb_ends_the_socket_and_nothing_else(hall, round_id):
    witness = await hall.phone()
    phone = await hall.phone()
    await phone.receive("mine")
    chunk = "x" * (1024 * 1024)

    async def flood():
        for _ in range(100):
            yield chunk

    with suppress(ConnectionClosed):
        await phone.connection.send(flood())
    assert await phone.close_code() in {1006, 1009, 4409}
    await still_alive(hall, witness, round_id)


async def test_one_frame_of_100_mb_ends_the_socket_and_nothing_else(hall, round_id):
    witness = await hall.phone()
    phone = await hall.phone()
    await phone.receive("mine")

    with suppress(ConnectionClosed):
        await phone.send_raw("x" * (100 * 1024 * 1024))
    assert await phone.close_code() in {1006, 1009, 4409}
    await still_alive(hall, witness, round_id)


async def test_over_20_messages_at_once_are_too_fast_and_20_more_close_with_4408(hall, round_id):
    phone = await hall.phone()
    for _ in range(20):
        await phone.send({"type": "ping"})
    good = vote(round=round_id, answer=hall.choices(1)[:1], ref="hasty")
    for _ in range(30):
        await phone.send(good)

    refusal = await phone.receive("refused")

    assert (refusal["code"], refusal["ref"]) == ("too_fast", "hasty")
    assert await phone.close_code() == 4408


async def test_malformed_is_said_before_too_fast(hall, round_id):
    phone = await hall.phone()
    for _ in range(24):
        await phone.send({"type": "ping"})

    await phone.send_raw('{"type": "vote", "ref": "hasty and wrong"}')

    refusal = await phone.receive("refused", ref="hasty and wrong")
    assert refusal["code"] == "malformed"


async def test_what_a_phone_may_not_say_a_projector_may_not_either(hall, round_id):
    projector = await hall.projector()
    for wrong in ('{"type": "vote"}', "{", '{"type": "command", "do": "close"}', b"\x00"):
        await projector.send_raw(wrong)
        assert (await projector.receive("refused"))["code"] == "malformed"
    for seen in ("-1", "1e9", '"x"', "null", "[]", "9" * 400):
        await projector.send_raw(f'{{"type": "seen", "tally_seq": {seen}}}')
    await projector.send({"type": "ping"})

    await projector.receive("pong")
    assert (await hall.do("close"))["phase"] == "closed"


async def test_dropped_connections_leave_nothing_behind(hall, round_id):
    for _ in range(5):
        phone = await Phone.open(hall.server, hall.code, token=await join(hall.server, hall.code))
        await phone.vote(round_id, hall.choices(1)[:1])
        phone.drop()

    assert (await hall.result(round_id))["ballots"] == 5
