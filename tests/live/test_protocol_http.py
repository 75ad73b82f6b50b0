"""The HTTP API: the socket's rules, told by status."""

import asyncio
import json

import pytest
from httpx import Response

from tests.clients import http, join
from tests.contract import check
from tests.published import NotDescribed, check_answer, read_description

NOBODY = "00000000-0000-4000-8000-000000000000"


def vote(round_id: str, answer: list[str], **changes) -> dict:
    """The body of a vote."""
    message = {"type": "vote", "ref": "r", "round": round_id, "rev": 1, "answer": answer}
    return {**message, **changes}


@pytest.fixture
async def round_id(hall) -> str:
    """An open round on question 1."""
    return await hall.open()


@pytest.fixture
async def delegate(hall):
    """The HTTP client of a delegate; ``vote`` posts a body and returns status and answer."""
    async with http(hall.server, await join(hall.server, hall.code)) as client:
        yield Program(client, hall.code)


class Program:
    """A delegate without a socket."""

    def __init__(self, client, code: str) -> None:
        self.client = client
        self.path = f"/api/v1/conferences/{code}/ballots"

    async def vote(self, body=None, **raw) -> tuple[int, dict]:
        """Post a vote; its answer must be one that the socket would give."""
        answer = await self.client.post(self.path, **(raw or {"json": body}))
        message = answer.json()
        if "type" in message:
            check("delegate", "send", message)
        return answer.status_code, message


async def test_vote_is_acknowledged_with_200_and_counted(hall, round_id, delegate):
    answer = await delegate.vote(vote(round_id, hall.choices(1)[:1]))

    assert answer == (200, {"type": "ack", "ref": "r", "round": round_id, "rev": 1})
    assert await hall.counts(round_id) == [1, 0, 0, 0]


async def test_refusals_have_the_sockets_body_and_a_fitting_status(hall, round_id, delegate):
    first, second, *_ = hall.choices(1)
    await delegate.vote(vote(round_id, [first], rev=5))

    stale = await delegate.vote(vote(round_id, [second], rev=4))
    invalid = await delegate.vote(vote(round_id, [first, second], rev=6))
    elsewhere = await delegate.vote(vote(NOBODY, [first]))
    malformed = await delegate.vote(vote(round_id, [first], rev=0))
    await hall.do("close")
    closed = await delegate.vote(vote(round_id, [second], rev=6))
    again = await delegate.vote(vote(round_id, [first], rev=5))

    assert (stale[0], stale[1]["code"], stale[1]["answer"]) == (409, "stale", [first])
    assert (invalid[0], invalid[1]["code"]) == (422, "invalid")
    assert (elsewhere[0], elsewhere[1]["code"]) == (409, "closed")
    assert (malformed[0], malformed[1]["code"], malformed[1]["ref"]) == (400, "malformed", "r")
    assert (closed[0], closed[1]["code"], closed[1]["rev"]) == (409, "closed", 5)
    assert (again[0], again[1]["type"]) == (200, "ack")
    assert await hall.counts(round_id) == [1, 0, 0, 0]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"type":"vote","ref":"\\ud800"}', b"[" * 8000],
)
async def test_body_that_is_no_vote_is_400(round_id, delegate, body):
    status, message = await delegate.vote(content=body)

    assert (status, message["code"], message["ref"]) == (400, "malformed", None)


async def test_body_over_8_kib_is_413(round_id, delegate):
    status, message = await delegate.vote(content=b" " * 8193)

    assert status == 413
    assert set(message) >= {"code", "detail"}


async def test_body_over_8_kib_without_a_length_is_413(round_id, delegate):
    async def chunks():
        for _ in range(9):
            yield b" " * 1024

    assert (await delegate.vote(content=chunks()))[0] == 413


async def test_too_many_votes_of_one_delegate_are_429_and_of_others_not(hall, round_id, delegate):
    body = vote(round_id, hall.choices(1)[:1])

    answers = await asyncio.gather(*(delegate.vote(body) for _ in range(40)))
    statuses = sorted(status for status, _ in answers)

    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= 20
    refused = next(message for status, message in answers if status == 429)
    assert refused["code"] == "too_fast"
    async with http(hall.server, await join(hall.server, hall.code)) as other:
        assert (await Program(other, hall.code).vote(body))[0] == 200


