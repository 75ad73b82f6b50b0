"""No vote, no token and no address in any log, whatever goes wrong while people vote.

Delegates vote by socket, API and plain form on a server that logs as much as it can; what is
wrong is sent, the database refuses, breaks and goes away, pages fail. Then everything that
the server and its database wrote about it is read.
"""

import asyncio
import json
import logging
import re
import sqlite3
import sys
import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from live import logs, settings
from tests.clients import Hall, http, join
from tests.plain_browser import PlainBrowser
from tests.servers import Server
from tests.servers.web import PLAIN

#: Where delegates come from: another address of this machine, and one that a proxy tells of.
HERE, FAR = "127.77.3.9", "203.0.113.77"

PALE, DEEP, OTHER = "Quincunx pale", "Quincunx deep", "Zeugma apart"
CONFERENCE = {
    "name": "A conference",
    "sessions": [
        {
            "title": "A session",
            "questions": [
                {"kind": "single", "prompt": "Which?", "choices": [PALE, DEEP]},
                {"kind": "single", "prompt": "And?", "choices": [OTHER, "None of them"]},
            ],
        }
    ],
}

QUOTING = {
    "embedded": """
        CREATE TRIGGER quoting BEFORE INSERT ON polls_ballot
        BEGIN SELECT RAISE(ABORT, 'refused: Quincunx pale'); END
    """,
    "full": """
        CREATE FUNCTION quote() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'refused: % % Quincunx pale', NEW.voter, NEW.answer; END $$;
        CREATE TRIGGER quoting BEFORE INSERT ON polls_ballot
        FOR EACH ROW EXECUTE FUNCTION quote()
    """,
}
#: What becomes of the vote: SQLite says that it fits no constraint, which sending it again would
#: not mend; PostgreSQL that something within has failed, which may pass.
QUOTED = {"embedded": "malformed", "full": "unavailable"}
NO_LONGER_QUOTING = {
    "embedded": "DROP TRIGGER quoting",
    "full": "DROP TRIGGER quoting ON polls_ballot",
}


class Watched:
    """A talkative server, its database, and what must never be in a log."""

    def __init__(self, server: Server, database_log: Path | None) -> None:
        self.server = server
        self.database_log = database_log
        self.secrets = {HERE, FAR, PALE, DEEP, OTHER}

    @property
    def _file(self) -> str:
        return str(self.server.folder / "show-of-hands.sqlite3")

    def sql(self, *statements: str) -> list[tuple[Any, ...]]:
        """Run statements in the server's database from outside; return the last one's rows."""
        rows: list[tuple[Any, ...]] = []
        if self.server.size == "embedded":
            with sqlite3.connect(self._file, timeout=10, isolation_level=None) as connection:
                for statement in statements:
                    rows = connection.execute(statement).fetchall()
            connection.close()
            return rows
        with psycopg.connect(self.server.environment["DATABASE_URL"], autocommit=True) as outside:
            for statement in statements:
                done = outside.execute(statement)
                rows = done.fetchall() if done.description else []
        return rows

    @contextmanager
    def away(self) -> Iterator[None]:
        """Keep the database from the server: locked, or with all its connections cut."""
        if self.server.size == "embedded":
            holder = sqlite3.connect(self._file, timeout=10, isolation_level=None)
            holder.execute("BEGIN EXCLUSIVE")
            try:
                yield
            finally:
                holder.rollback()
                holder.close()
            return
        url, _, name = self.server.environment["DATABASE_URL"].rpartition("/")
        with psycopg.connect(f"{url}/postgres", autocommit=True) as outside:
            outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
            outside.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
            )
            try:
                yield
            finally:
                outside.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")

    def note_delegate(self, token: str) -> None:
        """A token, and who it names, are secrets."""
        who = uuid.UUID(token.partition(":")[0][32:])
        self.secrets |= {token, token.partition(":")[0], str(who), who.hex}

    def note_pseudonyms(self) -> None:
        """So are the names under which ballots are kept."""
        for voter, answer in self.sql("SELECT voter, answer FROM polls_ballot"):
            self.secrets |= {uuid.UUID(str(voter)).hex, str(uuid.UUID(str(voter)))}
            self.secrets |= set(json.loads(answer))

    def everything_written(self) -> str:
        """All that was logged, without the database itself."""
        files = [file for file in self.server.folder.rglob("*") if file.is_file()]
        texts = [file.read_text(errors="replace") for file in files if "sqlite3" not in file.name]
        if self.database_log:
            texts.append(self.database_log.read_text(errors="replace"))
        return "\n".join(texts)


