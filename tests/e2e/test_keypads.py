"""Keypads in the room: the technician's grid, the projector's tiles, a helper's counted hands."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from live.keypads.bridge import Bridge
from live.keypads.inputs import open_input
from live.keypads.link import Server
from live.keypads.presses import Heard, Round
from live.keypads.profile import find_profile
from live.keypads.signing import Token
from live.keypads.simulator import CsvBase
from live.keypads.spool import Spool
from tests.e2e.hall import LAPTOP, PHONE, Hall, expect_accessible, expect_fits

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {
                    "kind": "single",
                    "prompt": "Is a social insurance scheme needed?",
                    "choices": ["Yes, compulsory", "Yes, voluntary", "Perhaps", "No"],
                }
            ],
        }
    ],
}
KEYPADS = 100


class Room:
    """A hall with a base station whose bridge runs in this process."""

    def __init__(self, browser: Browser, server, folder: Path) -> None:
        self.hall = Hall.hold(browser, server, FILE)
        self.session = self.hall.conference["sessions"][0]["id"]
        self.page = f"/sessions/{self.session}/keypads/"
        organiser = self.hall.signed_in(
            f"/organise/conferences/{self.hall.conference['id']}/keypads/"
        )
        organiser.get_by_label("Name").fill("Base 1")
        organiser.get_by_role("button", name="Make a base station").click()
        self.token = organiser.locator("[data-copy-text]").inner_text()
        self.base = CsvBase(folder / "presses.txt")
        self.spool = folder / "keypads.spool"
        self.start()

    def start(self) -> None:
        """Start a bridge on the spool."""
        self.bridge = Bridge(
            open_input(self.base.url, baud=9600),
            find_profile("line"),
            Spool(self.spool),
            server=Server.read(self.hall.server.url),
            token=Token.read(self.token),
        )
        self.bridge.start()

    def hold(self, round: str, *keypads: str) -> None:
        """Presses of a round were made while the bridge was cut off; now it is back."""
        self.bridge.stop()
        spool = Spool(self.spool)
        spool.take([Heard(keypad, "2") for keypad in keypads], Round(round), held=True)
        spool.close()
        self.start()

    def press(self, *lines: str) -> None:
        """Press keys: ``17 2``."""
        self.base.write("".join(f"{line}\n" for line in lines).encode())


@pytest.fixture
def room(browser: Browser, embedded_server, tmp_path):
    room = Room(browser, embedded_server, tmp_path)
    room.hall.command("start")
    yield room
    room.bridge.stop()


def list_keypads(technician: Page) -> None:
    """Give a list of keypads."""
    listed = "\n".join(["serial,seat", *(f"{n},Row {n // 10 + 1}" for n in range(1, KEYPADS + 1))])
    technician.get_by_label("Or paste it here").fill(listed)
    technician.get_by_role("button", name="Admit this list").click()


def test_technician_sees_who_pressed_and_admits_who_is_new(room):
    technician = room.hall.signed_in(room.page)
    expect_accessible(technician)
    list_keypads(technician)
    technician.get_by_role("button", name="Begin a roll-call").click()
    room.press(*(f"{n},1,{n + 10}" for n in range(1, 61)), "777 1")

    expect(technician.locator(".tile--lit")).to_have_count(61)
    expect(technician.locator(".roll__sum")).to_contain_text("60 of 100")
    expect(technician.locator(".tile--held")).to_contain_text("777")
    expect_accessible(technician)
    narrow = room.hall.signed_in(room.page, size=PHONE)
    expect(narrow.locator(".tile--lit")).to_have_count(61)
    expect_fits(narrow)
    expect_accessible(narrow)
    technician.get_by_role("button", name="Admit it").click()
    expect(technician.get_by_text("1 keypad admitted.")).to_be_visible()
    technician.get_by_role("button", name="End the roll-call").click()
    technician.get_by_role("button", name="Open a test vote").click()
    phone = room.hall.phone()
    expect(phone.get_by_text("Test vote: press any key.")).to_be_visible()
    technician.get_by_role("button", name="Close the test vote").click()
    expect(technician.get_by_text("The test vote is closed.")).to_be_visible()


def test_projector_lights_up_tiles_and_shows_no_counts_before_the_close(room):
    list_keypads(room.hall.signed_in(room.page))
    console = room.hall.chair()
    console.get_by_role("button", name="Show keypads received").click()
    expect(console.get_by_text("Nobody sees counts before you close.")).to_be_visible()
    room.hall.command("next")
    projector = room.hall.projector()
    room.hall.command("open")
    expect(projector.locator(".keypad-tile")).to_have_count(KEYPADS)
    room.press(*(f"{n} {n % 4 + 1}" for n in range(1, 58)))

    expect(projector.locator('.keypad-tile[data-lit="yes"]')).to_have_count(57)
    expect(projector.get_by_text("Keypads received: 57 of 100")).to_be_visible()
    assert projector.locator(".bar__percent").all_inner_texts() in ([], [""] * 4)
    fits = "document.querySelector('.tiles__grid').getBoundingClientRect().bottom <= innerHeight"
    assert projector.evaluate(fits)
    # Bold where they are lit, and whole.
    cut = (
        "[...document.querySelectorAll('.keypad-tile')].filter(t => t.scrollWidth > t.clientWidth)"
    )
    assert projector.evaluate(f"{cut}.map((tile) => tile.textContent)") == []
    expect_accessible(projector)
    expect(console.locator("[data-channels]")).to_have_text("Of these: keypads 57.")
    expect_accessible(console)
    room.hall.command("close")
    room.hall.command("reveal")
    expect(projector.locator(".tiles")).to_be_hidden()
    expect(projector.locator(".bar__percent").first).to_contain_text("%")


def test_chair_decides_on_presses_that_are_held_while_another_vote_is_open(room):
    list_keypads(room.hall.signed_in(room.page))
    consoles = [room.hall.chair(), room.hall.chair(size=PHONE)]
    for do in ("next", "open", "close"):
        room.hall.command(do)
    round = room.hall.state()["sessions"][0]["questions"][0]["rounds"][0]["id"]
    room.hold(round, *(str(number) for number in range(1, 8)))

    wide, narrow = consoles
    for console in consoles:
        note = console.get_by_role("group", name="Presses that are held")
        expect(note).to_contain_text("Base 1 holds 7 presses for question 1, made while cut off")
        expect(note.get_by_role("button", name="Reopen this vote")).to_be_visible()
        expect_accessible(console)
    expect_fits(narrow)
    room.hall.command("open")
    note = wide.get_by_role("group", name="Presses that are held")
    expect(note).to_contain_text("for an earlier vote on question 1")
    expect(note.get_by_role("button", name="Reopen this vote")).to_be_hidden()
    note.get_by_role("button", name="Leave them out…").click()
    wide.get_by_role("dialog").get_by_role("button", name="Leave them out").click()
    expect(note).to_be_hidden()
    expect(narrow.locator("[data-held]")).to_be_hidden()
    expect(wide.locator("[data-last]")).to_contain_text("7 presses held at “Base 1”")


def test_helper_enters_counted_hands_and_takes_them_back(room):
    room.hall.command("next")
    room.hall.command("open")
    address = f"/chair/{room.hall.code}/steward/?session={room.session}"
    helper = room.hall.signed_in(address, size=PHONE)
    expect_accessible(helper)
    helper.get_by_label("A Yes, compulsory").first.fill("12")
    helper.get_by_label("D No").first.fill("3")
    helper.get_by_label("Reason").first.fill("Balcony: no signal")
    helper.get_by_role("button", name="Enter these hands").click()

    expect(helper.get_by_text("Entered: 15 hands.")).to_be_visible()
    assert room.hall.result(0)["ballots"] == 15
    expect_accessible(helper)
    expect_fits(helper)
    helper.get_by_role("button", name="Take back").click()
    expect(helper.get_by_text("Taken back: 15 ballots.")).to_be_visible()
    wide = room.hall.signed_in(address, size=LAPTOP)
    wide.get_by_role("group", name="Choice").get_by_label("B Yes, voluntary").check()
    wide.get_by_label("Reason").last.fill("No device")
    wide.get_by_role("button", name="Enter this ballot").click()
    expect(wide.get_by_text("Entered: one ballot.")).to_be_visible()
    expect_accessible(wide)
    assert room.hall.result(0)["ballots"] == 1
