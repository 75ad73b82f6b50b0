"""The bridge with a simulated base station and a real server: nothing lost, nothing doubled."""

import asyncio
import base64
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from live.keypads.bridge import Bridge
from live.keypads.inputs import open_input
from live.keypads.link import Server
from live.keypads.profile import find_profile
from live.keypads.screen import draw
from live.keypads.simulator import Air, CsvBase, Keypads, PtyBase, TcpBase, line_of, row_of
from live.keypads.spool import Spool
from live.packing import NAME, pack_bridge
from tests.clients import PATIENCE
from tests.live.test_stations import call_the_roll, make_base, tiles_of
from tests.servers import Server as Product

#: Seconds that a bridge, started or healed, may take to have brought everything over.
HEALED = 20.0


async def until(condition, *, within: float = PATIENCE) -> None:
    """Wait for what other threads and processes do, and nothing tells."""
    async with asyncio.timeout(within):
        while True:
            told = condition()
            if await told if asyncio.iscoroutine(told) else told:
                return
            await asyncio.sleep(0.02)


async def settled(hall, round: str, wanted: Counter, *, within: float = HEALED) -> None:
    """Wait until the counts of a round are these, each keypad's latest key; then they stay."""
    counts = [wanted[key] for key in "1234"]

    async def shown() -> bool:
        return await hall.counts(round) == counts

    await until(shown, within=within)
    assert (await hall.result(round))["ballots"] == sum(wanted.values())


def latest(keypads: Keypads) -> Counter:
    """How often each key is the last that a keypad pressed and the base station heard."""
    return Counter({pressed.keypad: pressed.key for pressed in keypads.heard}.values())


class Rig:
    """A hall with a station, and bridges in this process that a test may stop."""

    def __init__(self, hall, token: str, folder: Path) -> None:
        self.hall = hall
        self.token = token
        self.folder = folder
        self.bridges: list[Bridge] = []

    def bridge(self, url: str, profile: str = "line", *, server: str = "") -> Bridge:
        """A running bridge on this rig's spool."""
        read = find_profile(profile)
        made = Bridge(
            open_input(url, baud=9600),
            read,
            Spool(self.folder / "keypads.spool", toggles=read.toggles),
            server=Server.read(server or self.hall.server.url),
            token=self.token,
        )
        made.start()
        self.bridges.append(made)
        return made

    def stop(self) -> None:
        """Stop the bridge that runs."""
        self.bridges.pop().stop()


async def make_rig(hall, folder, number: int = 40) -> Rig:
    """A rig whose keypads are admitted."""
    base = await make_base(hall, *(str(n) for n in range(1, number + 1)))
    return Rig(hall, base.token, folder)


@pytest.fixture
async def rig(embedded_server, make_hall, tmp_path):
    """A conference with forty keypads on the shared server."""
    hall = await make_hall(embedded_server)
    await hall.do("start")
    made = await make_rig(hall, tmp_path)
    yield made
    while made.bridges:
        await asyncio.to_thread(made.stop)


def is_open(bridge: Bridge):
    """Whether the bridge knows of an open round."""
    return lambda: bool(
        bridge.contact.known and bridge.contact.known.open_round and not bridge.contact.trouble
    )


AIR = Air(noise=0.3, split=0.5, twice=0.3, reorder=0.3, loss=0.1)


@pytest.mark.parametrize("kind", ["tcp", "pty", "csv"])
async def test_every_press_that_the_base_station_heard_is_in_the_result(rig, kind, tmp_path):
    round = await rig.hall.open()
    base = {
        "tcp": TcpBase,
        "pty": PtyBase,
        "csv": lambda: CsvBase(tmp_path / "results.csv"),
    }[kind]()
    air = AIR if kind != "csv" else Air(twice=0.3, reorder=0.3, loss=0.1)
    bridge = rig.bridge(base.url, "reply-csv" if kind == "csv" else "line")
    await until(lambda: is_open(bridge)() and not bridge.complaint)
    if kind == "tcp":
        await asyncio.to_thread(base.wait, PATIENCE)
    keypads = Keypads(40, keys="1234", air=air, seed=3)
    frame = row_of if kind == "csv" else line_of
    try:
        for piece in keypads.send([*keypads.burst(), *keypads.burst()], frame):
            base.write(piece)
        await settled(rig.hall, round, latest(keypads))
        await until(lambda: bridge.spool.count() == (0, 0, 0))
    finally:
        base.close()


async def test_keys_of_a_question_with_several_choices_switch(rig, tmp_path):
    round = await rig.hall.open(2)
    base = CsvBase(tmp_path / "presses.txt")
    bridge = rig.bridge(base.url)
    await until(is_open(bridge))
    base.write(b"1 1\n2 3\n1 2\n1 1\n")

    await until(lambda: sum(bridge.contact.tally.answers.values()) == 4)
    assert await rig.hall.counts(round) == [0, 1, 1]