@pytest.fixture(params=["embedded", "full"])
def watched(request) -> Iterator[Watched]:
    """A server that logs all it can, with its database as ``docs/operations.md`` wants it."""
    prepared = request.getfixturevalue(f"prepared_{request.param}")
    server = prepared.make(LOG_LEVEL="DEBUG", TRUST_PROXY="1", METRICS_TOKEN="watch-the-metrics")
    log = request.getfixturevalue("postgres").process.log if request.param == "full" else None
    if log:
        name = server.environment["DATABASE_URL"].rpartition("/")[2]
        for setting in re.findall(
            r"ALTER DATABASE show_of_hands (SET [^;]+);", Path("docs/operations.md").read_text()
        ):
            with psycopg.connect(server.environment["DATABASE_URL"], autocommit=True) as outside:
                outside.execute(f"ALTER DATABASE {name} {setting}")
    try:
        server.start()
        yield Watched(server, log)
    finally:
        server.stop()


def forwarded(token: str | None = None) -> dict[str, str]:
    headers = {"X-Forwarded-For": FAR, "X-Forwarded-Proto": "http"}
    return headers | ({"Authorization": f"Bearer {token}"} if token else {})


@asynccontextmanager
async def socket(hall: Hall, token: str, code: str = "") -> AsyncIterator[Any]:
    """A delegate's socket from an address of its own."""
    async with connect(
        hall.server.ws(f"/ws/delegate/{code or hall.code}/"),
        additional_headers=forwarded(token),
        local_addr=(HERE, 0),
        compression=None,
        proxy=None,
        max_size=None,
    ) as opened:
        yield opened


def call(hall: Hall, token: str | None = None) -> httpx.AsyncClient:
    """An HTTP client from that address."""
    return httpx.AsyncClient(
        base_url=hall.server.url,
        headers=forwarded(token),
        timeout=20,
        transport=httpx.AsyncHTTPTransport(local_address=HERE, **PLAIN),
    )


def vote(round_id: object, answer: object, rev: object = 1, ref: object = "r") -> str:
    return json.dumps({"type": "vote", "ref": ref, "round": round_id, "rev": rev, "answer": answer})


async def answer_to(opened: Any, frame: str | bytes) -> dict[str, Any]:
    """Send a frame and return what answers it."""
    await opened.send(frame)
    while True:
        message = json.loads(await asyncio.wait_for(opened.recv(), 20))
        if message["type"] in {"ack", "refused"}:
            return message


async def vote_every_way(watched: Watched, hall: Hall, round_id: str) -> list[str]:
    """Vote, change and withdraw by socket, API and plain form; return the tokens."""
    choices = hall.choices(1)
    tokens = [await join(hall.server, hall.code) for _ in range(3)]
    async with socket(hall, tokens[0]) as phone:
        for rev, answer in enumerate([choices[:1], choices[1:], [], choices[:1]], start=1):
            assert (await answer_to(phone, vote(round_id, answer, rev)))["type"] == "ack"
    for token in tokens[1:]:
        async with call(hall, token) as program:
            body = vote(round_id, choices[1:])
            done = await program.post(f"/api/v1/conferences/{hall.code}/ballots", content=body)
            assert done.status_code == 200
    async with call(hall) as client:
        browser = PlainBrowser(client, hall.code)
        client.follow_redirects = True
        await browser.look()
        await browser.vote(choices[:1])
        assert "Your vote is in" in browser.text
        cookie = client.cookies[f"delegate_{hall.code}"]
        watched.secrets |= {cookie, client.cookies["csrftoken"]}
        watched.note_delegate(cookie.strip('"'))
    for token in tokens:
        watched.note_delegate(token)
    return tokens