async def test_whole_venue_behind_one_address_is_never_too_fast(hall, round_id):
    tokens = await asyncio.gather(*(join(hall.server, hall.code) for _ in range(60)))

    async with http(hall.server) as client:
        answers = await asyncio.gather(
            *(
                client.post(
                    f"/api/v1/conferences/{hall.code}/ballots",
                    json=vote(round_id, hall.choices(1)[:1]),
                    headers={"Authorization": f"Bearer {token}"},
                )
                for token in tokens
            )
        )

    assert {answer.status_code for answer in answers} == {200}
    assert (await hall.result(round_id))["ballots"] == 60


@pytest.mark.parametrize(("path", "method"), [("state", "GET"), ("ballots", "POST")])
async def test_delegates_calls_need_a_delegates_token_of_this_conference(
    hall, round_id, make_hall, path, method
):
    elsewhere = await make_hall(hall.server)
    address = f"/api/v1/conferences/{hall.code}/{path}"
    body = {"json": vote(round_id, hall.choices(1)[:1])} if method == "POST" else {}

    statuses = []
    for token in (None, "garbage", hall.token, await join(hall.server, elsewhere.code)):
        async with http(hall.server, token) as client:
            answer = await client.request(method, address, **body)
        assert set(answer.json()) >= {"code", "detail"}
        statuses.append(answer.status_code)

    assert statuses == [401, 401, 401, 403]
    assert (await hall.result(round_id))["ballots"] == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "conferences/{}/delegates"),
        ("POST", "conferences/{}/ballots"),
        ("GET", "conferences/{}/state"),
        ("GET", "conferences/{}"),
        ("GET", "conferences/{}/export.json"),
    ],
)
@pytest.mark.parametrize("code", ["ZZZZZZ", "ABC", "ABCDE0"])
async def test_unknown_code_is_404_whoever_asks(hall, method, path, code):
    for token in (hall.token, "garbage", None):
        async with http(hall.server, token) as client:
            answer = await client.request(method, f"/api/v1/{path.format(code)}")

        assert answer.status_code == 404
        assert set(answer.json()) >= {"code", "detail"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "sessions/{}/commands"), ("GET", "sessions/{}/record"), ("GET", "rounds/{}/result")],
)
@pytest.mark.parametrize("id", [NOBODY, NOBODY[:-1], "1", "None", "%00", "%F0%9F%8E%89"])
async def test_unknown_session_or_round_is_404(server, method, path, id):
    async with http(server, server.token("organiser")) as client:
        answer = await client.request(
            method,
            f"/api/v1/{path.format(id)}",
            **({"json": {"do": "start"}} if method == "POST" else {}),
        )

    what = path.split("s/")[0]
    assert answer.status_code == 404
    assert answer.json() == {"code": "not_found", "detail": f"There is no such {what}."}


async def test_state_is_what_the_socket_says(hall, round_id, delegate):
    await delegate.vote(vote(round_id, hall.choices(1)[1:2], rev=3))
    socket = await hall.phone()

    both = (await delegate.client.get(f"/api/v1/conferences/{hall.code}/state")).json()

    assert both["state"] == await socket.receive("state")
    check("delegate", "send", both["mine"])
    assert (both["mine"]["round"], both["mine"]["rev"], both["mine"]["answer"]) == (
        round_id,
        3,
        hall.choices(1)[1:2],
    )


async def test_looking_at_the_state_records_nobody(hall, round_id, delegate):
    await delegate.client.get(f"/api/v1/conferences/{hall.code}/state")

    assert (await hall.result(round_id))["joined"] == 0


async def test_conference_is_told_whole_to_its_people_alone(hall, round_id):
    whole = (await hall.get(f"/api/v1/conferences/{hall.code}")).json()

    assert set(whole) >= {"id", "code", "name", "sessions"}
    session = whole["sessions"][0]
    assert set(session) >= {"id", "title", "state", "questions"}
    assert session["state"] == "live"
    question = session["questions"][0]
    assert set(question) >= {"id", "kind", "prompt", "choices", "rounds"}
    assert question["rounds"] == [{"id": round_id, "number": 1, "phase": "open"}]
    assert [choice["text"] for choice in question["choices"]][-1] == "No"
    for username, status in (("stranger", 403), ("nobody", 403)):
        answer = await hall.get(
            f"/api/v1/conferences/{hall.code}", token=hall.server.token(username)
        )
        assert answer.status_code == status
        assert answer.json()["code"] == "not_allowed"


