"""The log of a real server says who did what through which interface, and tells no vote."""

import csv
import io

from tests.clients import http, join
from tests.laptop import Laptop


async def read_log(laptop: Laptop, conference_id: str) -> tuple[str, list[tuple[str, str, str]]]:
    """The log as the organiser downloads it: its text, and who, through what, what."""
    answer = await laptop.get(f"/organise/conferences/{conference_id}/log.csv")
    assert answer.status_code == 200, answer.text
    rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))[1:]
    return answer.text, [(row[1], row[2], row[4]) for row in reversed(rows)]


async def test_log_tells_page_console_program_and_clock_apart(hall):
    console = await hall.chair()
    await console.command("show", question=hall.question(1)["id"])
    opened = await console.command("open", seconds=1)
    phone = await hall.phone()
    await console.receive("state", phase="closed")
    exported = await hall.get(f"/api/v1/conferences/{hall.code}/export.csv")
    laptop = await Laptop.of(hall.server, "organiser")
    people = f"/organise/conferences/{hall.data['id']}/people/"
    await laptop.post(people, username=f"ben-{hall.code}", part="organiser")
    _, lines = await read_log(laptop, hall.data["id"])
    await laptop.close()

    asked = "“Is a social insurance scheme needed?”"
    where = ", in “Paying for care”"
    of_accounts = ("sign", "account", "token")
    told = [line for line in lines if not any(word in line[2] for word in of_accounts)]
    assert (opened["type"], exported.status_code, phone.kind) == ("ack", 200, "delegate")
    assert told == [
        ("organiser", "program", "Imported the conference “Managing New Realities” from a file"),
        ("organiser", "program", f"Started the session{where}"),
        ("organiser", "console", f"Showed {asked}{where}"),
        ("organiser", "console", f"Opened the vote on {asked} (vote 1), for 1 second{where}"),
        ("", "clock", f"Closed the vote on {asked} (vote 1): its time was up{where}"),
        ("organiser", "program", "Downloaded the results as CSV"),
        ("organiser", "page", f"Made ben-{hall.code} an organiser"),
        ("organiser", "page", "Downloaded the log"),
    ]


async def test_log_tells_no_delegate_vote_or_address(hall):
    laptop = await Laptop.of(hall.server, "organiser")
    round_id = await hall.open()
    _, opened = await read_log(laptop, hall.data["id"])
    phone = await hall.phone()
    await phone.vote(round_id, hall.choices(1)[:1])
    async with http(hall.server, await join(hall.server, hall.code)) as program:
        vote = {"type": "vote", "ref": "a", "round": round_id, "rev": 1, "answer": []}
        await program.post(f"/api/v1/conferences/{hall.code}/ballots", json=vote)
    text, after = await read_log(laptop, hall.data["id"])
    await laptop.close()

    assert after == [*opened, ("organiser", "page", "Downloaded the log")]
    assert "127.0.0.1" not in text