async def send_what_is_wrong(hall: Hall, round_id: str, token: str) -> None:
    """Refusals of every kind, each with something in it that must not be written down."""
    choice, foreign = hall.choices(1)[0], hall.choices(2)[0]
    frames = [
        f"{PALE} {choice}",
        vote(round_id, [foreign], 9),
        vote(round_id, PALE, 9),
        vote(round_id, [choice], "one"),
        vote(PALE, [choice]),
        vote(round_id, [choice, choice], 9),
        vote(round_id, [PALE] * 20, 9),
        vote(round_id, [choice], 1, ref=PALE),
        json.dumps({"type": PALE, "ref": choice}),
        vote(round_id, [f"{choice}\0"], 9),
        choice.encode(),
    ]
    for frame in frames:
        async with socket(hall, token) as phone:
            assert (await answer_to(phone, frame))["type"] == "refused"
    with suppress(ConnectionClosed):
        async with socket(hall, token) as phone:
            await phone.send(vote(round_id, [choice] * 400))
            async for _ in phone:
                pass
    with suppress(ConnectionClosed):
        async with socket(hall, token) as phone:
            for _ in range(60):
                await phone.send(vote(round_id, [choice], 50))
            async for _ in phone:
                pass
    async with call(hall, token) as program:
        ballots = f"/api/v1/conferences/{hall.code}/ballots"
        for body in (vote(round_id, [foreign], 9), f"{{{PALE}", vote(round_id, [choice], 0)):
            await program.post(ballots, content=body)
        await program.get(f"/api/v1/rounds/{choice}/result")
        await program.get(f"/j/{choice}/?answer={choice}")
        await program.get("/", headers={"Host": f"{HERE}.example"})
        await program.post(f"/j/{hall.code}/vote", data={"round": round_id, "answer": choice})
    await sign_in_wrongly(hall)


async def sign_in_wrongly(hall: Hall) -> None:
    """A wrong password from that address, which the lockout counts."""
    async with call(hall) as browser:
        page = await browser.get("/sign-in/")
        field = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.text)
        assert field is not None
        form = {"csrfmiddlewaretoken": field[1], "username": "organiser", "password": DEEP}
        answer = await browser.post("/sign-in/", data=form)
        assert answer.status_code in {200, 422}


async def vote_into_trouble(
    watched: Watched, hall: Hall, round_id: str, token: str, rev: int
) -> dict[str, Any]:
    """One vote by socket and one by API while something is wrong with the database."""
    choice = hall.choices(1)[0]
    async with call(hall, token) as program:
        body = vote(round_id, [choice], rev)
        done = await program.post(f"/api/v1/conferences/{hall.code}/ballots", content=body)
    return done.json()


async def vote_until_taken(
    watched: Watched, hall: Hall, round_id: str, token: str, rev: int
) -> dict[str, Any]:
    """Vote again while the answer is that the database is away, as phones do."""
    while True:
        answer = await vote_into_trouble(watched, hall, round_id, token, rev)
        if answer.get("code") != "unavailable":
            return answer


async def close(hall: Hall) -> None:
    """Close the round as soon as the chair's part of the server has its database back."""
    async with http(hall.server, hall.token) as chair:
        path = f"/api/v1/sessions/{hall.session['id']}/commands"
        while True:
            done = await chair.post(path, json={"do": "close"}, timeout=60)
            if done.status_code != 503:
                assert done.status_code == 200, done.text
                return


async def look_at_every_page(hall: Hall, token: str, link: str, code: str = "CDEFGH") -> list[int]:
    """Ask for pages with secrets in headers and addresses; return the answers' statuses."""
    statuses = []
    async with call(hall, hall.token) as person, call(hall, token) as delegate:
        delegate.cookies.set(f"delegate_{hall.code}", token)
        person.headers["Cookie"] = f"sessionid={uuid.uuid4().hex}"
        for client, path in [
            (person, "/organise/"),
            (person, link),
            (person, f"/api/v1/conferences/{hall.code}"),
            (person, f"/api/v1/conferences/{hall.code}/export.csv"),
            (delegate, f"/j/{hall.code}/"),
            (delegate, f"/j/{code}/?session={token}"),
            (delegate, f"/api/v1/conferences/{code}/state"),
            (delegate, f"/stage/{code}/"),
        ]:
            statuses.append((await client.get(path)).status_code)
    with suppress(InvalidStatus, ConnectionClosed):
        async with socket(hall, token, code) as phone:
            async for _ in phone:
                pass
    return statuses