@pytest.mark.parametrize("path", ["conferences/{code}", "rounds/{round}/result"])
async def test_peoples_calls_need_a_token(hall, round_id, path):
    address = f"/api/v1/{path.format(code=hall.code, round=round_id)}"
    for token in (None, "garbage", await join(hall.server, hall.code)):
        async with http(hall.server, token) as client:
            answer = await client.get(address)
        assert answer.status_code == 401
        assert set(answer.json()) >= {"code", "detail"}


async def test_strangers_may_neither_steer_nor_read_results(hall, round_id):
    async with http(hall.server, hall.server.token("stranger")) as client:
        steered = await client.post(
            f"/api/v1/sessions/{hall.session['id']}/commands", json={"do": "close"}
        )
        result = await client.get(f"/api/v1/rounds/{round_id}/result")

    assert (steered.status_code, steered.json()["code"]) == (403, "not_allowed")
    assert result.status_code == 403
    assert (await hall.result(round_id))["phase"] == "open"


async def test_who_may_not_create_conferences_is_refused(server):
    file = {"name": "Mine", "sessions": [{"title": "One", "questions": []}]}
    async with http(server, server.token("nobody")) as client:
        answer = await client.post("/api/v1/conferences", json=file)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


async def test_file_with_mistakes_changes_nothing_and_names_each_with_its_place(server):
    file = {
        "name": "",
        "sessions": [
            {
                "title": "One",
                "questions": [
                    {"kind": "single", "prompt": "?", "choices": ["Yes", "No"]},
                    {"kind": "guess", "prompt": "?", "choices": ["Yes", "No"]},
                    {"kind": "single", "prompt": "?", "choices": ["Yes"]},
                ],
            }
        ],
    }
    async with http(server, server.token("organiser")) as client:
        answer = await client.post("/api/v1/conferences", json=file)

    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    for place in ("name", "sessions[0].questions[1].kind", "sessions[0].questions[2].choices"):
        assert f"{place}: " in answer.json()["detail"]


async def test_unknown_keys_of_a_file_are_ignored_and_told_as_warnings(server):
    session = {"title": "One", "rom": "Main hall", "questions": []}
    async with http(server, server.token("organiser")) as client:
        made = await client.post("/api/v1/conferences", json={"name": "C", "sessions": [session]})
        whole = await client.get(f"/api/v1/conferences/{made.json()['code']}")
        again = await client.post("/api/v1/conferences", json=whole.json())
        wrong = await client.post("/api/v1/conferences", json={"name": "C", "sesions": []})

    what = "unknown key, left out; did you mean “room”?"
    assert made.status_code == 201
    assert made.json().pop("warnings") == [{"place": "sessions[0].rom", "what": what}]
    assert {key: made.json()[key] for key in whole.json()} == whole.json()
    assert again.status_code == 201
    assert "warnings" not in again.json()
    assert wrong.status_code == 422
    assert [warning["place"] for warning in wrong.json()["warnings"]] == ["sesions"]


async def test_result_by_the_api_has_the_contracts_keys(hall, round_id, delegate):
    await delegate.vote(vote(round_id, hall.choices(1)[2:3]))

    result = await hall.result(round_id)

    assert (result["round"], result["phase"]) == (round_id, "open")
    assert (result["ballots"], result["joined"], result["figures"]) == (1, 1, {})
    assert [line["choice"] for line in result["counts"]] == hall.choices(1)


async def test_description_of_the_api_names_its_calls(server):
    async with http(server) as client:
        described = (await client.get("/api/v1/openapi.json")).json()

    assert described == json.loads(json.dumps(read_description()))
    assert {
        "/api/v1/conferences",
        "/api/v1/conferences/{code}",
        "/api/v1/conferences/{code}/ballots",
        "/api/v1/conferences/{code}/delegates",
        "/api/v1/conferences/{code}/state",
        "/api/v1/sessions/{session_id}/commands",
        "/api/v1/sessions/{session_id}/record",
        "/api/v1/rounds/{round_id}/result",
    } <= set(described["paths"])