async def test_press_after_the_close_is_refused_and_one_without_a_vote_goes_nowhere(rig, tmp_path):
    base = CsvBase(tmp_path / "presses.txt")
    bridge = rig.bridge(base.url)
    await until(lambda: bridge.contact.known and not bridge.contact.trouble)
    base.write(b"1 1\n")
    await until(lambda: bridge.contact.tally.idle == 1)
    round = await rig.hall.open()
    await rig.hall.do("close")
    await until(lambda: bridge.contact.known.phase == "closed")
    base.write(b"2 1\n")

    await until(lambda: bridge.contact.tally.answers == {"closed": 1})
    assert (await rig.hall.result(round))["ballots"] == 0


async def test_fresh_spool_goes_on_from_the_versions_of_the_server(rig, tmp_path):
    round = await rig.hall.open()
    base = CsvBase(tmp_path / "presses.txt")
    bridge = rig.bridge(base.url)
    await until(is_open(bridge))
    base.write(b"1 1\n1 2\n2 1\n")
    await until(lambda: bridge.contact.tally.answers == {"ack": 3})
    rig.stop()
    (rig.folder / "keypads.spool").unlink()
    base = CsvBase(tmp_path / "more.txt")
    # There before the first start: no press, whatever vote is open.
    base.write(b"3 3\n")
    bridge = rig.bridge(base.url)
    await until(is_open(bridge))
    base.write(b"1 4\n")

    await until(lambda: bridge.contact.tally.answers["ack"] == 1)
    assert await rig.hall.counts(round) == [1, 0, 0, 1]


async def test_unknown_keypad_votes_once_it_is_admitted_and_pressed_again(rig, tmp_path):
    round = await rig.hall.open()
    base = CsvBase(tmp_path / "presses.txt")
    bridge = rig.bridge(base.url)
    await until(is_open(bridge))
    base.write(b"99 1\n")
    await until(lambda: bridge.contact.tally.answers == {"not_allowed": 1})
    await make_base(rig.hall, "99", name="Base 2")
    base.write(b"99 1\n")

    await settled(rig.hall, round, Counter("1"))


async def cut_off(rig, server: Product, tmp_path) -> tuple[Bridge, CsvBase, str]:
    """A bridge that knows of an open round, whose server has gone."""
    round = await rig.hall.open()
    base = CsvBase(tmp_path / "presses.txt")
    bridge = rig.bridge(base.url)
    await until(is_open(bridge))
    base.write(b"1 1\n2 1\n")
    await until(lambda: bridge.contact.tally.answers == {"ack": 2})
    server.kill()
    await until(lambda: bridge.contact.trouble)
    base.write(b"1 2\n3 1\n")
    await until(lambda: bridge.spool.count()[1] == 2)
    return bridge, base, round


@pytest.fixture
async def lonely(prepared_embedded, make_hall, tmp_path):
    """A rig on a server of its own, which may be killed."""
    server = prepared_embedded.make()
    server.start()
    hall = await make_hall(server)
    await hall.do("start")
    rig = await make_rig(hall, tmp_path)
    yield rig
    while rig.bridges:
        await asyncio.to_thread(rig.stop)
    await asyncio.to_thread(server.stop)
    server.check_log()


async def test_presses_while_cut_off_go_in_where_their_round_is_open_still(lonely, tmp_path):
    _, _, round = await cut_off(lonely, lonely.hall.server, tmp_path)
    lonely.hall.server.start()

    await settled(lonely.hall, round, Counter("112"))


async def test_presses_while_cut_off_wait_for_the_chair_where_their_round_is_closed(
    lonely, tmp_path
):
    hall, server = lonely.hall, lonely.hall.server
    bridge, _, round = await cut_off(lonely, server, tmp_path)
    held = bridge.spool.count()
    # The bridge hears of nothing until the round is closed.
    lonely.stop()
    server.start()
    await hall.do("close")
    base = CsvBase(tmp_path / "presses.txt")
    bridge = lonely.bridge(base.url)
    await until(lambda: bridge.contact.known and bridge.contact.known.phase == "closed")
    assert held == bridge.spool.count() == (0, 2, 0)
    assert await hall.counts(round) == [2, 0, 0, 0]
    await hall.do("reopen")

    await settled(hall, round, Counter("112"))