async def test_no_vote_token_or_address_is_in_any_log(watched):
    hall = await Hall.make(watched.server, CONFERENCE)
    watched.secrets |= {watched.server.token("organiser"), *hall.choices(1), *hall.choices(2)}
    await hall.do("start")
    round_id = await hall.open()

    tokens = await vote_every_way(watched, hall, round_id)
    await send_what_is_wrong(hall, round_id, tokens[0])
    watched.note_pseudonyms()
    link = (await asyncio.to_thread(watched.server.manage, "signin_link", "organiser")).strip()
    watched.secrets.add(link.strip("/").rpartition("/")[2])

    size = watched.server.size
    await asyncio.to_thread(watched.sql, QUOTING[size])
    refused = await vote_into_trouble(watched, hall, round_id, tokens[1], 20)
    await asyncio.to_thread(watched.sql, NO_LONGER_QUOTING[size])

    rename = "ALTER TABLE {} RENAME TO {}"
    tables = ("polls_conference", "polls_ballot", "polls_apitoken", "django_session")
    broken = [(table, f"{table}_gone") for table in tables]
    await asyncio.to_thread(watched.sql, *(rename.format(a, b) for a, b in broken))
    unknown = await vote_into_trouble(watched, hall, round_id, tokens[1], 21)
    statuses = await look_at_every_page(hall, tokens[1], link)
    await asyncio.to_thread(watched.sql, *(rename.format(b, a) for a, b in broken))

    with watched.away():
        lost = await vote_into_trouble(watched, hall, round_id, tokens[1], 22)
        async with call(hall, tokens[1]) as program:
            await program.get("/organise/")
    kept = await vote_until_taken(watched, hall, round_id, tokens[1], 23)
    await close(hall)
    late = await vote_into_trouble(watched, hall, round_id, tokens[2], 24)
    async with http(watched.server, "watch-the-metrics") as operator:
        metrics = (await operator.get("/metrics")).text
    code = await asyncio.to_thread(watched.server.stop)

    answers = [answer.get("code", "ack") for answer in (refused, unknown, lost, kept, late)]
    assert answers == [QUOTED[size], "unavailable", "unavailable", "ack", "closed"]
    assert 500 in statuses
    assert code == 0
    written = watched.everything_written()
    # It did say that something was wrong, and where.
    assert "refused by the database" in written
    assert "Internal Server Error: /organise/" in written
    assert "in execute" in written
    assert "PostgreSQL may write votes" not in written
    assert "show_of_hands_votes_acknowledged" in metrics
    for secret in watched.secrets:
        assert secret not in written, context(secret, written)
        assert secret not in metrics
    assert not re.search(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-", own_log(watched))


def own_log(watched: Watched) -> str:
    return watched.server.log.read_text()


def context(secret: str, written: str) -> str:
    """Where a secret stands, for the failure's message."""
    at = written.index(secret)
    return f"…{written[max(0, at - 400) : at + 400]}…"


# How lines are told, each by itself.

TOKEN = f"{uuid.uuid4().hex}{uuid.uuid4().hex}:kq3J_0mTqf8u1Yh2Jw9bQe7zDk5sXcVn4RtGyHuJiKo"


def told(speak: Callable[[logging.Logger], object], name: str = "a.library") -> dict[str, Any]:
    """What the server's log makes of the line that ``speak`` writes."""
    records: list[logging.LogRecord] = []
    logger = logging.getLogger(f"{name}")
    handler = logging.Handler()
    handler.emit = records.append
    logger.addHandler(handler)
    level, logger.propagate = logger.level, False
    logger.setLevel("DEBUG")
    try:
        speak(logger)
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = True
    from_settings = {
        key: value
        for key, value in settings.LOGGING["formatters"]["structured"].items()
        if key in {"use_get_message", "pass_foreign_args"}
    }
    formatter = logs.structlog.stdlib.ProcessorFormatter(
        processors=logs.processors, foreign_pre_chain=logs.foreign_pre_chain, **from_settings
    )
    return json.loads(formatter.format(records[0]))


@pytest.mark.parametrize(
    ("pattern", "args", "event"),
    [
        ("%d of %s", (3, "four"), "3 of four"),
        ("%s: %s", ("Not Found", "/j/ABC234/?answer=5"), "Not Found: /j/…"),
        ("from %s", (FAR,), "from …"),
        ("from %s", (f"{FAR}:4711",), "from …:4711"),
        ("from %s", ("[2001:db8::7]",), "from […]"),
        ("at %s", ("13:05:09",), "at 13:05:09"),
        ("who %s", (str(uuid.UUID(int=7)),), "who …"),
        ("with %s", (TOKEN,), "with …:…"),
        ("failed: %s", (ValueError(PALE),), "failed: ValueError"),
        ("task %r", ([PALE],), "task 'list'"),
        ("two\nlines of %s", (PALE,), "two"),
        ("one %s", (f"line\n{PALE}",), "one line"),
        ("%d is none", ("a number",), "%d is none (not filled in)"),
        ("nothing to fill in: 100 %", (), "nothing to fill in: 100 %"),
    ],
)
def test_line_of_a_library_is_its_pattern_with_numbers_and_short_texts(pattern, args, event):
    assert told(lambda logger: logger.warning(pattern, *args))["event"] == event


def test_what_is_no_text_is_told_by_its_type():
    assert told(lambda logger: logger.error(ValueError(PALE)))["event"] == "ValueError"


def test_callback_of_the_event_loop_is_told_without_its_arguments():
    line = told(
        lambda logger: logger.error(f"Exception in callback Box.take([{PALE!r}])\nhandle: …"),
        name="asyncio",
    )

    assert line["event"] == "Exception in callback Box.take"


def test_exception_is_told_by_types_and_places_and_so_is_its_cause():
    def fail(logger: logging.Logger) -> None:
        try:
            try:
                {PALE: 1}[DEEP]
            except KeyError as error:
                raise ValueError(PALE) from error
        except ValueError:
            logger.exception("failed")

    line = told(fail)

    text = line["exception"]
    assert text.index("builtins.ValueError") < text.index("builtins.KeyError")
    assert text.count(f"{Path(__file__)}:") == 2
    assert text.count(" in fail") == 2
    assert "Quincunx" not in json.dumps(line)


def test_thread_that_dies_is_told_without_words(monkeypatch):
    def fail(logger: logging.Logger) -> None:
        monkeypatch.setattr(logs, "log", logger)
        monkeypatch.setattr(threading, "excepthook", logs._hear_thread)
        dying = threading.Thread(target=lambda: {PALE: 1}[DEEP])
        dying.start()
        dying.join()

    line = told(fail)

    assert (line["event"], "KeyError" in line["exception"]) == ("a thread died", True)
    assert "Quincunx" not in json.dumps(line)


def test_everything_that_speaks_to_standard_error_is_heard(monkeypatch):
    """In a process of its own: Twisted begins to log once."""
    script = f"""
import django, threading, warnings
django.setup()
from live.logs import hear_everybody
from twisted.logger import Logger
from twisted.internet import defer
hear_everybody()
class Torn:
    def __del__(self):
        raise ValueError("{PALE}")
Torn()
defer.fail(ValueError("{PALE}"))
import gc; gc.collect()
thread = threading.Thread(target=lambda: {{}}["{PALE}"]); thread.start(); thread.join()
warnings.warn("out of date")
"""
    done = asyncio.run(_run(script))

    lines = [json.loads(line) for line in done.splitlines()]
    assert [line["event"] for line in lines[:3]] == [
        "failed while tidying up",
        "failed in Twisted",
        "a thread died",
    ]
    assert (lines[3]["logger"], "out of date" in lines[3]["event"]) == ("py.warnings", True)
    assert "Quincunx" not in done


async def _run(script: str) -> str:
    environment = {"DJANGO_SETTINGS_MODULE": "tests.settings", "LOG_LEVEL": "INFO"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, env=environment, stderr=asyncio.subprocess.PIPE
    )
    return (await process.communicate())[1].decode()


def test_server_warns_where_postgresql_would_write_votes_to_its_log(prepared_full):
    server = prepared_full.make()
    try:
        server.start()
    finally:
        server.stop()

    assert "PostgreSQL may write votes to its log" in server.log.read_text()