async def test_description_says_which_token_opens_a_call_and_how_it_is_refused(server):
    async with http(server) as client:
        described = (await client.get("/api/v1/openapi.json")).json()

    calls = {
        (method, path): call
        for path, methods in described["paths"].items()
        for method, call in methods.items()
    }
    tokens = {
        key: [name for one in call.get("security", []) for name in one]
        for key, call in calls.items()
    }
    of_delegates = ("post", "ballots"), ("get", "state")
    conference = "/api/v1/conferences/{code}/"
    assert [tokens.pop((method, conference + name)) for method, name in of_delegates] == [
        ["DelegatesToken"]
    ] * 2
    assert tokens.pop(("post", f"{conference}delegates")) == []
    station = "/api/v1/stations/{station_id}/"
    of_stations = ("post", "presses"), ("get", "round")
    assert [tokens.pop((method, station + name)) for method, name in of_stations] == [
        ["StationsSignature"]
    ] * 2
    assert {tuple(names) for names in tokens.values()} == {("PersonsToken",)}
    schemes = {"DelegatesToken", "PersonsToken", "StationsSignature"}
    assert set(described["components"]["securitySchemes"]) == schemes
    refusals = {
        status: told["content"]["application/json"]["schema"]["$ref"].rpartition("/")[2]
        for call in calls.values()
        for status, told in call["responses"].items()
        if int(status) >= 400
    }
    forms = described["components"]["schemas"]
    assert set(refusals) == {"400", "401", "403", "404", "409", "413", "422", "429", "503"}
    assert all({"code", "detail"} <= set(forms[name]["required"]) for name in refusals.values())


@pytest.mark.parametrize(
    ("method", "path", "status", "content_type", "body"),
    [
        ("GET", "conferences/ABCDEF", 418, "application/json", b"{}"),
        ("GET", "conferences/ABCDEF", 404, "text/html", b"Not found"),
        ("GET", "conferences/ABCDEF", 404, "application/json", b'{"code": "not_found"}'),
        ("GET", "conferences/ABCDEF", 200, "application/json", b"{}"),
        ("GET", "nothing", 200, "application/json", b"{}"),
        ("PUT", "conferences/ABCDEF", 200, "application/json", b"{}"),
    ],
)
def test_answer_that_is_not_described_does_not_pass(method, path, status, content_type, body):
    answer = Response(status, headers={"Content-Type": content_type}, content=body)

    with pytest.raises(NotDescribed):
        check_answer(method, f"/api/v1/{path}", answer)


async def test_ids_are_taken_as_the_server_wrote_them(hall, round_id, delegate):
    """They are texts: two spellings of one would be two choices in one answer."""
    choice = hall.choices(1)[0]

    shouted = await delegate.vote(vote(round_id.upper(), [choice]))
    other = await delegate.vote(vote(round_id, [choice.upper()]))
    both = await delegate.vote(vote(round_id, [choice, choice.upper()]))

    assert [(status, told["code"]) for status, told in (shouted, other, both)] == [
        (409, "closed"),
        (422, "invalid"),
        (422, "invalid"),
    ]
    assert await hall.counts(round_id) == [0, 0, 0, 0]


async def test_call_for_an_id_in_capitals_is_answered_in_the_servers_spelling(hall, round_id):
    answer = await hall.get(f"/api/v1/rounds/{round_id.upper()}/result")

    assert (answer.status_code, answer.json()["round"]) == (200, round_id)


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/api/v1/conferences/", 404, "not_found"),
        ("GET", "/api/v2/", 404, "not_found"),
        ("GET", "/api/", 404, "not_found"),
        ("GET", "/api/v1/conferences/ABC/export.csv/", 404, "not_found"),
        ("GET", "/api/v1/conferences", 405, "wrong_method"),
        ("DELETE", "/api/v1/conferences/ABCDEF", 405, "wrong_method"),
        ("POST", "/api/v1/docs", 403, "not_allowed"),
    ],
)
async def test_refusals_before_any_call_are_told_to_programs_as_json(
    server, method, path, status, code
):
    async with http(server) as client:
        answer = await client.request(method, path)

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/json")
    assert (set(answer.json()), answer.json()["code"]) == ({"code", "detail"}, code)
    assert ("Allow" in answer.headers) is (status == 405)


async def test_foreign_host_is_told_to_programs_as_json(server):
    async with http(server) as client:
        answer = await client.get("/api/v1/openapi.json", headers={"Host": "evil.example"})

    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


async def test_foreign_host_is_refused(server):
    async with http(server) as client:
        answer = await client.get("/", headers={"Host": "evil.example"})

    assert answer.status_code == 400
