"""Running the room: asked in two taps, corrected, timed, and closed when everybody is in."""

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.hall import PHONE, Hall, expect_accessible, heard, vote

FILE = {
    "name": "Managing New Realities",
    "sessions": [
        {
            "title": "Paying for care",
            "questions": [
                {"kind": "single", "prompt": prompt, "choices": ["Yes", "No"]}
                for prompt in ("Is a scheme needed?", "Who should pay?", "How soon?")
            ],
        }
    ],
}


@pytest.fixture
def hall(browser, embedded_server) -> Hall:
    """A session that runs, with nothing on screen."""
    hall = Hall.hold(browser, embedded_server, FILE)
    hall.command("start")
    return hall


def label(console: Page) -> Locator:
    """The big button."""
    return console.locator("[data-next-label]")


def press(console: Page, name: str) -> None:
    """Press the big button once it says this and listens."""
    expect(label(console)).to_have_text(name)
    button = console.locator("[data-next]")
    expect(button).to_have_attribute("aria-disabled", "false")
    button.click()


def correct(console: Page, prompt: str, way: str, *, question: int) -> None:
    """Type another prompt for a question, and press one of the buttons below it."""
    console.get_by_role("button", name=f"Look at it (question {question})").click()
    dialog = console.locator("[data-look]")
    expect(dialog).to_be_visible()
    if not dialog.get_by_label("Question", exact=True).is_visible():
        dialog.get_by_text("Correct the words").click()
    dialog.get_by_label("Question", exact=True).fill(prompt)
    dialog.get_by_role("button", name=way).click()


def test_question_nobody_prepared_from_two_taps_to_its_result(hall):
    console = hall.chair(size=PHONE)
    projector = hall.projector()
    phones = [hall.phone(), hall.phone(), hall.phone(scripts=False)]
    console.get_by_role("button", name="Ask now…").click()
    console.get_by_role("button", name="Agree or disagree?").click()
    expect(console.locator("[data-prompt]")).to_have_text("Agree or disagree?")
    expect(console.locator("[data-ask-now]")).to_be_hidden()
    expect(phones[0].locator("h1")).to_have_text("Agree or disagree?")
    press(console, "Open voting")
    vote(phones[0], "Strongly agree")
    expect(phones[0].locator(".status")).to_have_text("Your vote is in: A")
    phones[1].locator("#choice-B").check()

    correct(console, "Agree or not?", "Correct the spelling, keep the votes", question=1)
    for page, place in ((console, "[data-prompt]"), (projector, ".prompt"), (phones[1], "h1")):
        expect(page.locator(place).first).to_have_text("Agree or not?")
    expect(phones[1].locator("#choice-B")).to_be_checked()
    expect(phones[0].locator(".status")).to_have_text("Your vote is in: A")

    console.locator("[data-start-timer]").get_by_role("button", name="2 min").click()
    phones[0].get_by_role("button", name="More time, please").click()
    expect(phones[0].locator("[data-part=asked-for-time]")).to_be_visible()
    phones[2].reload()
    phones[2].get_by_role("button", name="More time, please").click()
    expect(phones[2].locator("[data-part=asked-for-time]")).to_be_visible()
    expect(console.locator("[data-plea]")).to_have_text("2 people ask for more time")
    console.get_by_role("button", name="1 min more").click()
    expect(console.locator("[data-plea]")).to_have_text(
        "2 people asked for more time, before you changed the timer"
    )
    console.get_by_role("button", name="Stop the timer").click()
    expect(phones[0].get_by_role("button", name="More time, please")).to_be_hidden()
    expect(projector.locator("[data-part=timer]")).to_be_hidden()

    expect(console.locator("[data-everybody]")).to_be_hidden()
    phones[1].get_by_role("button", name="Send my vote").click()
    expect(phones[1].locator(".status")).to_have_text("Your vote is in: B")
    phones[2].reload()
    vote(phones[2], "Strongly disagree")
    expect(console.locator("[data-everybody]")).to_be_visible()
    expect(label(console)).to_have_text("Close voting")
    press(console, "Close voting")
    if label(console).inner_text() == "Close anyway":
        press(console, "Close anyway")
    press(console, "Show the result")
    expect(phones[0].locator("h1")).to_have_text("Agree or not?")
    expect(projector.locator(".bar__count").first).to_have_text("1")
    expect(label(console)).to_have_text("Next: question 2")

    results = hall.signed_in(f"/organise/sessions/{hall.conference['sessions'][0]['id']}/results/")
    expect(results.locator("article").first).to_contain_text("asked from the chair")
    expect(results.locator("article").first).to_contain_text(
        "Wording corrected during the vote: "
        "the question was “Agree or disagree?”, is “Agree or not?”."
    )


