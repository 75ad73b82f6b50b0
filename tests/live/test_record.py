"""The record by commands and by the API: what is written down, read, changed and deleted."""

import json
from pathlib import Path

from jsonschema import Draft7Validator

from tests.live.test_agenda import agenda_on, publish, reveal_obstacles

SCHEMA = Path(__file__).parents[2] / "docs" / "record.schema.json"


async def record_of(hall):
    """The record of the first session, as the API tells it."""
    answer = await hall.get(f"/api/v1/sessions/{hall.session['id']}/record", token=hall.token)
    assert answer.status_code == 200
    Draft7Validator(json.loads(SCHEMA.read_text())).validate(answer.json())
    return answer.json()


async def test_program_finds_changes_and_deletes_what_a_console_wrote_down(hall):
    await publish(hall, await reveal_obstacles(hall, (3, 2, 1)))
    chair, phone = await hall.chair(), await hall.phone()
    state = await agenda_on(phone)
    topic = state["agenda"]["topics"][0]
    words = {"topic": topic["id"], "kind": "decision", "text": "One budget."}
    assert (await chair.command("note_add", ref="once", **words))["seq"] == state["seq"]
    again = await chair.command("note_add", ref="once", **words)
    assert (again["type"], again["seq"]) == ("ack", state["seq"])

    [note] = (await record_of(hall))["agendas"][0]["topics"][0]["decisions"]
    assert note["text"] == "One budget."
    told = {"note": note["id"], "seen": note["mark"]}
    assert (await hall.steer("note_edit", **told, text="Two budgets.")).status_code == 200
    stale = await hall.steer("note_delete", **told)
    assert (stale.status_code, stale.json()["code"]) == (409, "stale")
    [note] = (await record_of(hall))["agendas"][0]["topics"][0]["decisions"]
    assert note["text"] == "Two budgets."
    await hall.do("note_delete", note=note["id"], seen=note["mark"])
    assert (await record_of(hall))["agendas"][0]["topics"][0]["decisions"] == []

    # Nobody's phone heard of it: the next state is of the next step, by the number it was seen at.
    assert (await chair.command("agenda_next", seq=state["seq"]))["type"] == "ack"
    assert (await phone.receive("state"))["seq"] == state["seq"] + 1


async def test_consoles_tell_at_once_what_another_wrote_down(hall):
    await publish(hall, await reveal_obstacles(hall, (3, 2, 1)))
    first, second = await hall.chair(), await hall.chair()
    topic = (await agenda_on(first))["agenda"]["topics"][0]
    words = {"topic": topic["id"], "kind": "decision", "text": "One budget."}
    await first.command("note_add", ref="once", **words)

    while "One budget." not in (await second.receive("programme"))["last"]["words"]:
        continue


async def test_record_is_for_those_who_chair_it(hall):
    path = f"/api/v1/sessions/{hall.session['id']}/record"

    assert (await hall.get(path, token="wrong")).status_code == 401
    assert (await record_of(hall))["session"]["title"] == hall.session["title"]