async def test_presses_while_cut_off_wait_beyond_other_votes_until_they_are_left_out(
    lonely, tmp_path
):
    hall, server = lonely.hall, lonely.hall.server
    _, _, round = await cut_off(lonely, server, tmp_path)
    lonely.stop()
    server.start()
    await hall.do("close")
    other = await hall.open(3)
    chair = await hall.chair()
    bridge = lonely.bridge(CsvBase(tmp_path / "presses.txt").url)
    note = {"base": "Base 1", "round": round, "question": hall.question(1)["id"], "presses": 2}
    await chair.receive("beat", presses_held=[note])
    assert bridge.spool.count() == (0, 2, 0)
    # Neither a new bridge nor a new server decides it.
    await hall.do("close")
    lonely.stop()
    await asyncio.to_thread(server.kill)
    server.start()
    bridge = lonely.bridge(CsvBase(tmp_path / "presses.txt").url)
    chair = await hall.chair()
    await chair.receive("beat", presses_held=[note])
    await hall.do("leave_out", round=round, presses=2)

    await until(lambda: bridge.contact.tally.answers == {"closed": 2})
    await chair.receive("beat", presses_held=None)
    assert bridge.spool.count() == (0, 0, 0)
    assert await hall.counts(round) == [2, 0, 0, 0]
    assert (await hall.result(other))["ballots"] == 0
    await hall.do("show", question=hall.question(1)["id"])
    await hall.do("recall")
    await chair.receive("tally", round=round, late=2)


async def test_any_key_answers_a_roll_call_and_is_no_vote(rig, tmp_path):
    hall = rig.hall
    round = await hall.open()
    await hall.do("close")
    await call_the_roll(hall, "begin")
    base = CsvBase(tmp_path / "presses.txt")
    bridge = rig.bridge(base.url)
    await until(lambda: bridge.contact.known and bridge.contact.known.roll_call)
    base.write(b"1 1\n2,9,15\n99 A\n1 2\n")

    async def lit() -> bool:
        shown = await tiles_of(hall)
        return {number for number, how in shown.items() if "tile--lit" in how} == {"1", "2", "99"}

    await until(lit)
    assert bridge.contact.tally.answers == {}
    assert bridge.spool.count() == (0, 0, 0)
    assert (await hall.result(round))["ballots"] == 0
    assert "roll-call" in draw(bridge.contact, bridge.spool, "")
    await call_the_roll(hall, "end")
    await hall.do("reopen")
    await until(is_open(bridge))
    base.write(b"1 3\n")
    await settled(hall, round, Counter("3"))


class Program:
    """The bridge as laptops get it: one file, run without the product; a test may kill it."""

    def __init__(self, rig: Rig, token: str, source: str) -> None:
        file = rig.folder / "base.token"
        file.write_text(token)
        self.log = rig.folder / "bridge.log"
        (rig.folder / NAME).write_bytes(pack_bridge())
        self.folder = rig.folder
        self.command = [sys.executable, "-I", "-S", NAME, "--log"]
        self.command += ["--server", rig.hall.server.url, "--token-file", str(file)]
        self.command += ["--input", source, "--profile", "reply-csv"]
        self.command += ["--spool", str(rig.folder / "keypads.spool")]
        self.process: subprocess.Popen | None = None

    def start(self) -> None:
        """Start; what it says goes on in one log."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, cwd=self.folder)

    def kill(self) -> None:
        """End it at once (SIGKILL)."""
        self.process.kill()
        self.process.wait()

    def said(self, after: int) -> list[str]:
        """The events behind so many."""
        return [told["event"] for told in self.events()[after:]]

    def events(self) -> list[dict]:
        """What it has said."""
        return [json.loads(line) for line in self.log.read_text().splitlines()]


async def test_nothing_is_lost_or_doubled_with_bridge_and_server_killed_in_mid_burst(
    lonely, tmp_path
):
    hall, server = lonely.hall, lonely.hall.server
    round = await hall.open()
    base = CsvBase(tmp_path / "results.csv")
    secret = make_token(lonely.token)
    program = Program(lonely, secret, base.url)
    program.start()
    keypads = Keypads(40, keys="1234", air=Air(twice=0.2, reorder=0.2), seed=11)
    try:
        await until(lambda: any(e["event"] == "vote open" for e in program.events()))
        for turn in range(6):
            for piece in keypads.send(keypads.burst(), row_of):
                base.write(piece)
            if turn in (1, 3):
                said = len(program.events())
                program.kill()
                program.start()
                await until(lambda said=said: len(program.events()) > said)
            if turn == 2:
                said = len(program.events())
                await asyncio.to_thread(server.kill)
                await until(lambda said=said: "server away" in program.said(said))
            if turn == 4:
                await asyncio.to_thread(server.start)
        await settled(hall, round, latest(keypads))
    except TimeoutError:
        pytest.fail(f"not all is in; the bridge said {program.log.read_text()[-3000:]}")
    finally:
        program.kill()
    told = program.log.read_text()
    assert secret not in told
    assert not any({"keypad", "keys", "key"} & set(event) for event in program.events())


def make_token(token) -> str:
    """A token as text again."""
    return f"{token.station}.{base64.urlsafe_b64encode(token.secret).decode().rstrip('=')}"