def test_typed_question_survives_a_mistake_and_keys_do_nothing_in_its_fields(hall):
    console = hall.chair()
    console.get_by_role("button", name="Ask now…").click()
    dialog = console.locator("[data-ask-now]")
    expect_accessible(console, "asking now")
    dialog.get_by_text("Other choices").click()
    dialog.get_by_label("Choices, one a line").fill("Tea\nTea")
    dialog.get_by_role("button", name="Ask with these choices").click()
    expect(dialog.locator("[data-ask-now-mistake]")).to_have_text("Type the question first.")
    dialog.get_by_label("Question").fill("What now")
    for key in ("b", ".", "PageDown", "PageUp"):
        dialog.get_by_label("Question").press(key)
    dialog.get_by_role("button", name="Ask with these choices").click()
    expect(dialog.locator("[data-ask-now-mistake]")).to_have_text(
        "Choice 2: “Tea” stands there already"
    )
    expect(dialog.get_by_label("Question")).to_have_value("What nowb.")
    dialog.get_by_label("Choices, one a line").fill("Tea\nCoffee")
    dialog.get_by_label("Open the vote at once").check()
    dialog.get_by_role("button", name="Ask with these choices").click()

    expect(dialog).to_be_hidden()
    expect(console.locator("[data-phase]")).to_have_text("Voting is open")
    expect(console.locator("[data-blank]")).to_be_hidden()
    expect(console.locator("[data-question]").first).to_contain_text("From the chair")
    assert hall.state()["sessions"][0]["questions"][0]["prompt"] == "What nowb."


def test_another_meaning_is_asked_once_and_room_and_phones_hear_of_it(hall):
    console, phone, projector = hall.chair(), hall.phone(), hall.projector()
    press(console, "Show question 1")
    press(console, "Open voting")
    vote(phone, "Yes")
    expect(console.locator("[data-voted]")).to_have_text("1")
    correct(console, "Is a tax needed?", "Change the meaning: void and vote again…", question=1)
    expect_accessible(console, "changing the meaning")
    asked = console.locator("[data-ask]")
    expect(asked).to_contain_text("1 vote will count nowhere.")
    asked.get_by_role("button", name="Keep the vote").click()
    expect(console.locator("[data-look-edit-prompt]")).to_have_value("Is a tax needed?")
    expect(console.locator("[data-phase]")).to_have_text("Voting is open")
    console.get_by_role("button", name="Change the meaning: void and vote again…").click()
    asked.get_by_role("button", name="Void and change").click()

    expect(console.locator("[data-look]")).to_be_hidden()
    expect(console.locator("[data-prompt]")).to_have_text("Is a tax needed?")
    expect(label(console)).to_have_text("Open voting")
    stopped = "This vote was stopped; we will vote again."
    expect(phone.locator(".view__lead")).to_have_text(stopped)
    expect(projector.locator("[data-part=stopped]")).to_have_text(stopped)
    told = f"{stopped} The wording was corrected. Is a tax needed?"
    for page in (phone, projector):
        page.wait_for_function("(told) => window.heard.includes(told)", arg=told)
    assert stopped not in heard(console)


def test_questions_are_looked_at_corrected_skipped_and_moved_before_the_room_sees_them(hall):
    console = hall.chair()
    list_ = console.locator("[data-programme] .entry__prompt")
    correct(console, "Who pays?", "Save the words", question=2)
    expect(list_).to_have_text(["Is a scheme needed?", "Who pays?", "How soon?"])
    arrow = console.get_by_role("button", name="Move up (question 3)")
    expect(arrow).to_have_count(0)
    console.get_by_role("button", name="Arrange").click()
    arrow.focus()
    arrow.press("Enter")
    expect(list_).to_have_text(["Is a scheme needed?", "How soon?", "Who pays?"])
    expect(console.get_by_role("button", name="Move up (question 2)")).to_be_focused()
    console.get_by_role("button", name="Look at it (question 1)").click()
    look = console.locator("[data-look]")
    expect(look.locator("[data-look-choices] li")).to_have_text(["A Yes", "B No"])
    expect(look.locator("[data-look-standing]")).to_have_text("This is what the room would see.")
    expect_accessible(console, "looking at a question")
    with console.context.expect_page() as opened:
        look.get_by_role("link", name="As the projector would show it").click()
    expect(opened.value.locator(".preview")).to_have_text("Preview: the room does not see this")
    expect(opened.value.locator(".prompt").first).to_have_text("Is a scheme needed?")
    expect(opened.value.locator(".bar__text")).to_have_text(["Yes", "No"])
    expect_accessible(opened.value, "preview")
    opened.value.close()
    look.get_by_role("button", name="Skip it").click()
    expect(look).to_be_hidden()
    press(console, "Show question 2")
    expect(console.locator("[data-prompt]")).to_have_text("How soon?")
    expect(console.locator("[data-back]")).to_be_hidden()
    press(console, "Open voting")
    expect(console.get_by_role("button", name="Ask now…")).to_be_hidden()
    console.get_by_role("button", name="Look at it (question 1)").click()
    look.get_by_role("button", name="Take it up again").click()

    expect(list_.first).to_be_visible()
    expect(console.locator(".entry--skipped")).to_have_count(0)
